package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over four whole blocks at once, each as {@link Sums#sum} has it: prefetchers follow each page of memory for
 * itself, and of several pages at once more is on its way (docs/decisions.md). For vectors of 512 bits, which need one pass a
 * block.
 */
final class BlockSums {
    /** Elements: four blocks. */
    static final int LENGTH = 4 * Reduction.BLOCK;

    private BlockSums() {}

    /** Whether the vectors are wide enough. */
    static boolean areWide() {
        return V == 16;
    }

    /** y[yo + b] = sum of the block b from xo on. */
    static void sum(MemorySegment x, long xo, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        FloatVector d0 = FloatVector.zero(S);
        FloatVector d1 = FloatVector.zero(S);
        FloatVector d2 = FloatVector.zero(S);
        FloatVector d3 = FloatVector.zero(S);
        for (int i = 0; i < Reduction.BLOCK; i += 64) {
            long p = xo + i;
            a0 = a0.add(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.add(FloatVector.fromMemorySegment(S, x, (p + 16) << 2, ORDER));
            a2 = a2.add(FloatVector.fromMemorySegment(S, x, (p + 32) << 2, ORDER));
            a3 = a3.add(FloatVector.fromMemorySegment(S, x, (p + 48) << 2, ORDER));
            long q = p + Reduction.BLOCK;
            b0 = b0.add(FloatVector.fromMemorySegment(S, x, q << 2, ORDER));
            b1 = b1.add(FloatVector.fromMemorySegment(S, x, (q + 16) << 2, ORDER));
            b2 = b2.add(FloatVector.fromMemorySegment(S, x, (q + 32) << 2, ORDER));
            b3 = b3.add(FloatVector.fromMemorySegment(S, x, (q + 48) << 2, ORDER));
            long s = q + Reduction.BLOCK;
            c0 = c0.add(FloatVector.fromMemorySegment(S, x, s << 2, ORDER));
            c1 = c1.add(FloatVector.fromMemorySegment(S, x, (s + 16) << 2, ORDER));
            c2 = c2.add(FloatVector.fromMemorySegment(S, x, (s + 32) << 2, ORDER));
            c3 = c3.add(FloatVector.fromMemorySegment(S, x, (s + 48) << 2, ORDER));
            long t = s + Reduction.BLOCK;
            d0 = d0.add(FloatVector.fromMemorySegment(S, x, t << 2, ORDER));
            d1 = d1.add(FloatVector.fromMemorySegment(S, x, (t + 16) << 2, ORDER));
            d2 = d2.add(FloatVector.fromMemorySegment(S, x, (t + 32) << 2, ORDER));
            d3 = d3.add(FloatVector.fromMemorySegment(S, x, (t + 48) << 2, ORDER));
        }
        Strip.put(y, yo, Lanes.sum(a0.add(a1).add(a2.add(a3))));
        Strip.put(y, yo + 1, Lanes.sum(b0.add(b1).add(b2.add(b3))));
        Strip.put(y, yo + 2, Lanes.sum(c0.add(c1).add(c2.add(c3))));
        Strip.put(y, yo + 3, Lanes.sum(d0.add(d1).add(d2.add(d3))));
    }
}
