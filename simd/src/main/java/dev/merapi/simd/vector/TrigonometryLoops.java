package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * sin and cos; n is a multiple of the lanes. A vector with a lane beyond the vector twin's reach goes to the scalar
 * twin.
 */
final class TrigonometryLoops {
    private TrigonometryLoops() {}

    /** y[i] = sin x[i]. */
    static void sin(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = load(x, xo + i);
            if (Trigonometry.large(v).anyTrue()) {
                sinOneByOne(x, xo + i, y, yo + i);
            } else {
                store(Trigonometry.sin(v), y, yo + i);
            }
        }
    }

    private static void sinOneByOne(MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < LANES; i++) {
            float v = dev.merapi.simd.scalar.Trigonometry.sin(get(x, xo + i));
            y.set(ValueLayout.JAVA_FLOAT, (yo + i) << 2, v);
        }
    }

    /** y[i] = cos x[i]. */
    static void cos(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = load(x, xo + i);
            if (Trigonometry.large(v).anyTrue()) {
                cosOneByOne(x, xo + i, y, yo + i);
            } else {
                store(Trigonometry.cos(v), y, yo + i);
            }
        }
    }

    private static void cosOneByOne(MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < LANES; i++) {
            float v = dev.merapi.simd.scalar.Trigonometry.cos(get(x, xo + i));
            y.set(ValueLayout.JAVA_FLOAT, (yo + i) << 2, v);
        }
    }
}
