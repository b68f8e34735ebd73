package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/** One plain loop for each transcendental function. */
final class FunctionLoops {
    private FunctionLoops() {}

    /** y[i] = e^x[i]. */
    static void exp(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Exponential.exp(get(x, xo + i)));
        }
    }

    /** y[i] = e^x[i] - 1. */
    static void expm1(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Exponential.expm1(get(x, xo + i)));
        }
    }

    /** y[i] = ln x[i]. */
    static void log(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Logarithm.log(get(x, xo + i)));
        }
    }

    /** y[i] = ln(1 + x[i]). */
    static void log1p(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Logarithm.log1p(get(x, xo + i)));
        }
    }

    /** y[i] = sin x[i]. */
    static void sin(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Trigonometry.sin(get(x, xo + i)));
        }
    }

    /** y[i] = cos x[i]. */
    static void cos(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Trigonometry.cos(get(x, xo + i)));
        }
    }

    /** y[i] = tanh x[i]. */
    static void tanh(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Hyperbolic.tanh(get(x, xo + i)));
        }
    }

    /** y[i] = erf x[i]. */
    static void erf(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, ErrorFunction.erf(get(x, xo + i)));
        }
    }

    /** y[i] = 1 / (1 + e^-x[i]). */
    static void sigmoid(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Sigmoid.sigmoid(get(x, xo + i)));
        }
    }

    /** y[i] = ln(1 + e^x[i]). */
    static void softplus(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Sigmoid.softplus(get(x, xo + i)));
        }
    }

    /** y[i] = x[i] sigmoid(x[i]). */
    static void silu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Sigmoid.silu(get(x, xo + i)));
        }
    }

    /** y[i] = x[i] Phi(x[i]). */
    static void gelu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, ErrorFunction.gelu(get(x, xo + i)));
        }
    }

    /** y[i] = x[i] sigmoid(2 u(x[i])), the tanh form of gelu. */
    static void geluTanh(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, TanhGelu.gelu(get(x, xo + i)));
        }
    }
}
