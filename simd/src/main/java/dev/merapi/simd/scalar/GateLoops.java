package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/**
 * One plain loop for each part of a recurrent step, over n units of one row: see {@link dev.merapi.simd.Recurrence}. The
 * vector twin leaves its last few units to them. {@code go} and the like are where a row's first gate has the first of
 * these units, h is the distance to the next gate.
 */
public final class GateLoops {
    private GateLoops() {}

    /** g = sigmoid(x + g). */
    public static void sigmoid(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        for (int j = 0; j < n; j++) {
            put(g, go + j, Sigmoid.sigmoid(get(x, xo + j) + get(g, go + j)));
        }
    }

    /** g = tanh(x + g). */
    public static void tanh(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        for (int j = 0; j < n; j++) {
            put(g, go + j, Hyperbolic.tanh(get(x, xo + j) + get(g, go + j)));
        }
    }

    /** c = fma(f, c, i g). */
    public static void cell(MemorySegment g, long go, int h, MemorySegment c, long co, int n) {
        for (int j = 0; j < n; j++) {
            float fresh = get(g, go + j) * get(g, go + 2L * h + j);
            put(c, co + j, Math.fma(get(g, go + h + j), get(c, co + j), fresh));
        }
    }

    /** s = o tanh(c), with o's own offset. */
    public static void output(MemorySegment o, long oo, MemorySegment c, long co, MemorySegment s, long so, int n) {
        for (int j = 0; j < n; j++) {
            put(s, so + j, get(o, oo + j) * Hyperbolic.tanh(get(c, co + j)));
        }
    }

    /** t = tanh(fma(f, c, i g)): the state that a step left, once more. */
    public static void tanhOfCell(
            MemorySegment g, long go, int h, MemorySegment c, long co, MemorySegment t, long to, int n) {
        for (int j = 0; j < n; j++) {
            float fresh = get(g, go + j) * get(g, go + 2L * h + j);
            put(t, to + j, Hyperbolic.tanh(Math.fma(get(g, go + h + j), get(c, co + j), fresh)));
        }
    }

    /** The gradient of LSTM; dx's last gate comes in as t. */
    public static void lstmGradient(
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment dc,
            long dco,
            MemorySegment g,
            long go,
            MemorySegment c,
            long co,
            MemorySegment dx,
            long dxo,
            int n) {
        for (int j = 0; j < n; j++) {
            float i = get(g, go + j);
            float f = get(g, go + h + j);
            float a = get(g, go + 2L * h + j);
            float o = get(g, go + 3L * h + j);
            float t = get(dx, dxo + 3L * h + j);
            float e = get(dy, dyo + j) + get(ds, dso + j);
            float u = Math.fma(e * o, Math.fma(-t, t, 1f), get(dc, dco + j));
            put(dx, dxo + j, (u * a) * (i * (1f - i)));
            put(dx, dxo + h + j, (u * get(c, co + j)) * (f * (1f - f)));
            put(dx, dxo + 2L * h + j, (u * i) * Math.fma(-a, a, 1f));
            put(dx, dxo + 3L * h + j, (e * t) * (o * (1f - o)));
            put(dc, dco + j, u * f);
        }
    }

    /** m = m + bias, n = tanh(fma(r, m, x)), with x's own offset, that of gate n. */
    public static void candidate(
            MemorySegment x, long xo, MemorySegment bias, long bo, MemorySegment g, long go, int h, int n) {
        for (int j = 0; j < n; j++) {
            float m = get(g, go + 2L * h + j) + get(bias, bo + j);
            put(g, go + 2L * h + j, m);
            put(g, go + 3L * h + j, Hyperbolic.tanh(Math.fma(get(g, go + j), m, get(x, xo + j))));
        }
    }

    /** s = fma(z, s - n, n). */
    public static void blend(MemorySegment g, long go, int h, MemorySegment s, long so, int n) {
        for (int j = 0; j < n; j++) {
            float a = get(g, go + 3L * h + j);
            put(s, so + j, Math.fma(get(g, go + h + j), get(s, so + j) - a, a));
        }
    }

    /** The gradient of GRU. */
    public static void gruGradient(
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment g,
            long go,
            MemorySegment s,
            long so,
            MemorySegment dx,
            long dxo,
            MemorySegment dp,
            long dpo,
            int n) {
        for (int j = 0; j < n; j++) {
            float r = get(g, go + j);
            float z = get(g, go + h + j);
            float m = get(g, go + 2L * h + j);
            float a = get(g, go + 3L * h + j);
            float e = get(dy, dyo + j) + get(ds, dso + j);
            float da = (e * (1f - z)) * Math.fma(-a, a, 1f);
            float dr = (da * m) * (r * (1f - r));
            float dz = (e * (get(s, so + j) - a)) * (z * (1f - z));
            put(dx, dxo + j, dr);
            put(dx, dxo + h + j, dz);
            put(dx, dxo + 2L * h + j, da);
            put(dp, dpo + j, dr);
            put(dp, dpo + h + j, dz);
            put(dp, dpo + 2L * h + j, da * r);
            put(ds, dso + j, e * z);
        }
    }
}
