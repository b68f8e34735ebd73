package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.PerThread;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;

/**
 * 1 x 1 convolutions with a stride, as shortcuts of residual networks are: the pixels that results read are laid side by
 * side, and what's left is a pointwise convolution, with the same sums.
 */
final class Subsampled {
    /** Elements that are worth a thread. */
    private static final int GRAIN = 1 << 14;

    private static final PerThread<Subsampled> LOCAL = new PerThread<>(Subsampled::new);

    private MemorySegment pixels = MemorySegment.NULL;

    private Subsampled() {}

    /** Whether some pixels are read by no result, and each result reads one pixel. */
    static boolean applies(Shape s) {
        boolean strided = s.strideH() > 1 || s.strideW() > 1;
        return strided && s.kh() * s.kw() == 1 && s.padH() == 0 && s.padW() == 0 && !s.depthwise();
    }

    /** The pointwise convolution of the pixels that are read. */
    static Shape dense(Shape s) {
        return new Shape(s.n(), s.c(), s.oh(), s.ow(), s.o(), 1, 1, 1, 1, 0, 0, 1, 1, s.groups());
    }

    /** The calling thread's room for the pixels that are read. */
    static MemorySegment room(Shape s) {
        var space = LOCAL.get();
        space.pixels = WinogradSpace.atLeast((long) s.n() * s.c() * s.oh() * s.ow(), space.pixels);
        return space.pixels;
    }

    /** The pixels of x that are read, side by side, in the thread's room. */
    static MemorySegment gather(Shape s, MemorySegment x, long xo) {
        MemorySegment to = room(s);
        int ow = s.ow();
        forEachPlane(s, plane -> {
            for (int i = 0; i < s.oh(); i++) {
                long from = xo + ((long) plane * s.h() + i * s.strideH()) * s.w();
                long at = ((long) plane * s.oh() + i) * ow;
                for (int j = 0; j < ow; j++) {
                    to.setAtIndex(JAVA_FLOAT, at + j, x.getAtIndex(JAVA_FLOAT, from + (long) j * s.strideW()));
                }
            }
        });
        return to;
    }

    /** dx = 0 and, in the pixels that are read, 0 + their own gradient. */
    static void scatter(Shape s, MemorySegment from, MemorySegment dx, long dxo) {
        int ow = s.ow();
        long plane = (long) s.h() * s.w();
        forEachPlane(s, p -> {
            dx.asSlice((dxo + p * plane) * Float.BYTES, plane * Float.BYTES).fill((byte) 0);
            for (int i = 0; i < s.oh(); i++) {
                long to = dxo + p * plane + (long) i * s.strideH() * s.w();
                long at = ((long) p * s.oh() + i) * ow;
                for (int j = 0; j < ow; j++) {
                    dx.setAtIndex(JAVA_FLOAT, to + (long) j * s.strideW(), 0 + from.getAtIndex(JAVA_FLOAT, at + j));
                }
            }
        });
    }

    private static void forEachPlane(Shape s, IntConsumer body) {
        int grain = Math.max(1, GRAIN / Math.max(1, s.h() * s.w()));
        Workers.forRange(s.n() * s.c(), grain, (from, to) -> {
            for (int plane = from; plane < to; plane++) {
                body.accept(plane);
            }
        });
    }
}
