package dev.merapi.bench.numerics;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * m(t) = Phi(-t) / phi(t), Mills's ratio of the normal distribution, in double: what erf and gelu are made of, without
 * their cancellation. Taylor series around multiples of 1/8, whose coefficients a[k] follow from m' = t m - 1:
 * {@code (k + 1) a[k + 1] = c a[k] + a[k - 1]}, less 1 for k = 0. Going up from m(0) = sqrt(pi / 2) an error grows like
 * exp(t^2 / 2), to 1e55 times at t = 16, and the recurrence loses two digits a step; so all of it has 150 digits.
 * Relative error: 4 units of 2^-53.
 */
final class Mills {
    /** From here on x Phi(x) is below 2^-180: nothing, beside the smallest float. */
    static final double LAST = 16;

    private static final int STEPS = 8;
    private static final int TERMS = 15;
    private static final MathContext DIGITS = new MathContext(150);

    private static final String AT_ZERO =
            "1.2533141373155002512078826424055226265034933703049691583149617881711468273039209874732979191890286330580049"
                    + "86332601939822433161809063368090478927827983074";

    /** The first {@value #TERMS} coefficients around each multiple of 1 / {@value #STEPS}. */
    private static final double[] TABLE = table();

    private Mills() {}

    /** m(t), 0 <= t <= {@link #LAST}. */
    static double ratio(double t) {
        int nearest = (int) Math.rint(t * STEPS);
        double h = t - nearest / (double) STEPS;
        int first = nearest * TERMS;
        double sum = TABLE[first + TERMS - 1];
        for (int k = TERMS - 2; k >= 0; k--) {
            sum = Math.fma(sum, h, TABLE[first + k]);
        }
        return sum;
    }

    private static double[] table() {
        int centres = (int) (LAST * STEPS + 1);
        double[] table = new double[centres * TERMS];
        BigDecimal value = new BigDecimal(AT_ZERO);
        for (int i = 0; i < centres; i++) {
            value = around(i, value, table);
        }
        return table;
    }

    /** Fills in the coefficients around i / 8, where m is {@code value}; result: m at the next multiple. */
    private static BigDecimal around(int i, BigDecimal value, double[] table) {
        BigDecimal step = BigDecimal.ONE.divide(BigDecimal.valueOf(STEPS), DIGITS);
        BigDecimal centre = BigDecimal.valueOf(i).multiply(step);
        BigDecimal smallest = BigDecimal.ONE.movePointLeft(DIGITS.getPrecision());
        BigDecimal before = BigDecimal.ONE.negate();
        BigDecimal a = value;
        BigDecimal power = BigDecimal.ONE;
        BigDecimal next = BigDecimal.ZERO;
        for (int k = 0; power.multiply(a).abs().compareTo(smallest) > 0 || k < TERMS; k++) {
            if (k < TERMS) {
                table[i * TERMS + k] = a.doubleValue();
            }
            next = next.add(a.multiply(power), DIGITS);
            power = power.multiply(step, DIGITS);
            BigDecimal after = centre.multiply(a).add(before).divide(BigDecimal.valueOf(k + 1L), DIGITS);
            before = a;
            a = after;
        }
        return next;
    }
}
