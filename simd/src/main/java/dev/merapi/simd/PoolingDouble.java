package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.merapi.simd.Pooling.Window;
import java.lang.foreign.MemorySegment;

/**
 * 2-D pooling in float64 with the rules of {@link Pooling}: plain loops over the definition, for checking and for
 * science. Offsets are in elements.
 */
public final class PoolingDouble {
    private PoolingDouble() {}

    /** As {@link Pooling#max}. */
    public static void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int plane = 0; plane < planes; plane++) {
            long in = xo + (long) plane * s.h() * s.w();
            long out = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    long at = winner(s, x, in, p, q);
                    double best = at < 0 ? Double.NEGATIVE_INFINITY : x.getAtIndex(JAVA_DOUBLE, at);
                    y.setAtIndex(JAVA_DOUBLE, out + (long) p * s.ow() + q, relu && best <= 0 ? 0 : best);
                }
            }
        }
    }

    /** As {@link Pooling#maxGradient}. */
    public static void maxGradient(
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
                        add(dx, at + shift, dy.getAtIndex(JAVA_DOUBLE, out + (long) p * s.ow() + q));
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
        double best = 0;
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                long at = in + (long) r * s.w() + t;
                double v = x.getAtIndex(JAVA_DOUBLE, at);
                if (winner < 0 || (!Double.isNaN(best) && !(v <= best))) {
                    winner = at;
                    best = v;
                }
            }
        }
        return winner;
    }

    /** As {@link Pooling#average}. */
    public static void average(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        double size = s.kh() * s.kw();
        for (int plane = 0; plane < planes; plane++) {
            long in = xo + (long) plane * s.h() * s.w();
            long out = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    y.setAtIndex(JAVA_DOUBLE, out + (long) p * s.ow() + q, sum(s, x, in, p, q) / size);
                }
            }
        }
    }

    private static double sum(Window s, MemorySegment x, long in, int p, int q) {
        int left = Math.max(0, q * s.strideW() - s.padW());
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        double sum = 0;
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                sum += x.getAtIndex(JAVA_DOUBLE, in + (long) r * s.w() + t);
            }
        }
        return sum;
    }

    /** As {@link Pooling#averageGradient}. */
    public static void averageGradient(Window s, int planes, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        clear(s, planes, dx, dxo);
        double size = s.kh() * s.kw();
        for (int plane = 0; plane < planes; plane++) {
            long in = dxo + (long) plane * s.h() * s.w();
            long out = dyo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p++) {
                for (int q = 0; q < s.ow(); q++) {
                    spread(s, dy.getAtIndex(JAVA_DOUBLE, out + (long) p * s.ow() + q) / size, dx, in, p, q);
                }
            }
        }
    }

    private static void spread(Window s, double share, MemorySegment dx, long in, int p, int q) {
        int left = Math.max(0, q * s.strideW() - s.padW());
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = left; t < right; t++) {
                add(dx, in + (long) r * s.w() + t, share);
            }
        }
    }

    private static void add(MemorySegment dx, long at, double v) {
        dx.setAtIndex(JAVA_DOUBLE, at, dx.getAtIndex(JAVA_DOUBLE, at) + v);
    }

    private static void clear(Window s, int planes, MemorySegment dx, long dxo) {
        dx.asSlice(dxo * Double.BYTES, (long) planes * s.h() * s.w() * Double.BYTES)
                .fill((byte) 0);
    }
}
