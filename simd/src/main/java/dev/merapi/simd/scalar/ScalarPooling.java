package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Pooling;
import java.lang.foreign.MemorySegment;

/**
 * {@link Pooling} in plain loops over the definition: the fallback, the oracle, and every window without a fast path.
 */
public final class ScalarPooling implements Pooling {
    /** Plain loops; no state. */
    public ScalarPooling() {}

    @Override
    public void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int plane = 0; plane < planes; plane++) {
            long in = xo + (long) plane * s.h() * s.w();
            long out = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    long at = winner(s, x, in, p, q);
                    float best = at < 0 ? Float.NEGATIVE_INFINITY : x.getAtIndex(JAVA_FLOAT, at);
                    y.setAtIndex(JAVA_FLOAT, out + (long) p * s.ow() + q, relu && best <= 0 ? 0 : best);
                }
            }
        }
    }

    @Override
    public void maxGradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        clear(s, planes, dx, dxo);
        for (int plane = 0; plane < planes; plane++) {
            long in = xo + (long) plane * s.h() * s.w();
            long out = dyo + (long) plane * s.oh() * s.ow();
            long shift = dxo - xo;
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    long at = winner(s, x, in, p, q);
                    if (at >= 0) {
                        add(dx, at + shift, dy.getAtIndex(JAVA_FLOAT, out + (long) p * s.ow() + q));
                    }
                }
            }
        }
    }

    /**
     * Index of the element that wins window (p, q) of the plane at {@code in}; -1 if the window holds padding alone.
     */
    private static long winner(Window s, MemorySegment x, long in, int p, int q) {
        int left = Math.max(0, q * s.strideW() - s.padW());
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        long winner = -1;
        float best = 0;
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                long at = in + (long) r * s.w() + t;
                float v = x.getAtIndex(JAVA_FLOAT, at);
                if (winner < 0 || (!Float.isNaN(best) && !(v <= best))) {
                    winner = at;
                    best = v;
                }
            }
        }
        return winner;
    }

    @Override
    public void average(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        float size = s.kh() * s.kw();
        for (int plane = 0; plane < planes; plane++) {
            long in = xo + (long) plane * s.h() * s.w();
            long out = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    y.setAtIndex(JAVA_FLOAT, out + (long) p * s.ow() + q, sum(s, x, in, p, q) / size);
                }
            }
        }
    }

    private static float sum(Window s, MemorySegment x, long in, int p, int q) {
        int left = Math.max(0, q * s.strideW() - s.padW());
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        float sum = 0;
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                sum += x.getAtIndex(JAVA_FLOAT, in + (long) r * s.w() + t);
            }
        }
        return sum;
    }

    @Override
    public void averageGradient(Window s, int planes, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        clear(s, planes, dx, dxo);
        float size = s.kh() * s.kw();
        for (int plane = 0; plane < planes; plane++) {
            long in = dxo + (long) plane * s.h() * s.w();
            long out = dyo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    spread(s, dy.getAtIndex(JAVA_FLOAT, out + (long) p * s.ow() + q) / size, dx, in, p, q);
                }
            }
        }
    }

    private static void spread(Window s, float share, MemorySegment dx, long in, int p, int q) {
        int left = Math.max(0, q * s.strideW() - s.padW());
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                add(dx, in + (long) r * s.w() + t, share);
            }
        }
    }

    private static void add(MemorySegment dx, long at, float v) {
        dx.setAtIndex(JAVA_FLOAT, at, dx.getAtIndex(JAVA_FLOAT, at) + v);
    }

    private static void clear(Window s, int planes, MemorySegment dx, long dxo) {
        dx.asSlice(dxo * Float.BYTES, (long) planes * s.h() * s.w() * Float.BYTES)
                .fill((byte) 0);
    }
}
