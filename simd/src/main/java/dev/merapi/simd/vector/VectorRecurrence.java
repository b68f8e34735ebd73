package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;

import dev.merapi.simd.Recurrence;
import java.lang.foreign.MemorySegment;

/** Recurrent steps with the Vector API; the last few units of a row are the scalar twin's, which has the same bits. */
public final class VectorRecurrence implements Recurrence {
    /** No state. */
    public VectorRecurrence() {}

    @Override
    public void lstm(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment gates,
            long go,
            MemorySegment c,
            long co,
            MemorySegment s,
            long so) {
        for (int i = 0; i < rows; i++) {
            long xi = xo + 4L * h * i;
            long gi = go + 4L * h * i;
            long ci = co + (long) h * i;
            sigmoid(x, xi, gates, gi, 2 * h);
            tanh(x, xi + 2L * h, gates, gi + 2L * h, h);
            sigmoid(x, xi + 3L * h, gates, gi + 3L * h, h);
            cell(gates, gi, h, c, ci);
            output(gates, gi + 3L * h, c, ci, s, so + (long) h * i, h);
        }
    }

    private static void sigmoid(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        int k = n & -LANES;
        GateLoops.sigmoid(x, xo, g, go, k);
        dev.merapi.simd.scalar.GateLoops.sigmoid(x, xo + k, g, go + k, n - k);
    }

    private static void tanh(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        int k = n & -LANES;
        GateLoops.tanh(x, xo, g, go, k);
        dev.merapi.simd.scalar.GateLoops.tanh(x, xo + k, g, go + k, n - k);
    }

    private static void cell(MemorySegment g, long go, int h, MemorySegment c, long co) {
        int k = h & -LANES;
        GateLoops.cell(g, go, h, c, co, k);
        dev.merapi.simd.scalar.GateLoops.cell(g, go + k, h, c, co + k, h - k);
    }

    private static void output(MemorySegment o, long oo, MemorySegment c, long co, MemorySegment s, long so, int n) {
        int k = n & -LANES;
        GateLoops.output(o, oo, c, co, s, so, k);
        dev.merapi.simd.scalar.GateLoops.output(o, oo + k, c, co + k, s, so + k, n - k);
    }

    @Override
    public void lstmGradient(
            int rows,
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment dc,
            long dco,
            MemorySegment gates,
            long go,
            MemorySegment c,
            long co,
            MemorySegment dx,
            long dxo) {
        int k = h & -LANES;
        for (int i = 0; i < rows; i++) {
            long a = (long) h * i;
            long b = a + k;
            long g = go + 4 * a;
            long d = dxo + 4 * a;
            GateLoops.tanhOfCell(gates, g, h, c, co + a, dx, d + 3L * h, k);
            GateLoops.lstmGradient(h, dy, dyo + a, ds, dso + a, dc, dco + a, gates, g, c, co + a, dx, d, k);
            g += k;
            d += k;
            dev.merapi.simd.scalar.GateLoops.tanhOfCell(gates, g, h, c, co + b, dx, d + 3L * h, h - k);
            dev.merapi.simd.scalar.GateLoops.lstmGradient(
                    h, dy, dyo + b, ds, dso + b, dc, dco + b, gates, g, c, co + b, dx, d, h - k);
        }
    }

    @Override
    public void gru(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment bias,
            long bo,
            MemorySegment gates,
            long go,
            MemorySegment s,
            long so) {
        int k = h & -LANES;
        for (int i = 0; i < rows; i++) {
            long xi = xo + 3L * h * i;
            long xn = xi + 2L * h;
            long gi = go + 4L * h * i;
            long si = so + (long) h * i;
            sigmoid(x, xi, gates, gi, 2 * h);
            GateLoops.candidate(x, xn, bias, bo, gates, gi, h, k);
            dev.merapi.simd.scalar.GateLoops.candidate(x, xn + k, bias, bo + k, gates, gi + k, h, h - k);
            GateLoops.blend(gates, gi, h, s, si, k);
            dev.merapi.simd.scalar.GateLoops.blend(gates, gi + k, h, s, si + k, h - k);
        }
    }

    @Override
    public void gruGradient(
            int rows,
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment gates,
            long go,
            MemorySegment s,
            long so,
            MemorySegment dx,
            long dxo,
            MemorySegment dp,
            long dpo) {
        int k = h & -LANES;
        for (int i = 0; i < rows; i++) {
            long a = (long) h * i;
            long b = a + k;
            long g = go + 4 * a;
            long x = dxo + 3 * a;
            long p = dpo + 3 * a;
            GateLoops.gruGradient(h, dy, dyo + a, ds, dso + a, gates, g, s, so + a, dx, x, dp, p, k);
            dev.merapi.simd.scalar.GateLoops.gruGradient(
                    h, dy, dyo + b, ds, dso + b, gates, g + k, s, so + b, dx, x + k, dp, p + k, h - k);
        }
    }
}
