package dev.merapi.bench.numerics;

/**
 * The functions in double, for a float x, with a relative error below 2^-44, which is a millionth of a float's ulp. They
 * share no code with the kernels: exp, log and the like are {@code Math}'s (at most 1 ulp of a double by its
 * specification, and other code than {@code StrictMath}'s), the normal distribution comes from {@link Mills}, and where
 * a derivative cancels there's a series around its {@link Root}. The tests check all of them against 60 digits.
 */
final class Oracle {
    /** 1 / sqrt(2 pi). */
    private static final double DENSITY = 0x1.9884533d43651p-2;

    /** 2 / sqrt(pi). */
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    /** 2 sqrt(2 / pi). */
    private static final double LINEAR = 0x1.9884533d43651p+0;

    private static final double CUBIC = 0.044715;

    /** Beyond it mish is x or nothing; e^2x is no infinity yet. */
    private static final double FAR = 300;

    /** Up to here erf is a power series in x^2, of so many terms. */
    private static final double NEAR = 0.5;

    private static final int NEAR_TERMS = 13;

    /** erf is 1 to more than 53 bits from here on. */
    private static final double ERF_IS_ONE = 7;

    private static final double[] ERF = erfSeries();

    private static final Root SILU = new Root(
            -0x1.474973c84120bp+0,
            -0x1.f8d74bc9ac154p-54,
            0x1.be1410460527fp-3,
            0x1.2c563458cc0adp-3,
            0x1.353eb573ca457p-6,
            -0x1.f2d0e32bc2994p-7,
            -0x1.b0f82c498fd2fp-8,
            0x1.098e92b8f076dp-13,
            0x1.a2a7caf0ee747p-11,
            0x1.8574d136d4cb4p-13,
            -0x1.57238dca12615p-15,
            -0x1.f2d8976600f6fp-16,
            -0x1.8af40fd30a2bcp-19,
            0x1.3ae0f751df483p-19);

    private static final Root GELU = new Root(
            -0x1.80ead197f00b4p-1,
            0x1.13e74c58cada8p-56,
            0x1.b9d98fa5a3215p-2,
            0x1.8d9a941de3ac5p-2,
            -0x1.2a2ef9bb865aep-6,
            -0x1.d2fa4c17c7e84p-4,
            -0x1.e4088244f901dp-7,
            0x1.3e346def42057p-6,
            0x1.297b9d6ffaacdp-8,
            -0x1.258a6d85633afp-9,
            -0x1.8680f74e6b6bap-11,
            0x1.86c863b66083cp-13,
            0x1.69610924deba8p-14,
            -0x1.784acad4b941ep-17);

    private static final Root GELU_TANH = new Root(
            -0x1.81429f9e97e4dp-1,
            0x1.4f523ed77dbdcp-55,
            0x1.b8bacd2c96b91p-2,
            0x1.8cd1a2b2fff33p-2,
            -0x1.029615edb077ap-6,
            -0x1.d2b77346470abp-4,
            -0x1.104a83edc0ddcp-6,
            0x1.427996dc249cep-6,
            0x1.58c9ed713486cp-8,
            -0x1.3d8d64170bb72p-9,
            -0x1.e63f294331885p-11,
            0x1.14bf895a69517p-12,
            0x1.04936f0ef73dbp-13,
            -0x1.253bce9ecae48p-15);

    private static final Root MISH = new Root(
            -0x1.31432c0d12d84p+0,
            -0x1.bf319154da210p-55,
            0x1.115acb42500bbp-2,
            0x1.a34a251d8ad7bp-3,
            0x1.574f121a868dbp-5,
            -0x1.4c222fe64d4fbp-6,
            -0x1.03369d4ac90fap-6,
            -0x1.b87ddfb51b745p-9,
            0x1.1e5e184a0fe00p-10,
            0x1.03799182b217fp-10,
            0x1.0a7954e868670p-12,
            -0x1.5fffa067220abp-15,
            -0x1.d453aef9813d0p-15,
            -0x1.223bcd6871175p-16);

    private Oracle() {}

