package dev.merapi.simd.vector;

import dev.merapi.simd.Pooling;
import dev.merapi.simd.scalar.ScalarPooling;
import java.lang.foreign.MemorySegment;

/**
 * {@link Pooling}: {@link PairMaximum} for maxima of 2 x 2 with stride 2 and no padding, else {@link WindowPooling}; other
 * gradients by {@link ScalarPooling}.
 */
public final class VectorPooling implements Pooling {
    private final Pooling plain = new ScalarPooling();

    /** No state but the plain twin. */
    public VectorPooling() {}

    @Override
    public void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        if (pairs(s)) {
            PairMaximum.max(s, relu, planes, x, xo, y, yo);
        } else {
            WindowPooling.max(s, relu, planes, x, xo, y, yo);
        }
    }

    @Override
    public void maxGradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        if (pairs(s)) {
            PairMaximum.gradient(s, planes, x, xo, dy, dyo, dx, dxo);
        } else {
            plain.maxGradient(s, planes, x, xo, dy, dyo, dx, dxo);
        }
    }

    @Override
    public void average(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        WindowPooling.average(s, planes, x, xo, y, yo);
    }

    @Override
    public void averageGradient(Window s, int planes, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        plain.averageGradient(s, planes, dy, dyo, dx, dxo);
    }

    private static boolean pairs(Window s) {
        return s.kh() == 2 && s.kw() == 2 && s.strideH() == 2 && s.strideW() == 2 && s.padH() == 0 && s.padW() == 0;
    }
}
