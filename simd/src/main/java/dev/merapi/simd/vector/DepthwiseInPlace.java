package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link DepthwiseKernel#square} for a plane with rows of two vectors, padded by 1, that is read where it lies: the element
 * before a row and the one after it are read too, and become zeros. Worth it for planes that are near; from memory the copy
 * of {@link DepthwiseAhead} is what reads ahead.
 */
final class DepthwiseInPlace {
    /** Floats of all planes that are near: with as many results they fill the second-level cache. */
    private static final long NEAR = 1 << 18;

    private DepthwiseInPlace() {}

    /** Whether planes of so many columns can be read where they lie, and so many floats of them are near. */
    static boolean suits(int columns, long floats) {
        return WIDE && columns > LANES && columns <= 2 * LANES && floats <= NEAR;
    }

    /** Whether the elements around the plane at {@code xo}, which are read, belong to x. */
    static boolean inside(MemorySegment x, long xo, int rows, int columns) {
        return xo > 0 && (xo + (long) rows * columns + 1) * Float.BYTES <= x.byteSize();
    }

    /** The results of one plane [rows, columns] at {@code xo}, to {@code yo} on; its 9 weights from {@code wo} on. */
    static void plane(int rows, int columns, MemorySegment x, long xo, float[] w, int wo, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        var w0 = FloatVector.broadcast(SPECIES, w[wo]);
        var w1 = FloatVector.broadcast(SPECIES, w[wo + 1]);
        var w2 = FloatVector.broadcast(SPECIES, w[wo + 2]);
        var w3 = FloatVector.broadcast(SPECIES, w[wo + 3]);
        var w4 = FloatVector.broadcast(SPECIES, w[wo + 4]);
        var w5 = FloatVector.broadcast(SPECIES, w[wo + 5]);
        var w6 = FloatVector.broadcast(SPECIES, w[wo + 6]);
        var w7 = FloatVector.broadcast(SPECIES, w[wo + 7]);
        var w8 = FloatVector.broadcast(SPECIES, w[wo + 8]);
        var zero = FloatVector.zero(SPECIES);
        VectorMask<Float> first = SPECIES.indexInRange(0, 1);
        VectorMask<Float> last = SPECIES.indexInRange(0, LANES - 1).not();
        long step = (long) columns * Float.BYTES;
        long second = step - LANES * Float.BYTES;
        long from = xo * Float.BYTES;
        var a = w2.fma(zero, w1.fma(zero, w0.fma(zero, zero)));
        var d = a;
        var v = FloatVector.fromMemorySegment(SPECIES, x, from - Float.BYTES, ORDER)
                .blend(zero, first);
        var u = FloatVector.fromMemorySegment(SPECIES, x, from + second - Float.BYTES, ORDER);
        a = w3.fma(v, a);
        d = w3.fma(u, d);
        var b = w0.fma(v, zero);
        var e = w0.fma(u, zero);
        v = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER);
        u = FloatVector.fromMemorySegment(SPECIES, x, from + second, ORDER);
        a = w4.fma(v, a);
        d = w4.fma(u, d);
        b = w1.fma(v, b);
        e = w1.fma(u, e);
        v = FloatVector.fromMemorySegment(SPECIES, x, from + Float.BYTES, ORDER);
        u = FloatVector.fromMemorySegment(SPECIES, x, from + second + Float.BYTES, ORDER)
                .blend(zero, last);
        a = w5.fma(v, a);
        d = w5.fma(u, d);
        b = w2.fma(v, b);
        e = w2.fma(u, e);
        from += step;
        long to = yo * Float.BYTES;
        for (int r = 1; r < rows; r++, from += step, to += step) {
            v = FloatVector.fromMemorySegment(SPECIES, x, from - Float.BYTES, ORDER)
                    .blend(zero, first);
            u = FloatVector.fromMemorySegment(SPECIES, x, from + second - Float.BYTES, ORDER);
            a = w6.fma(v, a);
            d = w6.fma(u, d);
            b = w3.fma(v, b);
            e = w3.fma(u, e);
            var c = w0.fma(v, zero);
            var f = w0.fma(u, zero);
            v = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER);
            u = FloatVector.fromMemorySegment(SPECIES, x, from + second, ORDER);
            a = w7.fma(v, a);
            d = w7.fma(u, d);
            b = w4.fma(v, b);
            e = w4.fma(u, e);
            c = w1.fma(v, c);
            f = w1.fma(u, f);
            v = FloatVector.fromMemorySegment(SPECIES, x, from + Float.BYTES, ORDER);
            u = FloatVector.fromMemorySegment(SPECIES, x, from + second + Float.BYTES, ORDER)
                    .blend(zero, last);
            a = w8.fma(v, a);
            d = w8.fma(u, d);
            b = w5.fma(v, b);
            e = w5.fma(u, e);
            c = w2.fma(v, c);
            f = w2.fma(u, f);
            a.intoMemorySegment(y, to, ORDER);
            d.intoMemorySegment(y, to + second, ORDER);
            a = b;
            d = e;
            b = c;
            e = f;
        }
        w8.fma(zero, w7.fma(zero, w6.fma(zero, a))).intoMemorySegment(y, to, ORDER);
        w8.fma(zero, w7.fma(zero, w6.fma(zero, d))).intoMemorySegment(y, to + second, ORDER);
    }
}
