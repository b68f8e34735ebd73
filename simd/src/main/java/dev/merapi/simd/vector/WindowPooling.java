package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.PerThread;
import dev.merapi.simd.Pooling.Window;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maxima and averages of windows of any size, with any stride and padding.
 *
 * <p>A band of rows is laid out by phase first, padding included: element i stride + j of a row is element i of its phase j.
 * So an element of a window lies side by side with that of its neighbours' windows, whatever the stride. Vectors reach past
 * the end of a row of results, where the next row is written after them.
 */
final class WindowPooling {
    private static final VectorSpecies<Float> SPECIES = MicroKernel.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int BAND_FLOATS = 8192;
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES + 1);
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(SPECIES, (1L << LANES) - (1L << (LANES / 2)));

    private static final PerThread<WindowPooling> LOCAL = new PerThread<>(WindowPooling::new);

    private MemorySegment rows = MemorySegment.NULL;
    private MemorySegment results = MemorySegment.NULL;

    private WindowPooling() {}

    /** How a window reads a band. */
    private record Layout(Window s, int length, int band) {
        static Layout of(Window s) {
            int length = Math.addExact(s.ow() + (s.kw() - 1) / s.strideW(), LANES);
            int row = Math.multiplyExact(length, s.strideW());
            int fitting = (BAND_FLOATS / row - s.kh()) / s.strideH() + 1;
            return new Layout(s, length, Math.clamp(fitting, 1, Math.max(1, s.oh())));
        }

        /** Elements of a row of x. */
        int pitch() {
            return length * s.strideW();
        }

        /** Rows of x for so many rows of results. */
        int inputs(int outputs) {
            return (outputs - 1) * s.strideH() + s.kh();
        }

        /** Where a window's elements are, in row order, from its first: in bytes. */
        long[] offsets() {
            long[] offsets = new long[s.kh() * s.kw()];
            for (int r = 0; r < s.kh(); r++) {
                for (int t = 0; t < s.kw(); t++) {
                    int at = r * pitch() + t % s.strideW() * length + t / s.strideW();
                    offsets[r * s.kw() + t] = (long) at * Float.BYTES;
                }
            }
            return offsets;
        }
    }

    /** y = maximum of each window, and at least 0 if relu is asked for. */
    static void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        LOCAL.get().run(s, true, relu ? 0 : Float.NEGATIVE_INFINITY, planes, x, xo, y, yo);
    }

    /** y = sum of each window, divided by its size. */
    static void average(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        LOCAL.get().run(s, false, 0, planes, x, xo, y, yo);
    }

    private void run(
            Window s, boolean max, float lowest, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        Layout layout = Layout.of(s);
        long[] offsets = layout.offsets();
        long room = Math.multiplyExact((long) layout.pitch(), layout.inputs(layout.band()));
        rows = WinogradSpace.atLeast(room + LANES, rows);
        results = WinogradSpace.atLeast((long) layout.band() * s.ow() + LANES, results);
        for (int plane = 0; plane < planes; plane++) {
            long from = xo + (long) plane * s.h() * s.w();
            long to = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p += layout.band()) {
                int n = Math.min(layout.band(), s.oh() - p);
                layOut(layout, p, n, max ? Float.NEGATIVE_INFINITY : 0, x, from);
                if (max) {
                    maxima(layout, n, offsets, lowest);
                } else {
                    averages(layout, n, offsets);
                }
                long bytes = (long) n * s.ow() * Float.BYTES;
                MemorySegment.copy(results, 0, y, (to + (long) p * s.ow()) * Float.BYTES, bytes);
            }
        }
    }

    private void layOut(Layout layout, int p, int n, float padding, MemorySegment x, long from) {
        Window s = layout.s();
        for (int i = 0; i < layout.inputs(n); i++) {
            int r = p * s.strideH() - s.padH() + i;
            long to = (long) i * layout.pitch();
            boolean inside = r >= 0 && r < s.h();
            if (!inside || s.padW() > 0) {
                fill(layout.pitch(), padding, to);
            }
            if (inside) {
                phases(layout, x, from + (long) r * s.w(), to);
            }
        }
    }

    /** Whole vectors; those past the end of a row belong to the next one. */
    private void fill(int n, float value, long to) {
        var y = OffHeap.of(rows);
        var v = FloatVector.broadcast(SPECIES, value);
        for (int j = 0; j < n; j += LANES) {
            v.intoMemorySegment(y, (to + j) * Float.BYTES, ORDER);
        }
    }

    /** Lays a row out; what lies behind the last window is left out. */
    private void phases(Layout layout, MemorySegment x, long from, long to) {
        Window s = layout.s();
        int stride = s.strideW();
        int n = Math.min(s.w(), (s.ow() - 1) * stride + s.kw() - s.padW());
        if (stride == 1) {
            MemorySegment.copy(x, from * Float.BYTES, rows, (to + s.padW()) * Float.BYTES, (long) n * Float.BYTES);
            return;
        }
        int done = stride == 2 ? halves(x, from, n, to, s.padW(), layout.length()) : 0;
        for (int c = done; c < n; c++) {
            int at = c + s.padW();
            float v = x.getAtIndex(JAVA_FLOAT, from + c);
            rows.setAtIndex(JAVA_FLOAT, to + at % stride * layout.length() + at / stride, v);
        }
    }

    /** Parts even elements from odd ones, where there are so many as fill vectors; the last overlap. Their number. */
    private int halves(MemorySegment from, long xo, int n, long to, int shift, int length) {
        var x = OffHeap.of(from);
        var y = OffHeap.of(rows);
        long even = (to + shift % 2 * length + shift / 2) * Float.BYTES;
        long odd = (to + (shift + 1) % 2 * length + (shift + 1) / 2) * Float.BYTES;
        int last = (n & -2) - 2 * LANES;
        for (int i = 0; i < last + 2 * LANES && last >= 0; i += 2 * LANES) {
            int c = Math.min(i, last);
            long at = (xo + c) * Float.BYTES;
            var a = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
            var b = FloatVector.fromMemorySegment(SPECIES, x, at + LANES * Float.BYTES, ORDER);
            long half = (long) c / 2 * Float.BYTES;
            a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoMemorySegment(y, even + half, ORDER);
            a.rearrange(ODD).blend(b.rearrange(ODD), UPPER).intoMemorySegment(y, odd + half, ORDER);
        }
        return last < 0 ? 0 : n & -2;
    }

    private void maxima(Layout layout, int n, long[] offsets, float lowest) {
        var x = OffHeap.of(rows);
        var y = OffHeap.of(results);
        var floor = FloatVector.broadcast(SPECIES, lowest);
        long step = (long) layout.pitch() * layout.s().strideH() * Float.BYTES;
        int ow = layout.s().ow();
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < ow; q += LANES) {
                long at = p * step + (long) q * Float.BYTES;
                var best = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
                for (int k = 1; k < offsets.length; k++) {
                    var v = FloatVector.fromMemorySegment(SPECIES, x, at + offsets[k], ORDER);
                    best = v.blend(
                            best, v.compare(VectorOperators.LE, best).or(best.compare(VectorOperators.NE, best)));
                }
                best.blend(floor, best.compare(VectorOperators.LE, floor))
                        .intoMemorySegment(y, ((long) p * ow + q) * Float.BYTES, ORDER);
            }
        }
    }

    private void averages(Layout layout, int n, long[] offsets) {
        var x = OffHeap.of(rows);
        var y = OffHeap.of(results);
        float size = offsets.length;
        long step = (long) layout.pitch() * layout.s().strideH() * Float.BYTES;
        int ow = layout.s().ow();
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < ow; q += LANES) {
                long at = p * step + (long) q * Float.BYTES;
                var sum = FloatVector.zero(SPECIES);
                for (long offset : offsets) {
                    sum = sum.add(FloatVector.fromMemorySegment(SPECIES, x, at + offset, ORDER));
                }
                sum.div(size).intoMemorySegment(y, ((long) p * ow + q) * Float.BYTES, ORDER);
            }
        }
    }
}
