package dev.merapi.simd;

/**
 * erf and the normal distribution function in double. Chebyshev series of our own, computed with 60 digits:
 * {@code erf(x) / x} in x^2 for |x| < 1, and {@code (1 + 2 t) exp(t^2) erfc(t)} in {@code (t - 4) / (t + 4)} for t in
 * [1, 27.5].
 */
final class ErrorFunctionDouble {
    /** erfc is 0 from 27.3 up. */
    private static final double LAST = 27.5;

    /** {@code (t - 4) / (t + 4)} for t in [1, 27.5], stretched to [-1, 1]. */
    private static final double STRETCH = 0x1.7c609a90e7d96p+0;

    private static final double SHIFT = -0x1.bc609a90e7d96p-4;

    private static final double[] NEAR = {
        0x1.f371b6a14d252p-1,
        -0x1.2359d7bb47ad4p-3,
        0x1.48d890a562437p-7,
        -0x1.2e730c943d0bcp-11,
        0x1.cc07b53e9ea3p-16,
        -0x1.28701fcdfc82dp-20,
        0x1.4a9dab1235699p-25,
        -0x1.44978328e455dp-30,
        0x1.1c6a2e6156874p-35,
        -0x1.c1daad3671359p-41,
        0x1.44179351f6decp-46,
        -0x1.acbabf57ef501p-52,
        0x1.0613987edce0dp-57,
        -0x1.29cd9cfb6be5fp-63
    };

    private static final double[] FAR = {
        0x1.38d55809a0a31p0,
        -0x1.3341152ea5a29p-4,
        -0x1.d17e78f6b6f5cp-9,
        0x1.c22c7f404020ep-8,
        -0x1.725ce30fd42ffp-9,
        0x1.a5c8b20632229p-11,
        -0x1.7905da94618e9p-13,
        0x1.0f3613d70a00ap-15,
        -0x1.342f3cc20ef36p-18,
        0x1.ff8a10e307f38p-22,
        -0x1.c436bfef24d61p-26,
        -0x1.9d9ac36a7334bp-30,
        0x1.091d25f4d5f3fp-31,
        -0x1.30112ba62d79bp-35,
        -0x1.85439e3503d77p-39,
        0x1.8de8501e65193p-41,
        -0x1.2310ab4954ca8p-46,
        -0x1.4e34890e27eb8p-47,
        0x1.d05fa8c85dd63p-51,
        0x1.e61b139ef1c18p-54
    };

    private ErrorFunctionDouble() {}

    /** 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]; error below 1e-15. */
    static double erf(double x) {
        double t = Math.abs(x);
        if (t < 1) {
            return x * series(NEAR, 2 * x * x - 1);
        }
        return Math.copySign(1 - far(t), x);
    }

    /** Phi(x), the standard normal distribution function; both tails keep their digits. */
    static double phi(double x) {
        double t = Math.abs(x) * Math.sqrt(0.5);
        double upper = 0.5 * (t < 1 ? 1 - t * series(NEAR, 2 * t * t - 1) : far(t));
        return x < 0 ? upper : 1 - upper;
    }

    /** erfc(t) for t >= 1. */
    private static double far(double t) {
        if (t > LAST) {
            return 0;
        }
        double u = (t - 4) / (t + 4);
        double z = t * t;
        double e = StrictMath.exp(-z);
        double lost = Math.fma(t, t, -z);
        return Math.fma(e, -lost, e) * series(FAR, Math.fma(u, STRETCH, SHIFT)) / (1 + 2 * t);
    }

    /** c[0] + c[1] T1(u) + c[2] T2(u) + ... by Clenshaw's recurrence. */
    private static double series(double[] c, double u) {
        double b1 = 0;
        double b2 = 0;
        for (int j = c.length - 1; j > 0; j--) {
            double b = Math.fma(2 * u, b1, c[j] - b2);
            b2 = b1;
            b1 = b;
        }
        return Math.fma(u, b1, c[0] - b2);
    }
}
