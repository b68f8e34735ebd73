package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;
import static dev.merapi.simd.vector.Strip.get;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Planes with numbers of their channel. Planes of one element lie channel beside channel, so there the vectors run over the
 * table, too.
 */
final class Channels {
    private Channels() {}

    static void affine(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment y,
            long yo) {
        for (int p = 0, c = first, run; p < planes; p += run, c = c + run == channels ? 0 : c + run) {
            long at = (long) p * size;
            run = size == 1 ? Math.min(planes - p, channels - c) : 1;
            if (size == 1) {
                affineRow(run, x, xo + at, table, to + c, channels, y, yo + at);
            } else {
                affinePlane(size, x, xo + at, table, to + c, channels, y, yo + at);
            }
        }
    }

    private static void affinePlane(
            int n, MemorySegment x, long xo, MemorySegment t, long to, int channels, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector center = FloatVector.broadcast(S, get(t, to));
        FloatVector scale = FloatVector.broadcast(S, get(t, to + channels));
        FloatVector shift = FloatVector.broadcast(S, get(t, to + 2L * channels));
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(center)
                    .fma(scale, shift)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector.fromMemorySegment(S, x, (xo + steady) << 2, ORDER, rest)
                    .sub(center)
                    .fma(scale, shift)
                    .intoMemorySegment(y, (yo + steady) << 2, ORDER, rest);
        }
    }

    private static void affineRow(
            int n, MemorySegment x, long xo, MemorySegment t, long to, int channels, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        t = OffHeap.of(t);
        y = OffHeap.of(y);
        long so = to + channels;
        long bo = so + channels;
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(FloatVector.fromMemorySegment(S, t, (to + i) << 2, ORDER))
                    .fma(
                            FloatVector.fromMemorySegment(S, t, (so + i) << 2, ORDER),
                            FloatVector.fromMemorySegment(S, t, (bo + i) << 2, ORDER))
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            Strip.put(y, yo + i, Math.fma(get(x, xo + i) - get(t, to + i), get(t, so + i), get(t, bo + i)));
        }
    }

    static void gradient(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment dx,
            long dxo) {
        for (int p = 0, c = first, run; p < planes; p += run, c = c + run == channels ? 0 : c + run) {
            long at = (long) p * size;
            run = size == 1 ? Math.min(planes - p, channels - c) : 1;
            if (size == 1) {
                gradientRow(run, dy, dyo + at, x, xo + at, table, to + c, channels, dx, dxo + at);
            } else {
                gradientPlane(size, dy, dyo + at, x, xo + at, table, to + c, channels, dx, dxo + at);
            }
        }
    }

    private static void gradientPlane(
            int n,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment t,
            long to,
            int channels,
            MemorySegment dx,
            long dxo) {
        dy = OffHeap.of(dy);
        x = OffHeap.of(x);
        dx = OffHeap.of(dx);
        FloatVector center = FloatVector.broadcast(S, get(t, to));
        FloatVector slope = FloatVector.broadcast(S, get(t, to + channels));
        FloatVector scale = FloatVector.broadcast(S, get(t, to + 2L * channels));
        FloatVector shift = FloatVector.broadcast(S, get(t, to + 3L * channels));
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector g =
                    FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER).fma(scale, shift);
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(center)
                    .fma(slope, g)
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector g = FloatVector.fromMemorySegment(S, dy, (dyo + steady) << 2, ORDER, rest)
                    .fma(scale, shift);
            FloatVector.fromMemorySegment(S, x, (xo + steady) << 2, ORDER, rest)
                    .sub(center)
                    .fma(slope, g)
                    .intoMemorySegment(dx, (dxo + steady) << 2, ORDER, rest);
        }
    }

    private static void gradientRow(
            int n,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment t,
            long to,
            int channels,
            MemorySegment dx,
            long dxo) {
        dy = OffHeap.of(dy);
        x = OffHeap.of(x);
        t = OffHeap.of(t);
        dx = OffHeap.of(dx);
        long ao = to + channels;
        long so = ao + channels;
        long bo = so + channels;
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector g = FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER)
                    .fma(
                            FloatVector.fromMemorySegment(S, t, (so + i) << 2, ORDER),
                            FloatVector.fromMemorySegment(S, t, (bo + i) << 2, ORDER));
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(FloatVector.fromMemorySegment(S, t, (to + i) << 2, ORDER))
                    .fma(FloatVector.fromMemorySegment(S, t, (ao + i) << 2, ORDER), g)
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float g = Math.fma(get(dy, dyo + i), get(t, so + i), get(t, bo + i));
            Strip.put(dx, dxo + i, Math.fma(get(x, xo + i) - get(t, to + i), get(t, ao + i), g));
        }
    }
}
