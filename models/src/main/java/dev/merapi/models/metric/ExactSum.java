package dev.merapi.models.metric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of float64 numbers without any rounding, so that it's the same in any order and however it was shared out:
 * metrics of shards add up to the bits of the metric of the whole. Numbers are added as whole multiples of 2^-1075 to
 * limbs of 32 bits. Source: Neal, "Fast exact summation using small and large superaccumulators", 2015.
 */
public final class ExactSum {
    /** Numbers have bits from 2^-1074 to 2^1023; what is above counts how many there are. */
    private static final int LIMBS = 68;

    /** So many additions can't overflow a limb: each adds less than 2^54. */
    private static final int BEFORE_CARRY = 256;

    /** The lowest limb counts multiples of 2^-UNIT. */
    private static final int UNIT = 1075;

    private static final long LOW = 0xffffffffL;

    /** The sum of nothing. */
    public static final ExactSum NONE = of();

    /** From 0 to 2^32 - 1 each, but for the last, which has the sign. */
    private final long[] limbs;

    /** The sum of what isn't finite. */
    private final double infinite;

    private ExactSum(long[] limbs, double infinite) {
        this.limbs = limbs;
        this.infinite = infinite;
    }

    /** The sum of these numbers. Infinities and NaN make it what they would make any sum. */
    public static ExactSum of(double... values) {
        long[] limbs = new long[LIMBS];
        double infinite = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                add(limbs, values[i]);
            } else {
                infinite += values[i];
            }
            if (i % BEFORE_CARRY == BEFORE_CARRY - 1) {
                carry(limbs);
            }
        }
        carry(limbs);
        return new ExactSum(limbs, infinite);
    }

    private static void add(long[] limbs, double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & ((1L << 52) - 1);
        long mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        exponent = Math.max(exponent, 1);
        int at = exponent >>> 5;
        int shift = exponent & 31;
        long low = (mantissa << shift) & LOW;
        long high = mantissa >>> (32 - shift);
        limbs[at] += bits < 0 ? -low : low;
        limbs[at + 1] += bits < 0 ? -high : high;
    }

    private static void carry(long[] limbs) {
        for (int i = 0; i < LIMBS - 1; i++) {
            limbs[i + 1] += limbs[i] >> 32;
            limbs[i] &= LOW;
        }
    }

    /** Both together. */
    public ExactSum plus(ExactSum other) {
        long[] sum = limbs.clone();
        for (int i = 0; i < LIMBS; i++) {
            sum[i] += other.limbs[i];
        }
        carry(sum);
        return new ExactSum(sum, infinite + other.infinite);
    }

    /** The float64 nearest to the sum. */
    public double value() {
        if (infinite != 0) {
            return infinite;
        }
        BigInteger whole = whole();
        BigInteger size = whole.abs();
        int below = Math.max(0, size.bitLength() - 64);
        // What is cut off is remembered in the last bit, so that the one rounding is the right one.
        BigInteger top = size.shiftRight(below);
        if (size.getLowestSetBit() < below) {
            top = top.setBit(0);
        }
        return whole.signum() * Math.scalb(top.doubleValue(), below - UNIT);
    }

    /** The sum itself, of finite numbers. */
    BigDecimal exact() {
        return new BigDecimal(whole().multiply(BigInteger.valueOf(5).pow(UNIT)), UNIT);
    }

    private BigInteger whole() {
        BigInteger whole = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            whole = whole.shiftLeft(32).add(BigInteger.valueOf(limbs[i]));
        }
        return whole;
    }

    /** Whether both are the same number. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum
                && Arrays.equals(limbs, sum.limbs)
                && Double.compare(infinite, sum.infinite) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(limbs) * 31 + Double.hashCode(infinite);
    }

    @Override
    public String toString() {
        return String.valueOf(value());
    }
}
