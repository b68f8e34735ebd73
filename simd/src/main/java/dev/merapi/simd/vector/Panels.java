package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import dev.merapi.simd.Scratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Memory for packed panels of B: rows of {@link MicroKernel#NR} floats, one after the other. It grows to the largest call and is
 * used again.
 *
 * <p>It is off the heap, where rows begin with cache lines, and on a narrow machine an array: {@link OrderedKernel} has its
 * reasons.
 */
final class Panels {
    /** The panels of a wide machine. */
    MemorySegment segment = MemorySegment.NULL;

    /** The panels of a narrow one. */
    float[] array = {};

    /** Makes room for n floats. */
    void hold(long n) {
        long size = WIDE ? segment.byteSize() / Float.BYTES : array.length;
        if (size >= n) {
            return;
        }
        int grown = Math.toIntExact(n + n / 8);
        if (WIDE) {
            segment = Scratch.allocate((long) grown * Float.BYTES, 64);
        } else {
            array = new float[grown];
        }
    }

    /** Sets the floats from {@code at} on. */
    void put(FloatVector v, int at) {
        if (WIDE) {
            v.intoMemorySegment(OffHeap.of(segment), (long) at * Float.BYTES, ORDER);
        } else {
            v.intoArray(array, at);
        }
    }

    /** Sets those that {@code mask} has. */
    void put(FloatVector v, int at, VectorMask<Float> mask) {
        if (WIDE) {
            v.intoMemorySegment(OffHeap.of(segment), (long) at * Float.BYTES, ORDER, mask);
        } else {
            v.intoArray(array, at, mask);
        }
    }
}
