package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import java.lang.foreign.MemorySegment;

/**
 * One loop for each activation function, and for erf; n is a multiple of the lanes. The longest ones store by themselves:
 * see {@link Exponential} for how much C2 inlines.
 */
final class ActivationLoops {
    private ActivationLoops() {}

    /** y[i] = tanh x[i]. */
    static void tanh(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Hyperbolic.tanh(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = erf x[i]. */
    static void erf(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            ErrorFunction.erf(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = 1 / (1 + e^-x[i]). */
    static void sigmoid(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Sigmoid.sigmoid(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = ln(1 + e^x[i]). */
    static void softplus(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Sigmoid.softplus(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = x[i] sigmoid(x[i]). */
    static void silu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Sigmoid.silu(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = x[i] Phi(x[i]). */
    static void gelu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            ErrorFunction.gelu(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = x[i] sigmoid(2 u(x[i])), the tanh form of gelu. */
    static void geluTanh(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(TanhGelu.gelu(load(x, xo + i)), y, yo + i);
        }
    }
}