    /** (-1)^k 2 / (sqrt(pi) k! (2 k + 1)). */
    private static double[] erfSeries() {
        double[] c = new double[NEAR_TERMS];
        double factor = TWO_OVER_ROOT_PI;
        for (int k = 0; k < NEAR_TERMS; k++) {
            c[k] = factor / (2 * k + 1);
            factor /= -(k + 1);
        }
        return c;
    }

    /** 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]. */
    static double erf(double x) {
        double z = x * x;
        if (Math.abs(x) < NEAR) {
            double sum = ERF[NEAR_TERMS - 1];
            for (int k = NEAR_TERMS - 2; k >= 0; k--) {
                sum = Math.fma(sum, z, ERF[k]);
            }
            return sum * x;
        }
        double t = Math.abs(x);
        double erfc = t > ERF_IS_ONE ? 0 : 2 * DENSITY * Math.exp(-z) * Mills.ratio(t * Math.sqrt(2));
        return Math.copySign(1 - erfc, x);
    }

    /** 1 / (1 + e^-x). */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** ln(1 + e^x). */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** x / (1 + e^-x). */
    static double silu(double x) {
        return x * sigmoid(x);
    }

    /** x Phi(x). */
    static double gelu(double x) {
        return x * normal(x);
    }

    /** x sigmoid(2 u), 2 u = 2 sqrt(2 / pi) (x + 0.044715 x^3). */
    static double geluTanh(double x) {
        return x * sigmoid(LINEAR * x * Math.fma(CUBIC * x, x, 1));
    }

    /** s (1 + x (1 - s)), s = sigmoid(x). */
    static double siluSlope(double x) {
        return SILU.near(x) ? SILU.at(x) : sigmoid(x) * Math.fma(x, sigmoid(-x), 1);
    }

    /** Phi(x) + x phi(x). */
    static double geluSlope(double x) {
        if (GELU.near(x)) {
            return GELU.at(x);
        }
        double t = Math.abs(x);
        if (t > Mills.LAST) {
            return x < 0 ? -0.0 : 1;
        }
        double density = DENSITY * Math.exp(-0.5 * x * x);
        double ratio = Mills.ratio(t);
        return x < 0 ? density * (ratio - t) : 1 + density * (t - ratio);
    }

    /** s (1 + x (1 - s) (2 u)'), s = sigmoid(2 u), (2 u)' = 2 sqrt(2 / pi) (1 + 3 0.044715 x^2). */
    static double geluTanhSlope(double x) {
        if (GELU_TANH.near(x)) {
            return GELU_TANH.at(x);
        }
        double v = LINEAR * x * Math.fma(CUBIC * x, x, 1);
        double slope = LINEAR * Math.fma(3 * CUBIC * x, x, 1);
        return sigmoid(v) * Math.fma(x * slope, sigmoid(-v), 1);
    }

    /** x n / (n + 2) with n = e^x (e^x + 2). */
    static double mish(double x) {
        return x * ratio(x);
    }

    /** w + x (1 - w^2) sigmoid(x) with w = n / (n + 2); 1 - w^2 is (1 - w) (1 + w), and 1 - w = 2 / (n + 2). */
    static double mishSlope(double x) {
        if (MISH.near(x)) {
            return MISH.at(x);
        }
        double w = ratio(x);
        double e = Math.exp(Math.min(x, FAR));
        double rest = 2 / Math.fma(e, e + 2, 2);
        return Math.fma(Math.clamp(x, -FAR, FAR) * (rest * (1 + w)), sigmoid(x), w);
    }

    /** tanh(ln(1 + e^x)). */
    private static double ratio(double x) {
        double e = Math.exp(Math.min(x, FAR));
        double n = e * (e + 2);
        return n / (n + 2);
    }

    /** y (1 - y): the derivative of sigmoid by its result. */
    static double sigmoidSlope(double y) {
        return y * (1 - y);
    }

    /** 1 - y^2: the derivative of tanh by its result. */
    static double tanhSlope(double y) {
        return (1 - y) * (1 + y);
    }

    /** Phi(x), the standard normal distribution function. */
    private static double normal(double x) {
        double t = Math.abs(x);
        double upper = t > Mills.LAST ? 0 : DENSITY * Math.exp(-0.5 * x * x) * Mills.ratio(t);
        return x < 0 ? upper : 1 - upper;
    }
}
