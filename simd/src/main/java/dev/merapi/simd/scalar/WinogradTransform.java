package dev.merapi.simd.scalar;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.A2B2;
import static dev.merapi.simd.Winograd.A2_GA;
import static dev.merapi.simd.Winograd.A3_GA;
import static dev.merapi.simd.Winograd.A_GA;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.Winograd.B2_GB;
import static dev.merapi.simd.Winograd.B3_GB;
import static dev.merapi.simd.Winograd.B_GB;
import static dev.merapi.simd.Winograd.G0;
import static dev.merapi.simd.Winograd.GA;
import static dev.merapi.simd.Winograd.GB;
import static dev.merapi.simd.Winograd.PATCH;
import static dev.merapi.simd.Winograd.SUM;
import static java.lang.Math.fma;

import dev.merapi.simd.Winograd;

/**
 * The transforms of {@link Winograd} in place, on squares of 6 x 6 floats of which the upper left n x n are the input:
 * first each column, then each row.
 */
enum WinogradTransform {
    /** B' d B, 6 x 6 to 6 x 6. */
    INPUT(PATCH, PATCH) {
        @Override
        void line(float[] t, int i, int s) {
            float d0 = t[i];
            float d1 = t[i + s];
            float d2 = t[i + 2 * s];
            float d3 = t[i + 3 * s];
            float d4 = t[i + 4 * s];
            float e = fma(d2, -B2, d4);
            float f = fma(d1, -B2, d3);
            float g = fma(d2, -A2, d4);
            float h = fma(d1, -A2, d3);
            t[i] = fma(d0, A2B2, fma(d2, -SUM, d4));
            t[i + s] = fma(f, A, e);
            t[i + 2 * s] = fma(f, -A, e);
            t[i + 3 * s] = fma(h, B, g);
            t[i + 4 * s] = fma(h, -B, g);
            t[i + 5 * s] = fma(d1, A2B2, fma(d3, -SUM, t[i + 5 * s]));
        }
    },

    /** G g G', 3 x 3 to 6 x 6. */
    WEIGHTS(3, PATCH) {
        @Override
        void line(float[] t, int i, int s) {
            float g0 = t[i];
            float g1 = t[i + s];
            float g2 = t[i + 2 * s];
            float e = fma(g2, A2, g0);
            float f = fma(g2, B2, g0);
            t[i + s] = fma(g1, A, e);
            t[i + 2 * s] = fma(g1, -A, e);
            t[i + 3 * s] = fma(g1, B, f);
            t[i + 4 * s] = fma(g1, -B, f);
            t[i + 5 * s] = g2;
        }
    },

    /** A' M A, 6 x 6 to 4 x 4. */
    OUTPUT(PATCH, Winograd.TILE) {
        @Override
        void line(float[] t, int i, int s) {
            float p = t[i + s] + t[i + 2 * s];
            float d = t[i + s] - t[i + 2 * s];
            float r = t[i + 3 * s] + t[i + 4 * s];
            float q = t[i + 3 * s] - t[i + 4 * s];
            t[i] = fma(p, GA, fma(r, GB, t[i] * G0));
            t[i + s] = fma(d, A_GA, q * B_GB);
            t[i + 2 * s] = (r - p) * B2_GB;
            t[i + 3 * s] = fma(q, B3_GB, fma(d, A3_GA, t[i + 5 * s]));
        }
    },

    /** A dY A', 4 x 4 to 6 x 6. */
    RESULT_GRADIENT(Winograd.TILE, PATCH) {
        @Override
        void line(float[] t, int i, int s) {
            float y3 = t[i + 3 * s];
            float e = fma(t[i + 2 * s], A2, t[i]);
            float f = fma(y3, A2, t[i + s]);
            float g = fma(t[i + 2 * s], B2, t[i]);
            float h = fma(y3, B2, t[i + s]);
            t[i + s] = fma(f, A, e);
            t[i + 2 * s] = fma(f, -A, e);
            t[i + 3 * s] = fma(h, B, g);
            t[i + 4 * s] = fma(h, -B, g);
            t[i + 5 * s] = y3;
        }
    },

    /** G' S G, 6 x 6 to 3 x 3. */
    WEIGHT_GRADIENT(PATCH, 3) {
        @Override
        void line(float[] t, int i, int s) {
            float p = t[i + s] + t[i + 2 * s];
            float q = t[i + s] - t[i + 2 * s];
            float r = t[i + 3 * s] + t[i + 4 * s];
            float d = t[i + 3 * s] - t[i + 4 * s];
            float high = fma(p, A2_GA, fma(r, B2_GB, t[i + 5 * s]));
            t[i] = fma(t[i], G0, fma(p, GA, r * GB));
            t[i + s] = fma(q, A_GA, d * B_GB);
            t[i + 2 * s] = high;
        }
    };

    private final int from;
    private final int to;

    WinogradTransform(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** One axis: the elements t[i], t[i + s], ... */
    abstract void line(float[] t, int i, int s);

    /** Both axes. */
    void apply(float[] t) {
        for (int column = 0; column < from; column++) {
            line(t, column, PATCH);
        }
        for (int row = 0; row < to; row++) {
            line(t, row * PATCH, 1);
        }
    }
}
