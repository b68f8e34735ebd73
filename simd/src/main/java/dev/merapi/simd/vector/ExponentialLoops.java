package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import java.lang.foreign.MemorySegment;

/** One loop for each of exp, expm1, log, log1p; n is a multiple of the lanes. The longer ones store by themselves. */
final class ExponentialLoops {
    private ExponentialLoops() {}

    /** y[i] = e^x[i]. */
    static void exp(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Exponential.exp(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = e^x[i] - 1. */
    static void expm1(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(Exponential.expm1(load(x, xo + i)), y, yo + i);
        }
    }

    /** y[i] = ln x[i]. */
    static void log(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Logarithm.log(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = ln(1 + x[i]). */
    static void log1p(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            Logarithm.log1p(load(x, xo + i)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }
}
