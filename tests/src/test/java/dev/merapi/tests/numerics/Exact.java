package dev.merapi.tests.numerics;

import dev.merapi.bench.numerics.Function;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The functions with about 60 digits, by series alone: what the oracle in double is checked against. All of it runs with
 * 180 digits, because erf's series cancels 50 digits at 11, and a derivative near its root some more.
 */
final class Exact {
    private static final MathContext DIGITS = new MathContext(180);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal THREE = BigDecimal.valueOf(3);
    private static final BigDecimal SIX = BigDecimal.valueOf(6);
    private static final BigDecimal CUBIC = new BigDecimal("0.044715");

    private static final BigDecimal SELU = new BigDecimal("1.0507009873554804934193349852946");
    private static final BigDecimal SELU_ALPHA = SELU.multiply(new BigDecimal("1.6732632423543772848170429916717"));

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    private static final BigDecimal PI = arctanOfInverse(5)
            .multiply(BigDecimal.valueOf(16))
            .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)));

    private Exact() {}

    /** f(v), v in its domain. */
    static BigDecimal of(Function f, float v) {
        BigDecimal x = new BigDecimal(v);
        return switch (f) {
            case SQRT -> x.sqrt(DIGITS);
            case RSQRT -> ONE.divide(x.sqrt(DIGITS), DIGITS);
            case RECIPROCAL -> ONE.divide(x, DIGITS);
            case EXP -> exp(x);
            case EXPM1 -> exp(x).subtract(ONE);
            case LOG -> log(x);
            case LOG1P -> log(x.add(ONE));
            case SIN -> sin(x);
            case COS -> sin(x.add(PI.divide(TWO, DIGITS)));
            case TANH -> TWO.multiply(sigmoid(x.add(x))).subtract(ONE);
            case ERF -> erf(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> log(exp(x).add(ONE));
            case SILU -> x.multiply(sigmoid(x));
            case GELU -> x.multiply(normal(x));
            case GELU_TANH -> x.multiply(sigmoid(inner(x)));
            case SELU ->
                x.signum() > 0 ? x.multiply(SELU) : exp(x).subtract(ONE).multiply(SELU_ALPHA);
            case MISH -> x.multiply(ratio(x));
            case HARD_SIGMOID -> hardSigmoid(x);
            case HARD_SWISH -> x.multiply(hardSigmoid(x));
            case SWIGLU -> x.multiply(sigmoid(x)).multiply(new BigDecimal(Function.FACTOR));
            case SIGMOID_GRAD -> x.multiply(ONE.subtract(x));
            case TANH_GRAD -> ONE.subtract(x.multiply(x));
            case SILU_GRAD -> product(x, x, ONE);
            case GELU_GRAD -> normal(x).add(x.multiply(density(x)));
            case GELU_TANH_GRAD -> product(x, inner(x), innerSlope(x));
            case SELU_GRAD -> x.signum() > 0 ? SELU : x.add(SELU_ALPHA);
            case HARD_SIGMOID_GRAD -> x.abs().compareTo(THREE) < 0 ? ONE.divide(SIX, DIGITS) : BigDecimal.ZERO;
            case HARD_SWISH_GRAD -> {
                BigDecimal slope = x.add(x).add(THREE).divide(SIX, DIGITS);
                yield x.abs().compareTo(THREE) < 0 ? slope : x.signum() > 0 ? ONE : BigDecimal.ZERO;
            }
            case MISH_GRAD -> {
                BigDecimal w = ratio(x);
                yield w.add(x.multiply(ONE.subtract(w.multiply(w))).multiply(sigmoid(x)), DIGITS);
            }
        };
    }

    private static BigDecimal hardSigmoid(BigDecimal x) {
        return x.add(THREE).max(BigDecimal.ZERO).min(SIX).divide(SIX, DIGITS);
    }

    /** tanh(ln(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2). */
    private static BigDecimal ratio(BigDecimal x) {
        BigDecimal e = exp(x);
        BigDecimal n = e.multiply(e.add(TWO), DIGITS);
        return n.divide(n.add(TWO), DIGITS);
    }

    /** The derivative of x sigmoid(v(x)): s + x s (1 - s) v', s = sigmoid(v). */
    private static BigDecimal product(BigDecimal x, BigDecimal v, BigDecimal slope) {
        BigDecimal s = sigmoid(v);
        return s.add(x.multiply(s).multiply(ONE.subtract(s)).multiply(slope), DIGITS);
    }

    /** 2 sqrt(2 / pi) (x + 0.044715 x^3). */
    private static BigDecimal inner(BigDecimal x) {
        return factor().multiply(x.add(CUBIC.multiply(x.pow(3))), DIGITS);
    }

    private static BigDecimal innerSlope(BigDecimal x) {
        return factor().multiply(ONE.add(CUBIC.multiply(x.pow(2)).multiply(BigDecimal.valueOf(3))), DIGITS);
    }

    private static BigDecimal factor() {
        return TWO.multiply(TWO.divide(PI, DIGITS).sqrt(DIGITS));
    }

    private static BigDecimal sigmoid(BigDecimal x) {
        return ONE.divide(ONE.add(exp(x.negate())), DIGITS);
    }

    private static BigDecimal density(BigDecimal x) {
        return exp(x.multiply(x).divide(TWO, DIGITS).negate())
                .divide(TWO.multiply(PI).sqrt(DIGITS), DIGITS);
    }

    private static BigDecimal normal(BigDecimal x) {
        return ONE.add(erf(x.divide(TWO.sqrt(DIGITS), DIGITS))).divide(TWO, DIGITS);
    }

    /** e^x = (e^(x / 2^20))^(2^20). */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal r = x.divide(BigDecimal.valueOf(1 << 20), DIGITS);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int k = 1; isSeen(term); k++) {
            term = term.multiply(r).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.pow(1 << 20, DIGITS);
    }

    /** Halley's steps y += 2 (x - e^y) / (x + e^y) from a double: 15, 45, 135, 180 digits. */
    private static BigDecimal log(BigDecimal x) {
        int exponent = x.precision() - x.scale();
        BigDecimal y = new BigDecimal(Math.log(x.movePointLeft(exponent).doubleValue()) + exponent * Math.log(10));
        for (int i = 0; i < 4; i++) {
            BigDecimal e = exp(y);
            y = y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), DIGITS), DIGITS);
        }
        return y;
    }

    /** sin x, |x| < 10^40: turns taken off, then the power series. */
    private static BigDecimal sin(BigDecimal x) {
        BigDecimal turn = TWO.multiply(PI);
        BigDecimal turns = x.divide(turn, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(turn));
        BigDecimal minusSquare = r.multiply(r).negate();
        BigDecimal term = r;
        BigDecimal sum = r;
        for (int k = 2; isSeen(term); k += 2) {
            term = term.multiply(minusSquare).divide(BigDecimal.valueOf(k * (k + 1L)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** 2 / sqrt(pi) times the sum of (-1)^k x^(2k + 1) / (k! (2k + 1)). */
    private static BigDecimal erf(BigDecimal x) {
        BigDecimal minusSquare = x.multiply(x, DIGITS).negate();
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int k = 1; isSeen(power); k++) {
            power = power.multiply(minusSquare).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS), DIGITS);
        }
        return TWO.multiply(sum).divide(PI.sqrt(DIGITS), DIGITS);
    }

    private static BigDecimal arctanOfInverse(int n) {
        MathContext more = new MathContext(DIGITS.getPrecision() + 20);
        BigDecimal power = ONE.divide(BigDecimal.valueOf(n), more);
        BigDecimal sum = power;
        for (int k = 3; isSeen(power); k += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) n * n), more);
            sum = sum.add(power.divide(BigDecimal.valueOf(k), more), more);
        }
        return sum;
    }

    private static boolean isSeen(BigDecimal term) {
        return term.signum() != 0 && term.precision() - term.scale() > -DIGITS.getPrecision();
    }
}
