package dev.merapi.simd.scalar;

import dev.merapi.simd.Recurrence;
import java.lang.foreign.MemorySegment;

/** Recurrent steps as plain loops: the fallback without the Vector API, and the oracle. */
public final class ScalarRecurrence implements Recurrence {
    /** No state. */
    public ScalarRecurrence() {}

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
            GateLoops.sigmoid(x, xi, gates, gi, 2 * h);
            GateLoops.tanh(x, xi + 2L * h, gates, gi + 2L * h, h);
            GateLoops.sigmoid(x, xi + 3L * h, gates, gi + 3L * h, h);
            GateLoops.cell(gates, gi, h, c, ci, h);
            GateLoops.output(gates, gi + 3L * h, c, ci, s, so + (long) h * i, h);
        }
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
        for (int i = 0; i < rows; i++) {
            long row = (long) h * i;
            long gi = go + 4 * row;
            long di = dxo + 4 * row;
            GateLoops.tanhOfCell(gates, gi, h, c, co + row, dx, di + 3L * h, h);
            GateLoops.lstmGradient(h, dy, dyo + row, ds, dso + row, dc, dco + row, gates, gi, c, co + row, dx, di, h);
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
        for (int i = 0; i < rows; i++) {
            long xi = xo + 3L * h * i;
            long gi = go + 4L * h * i;
            GateLoops.sigmoid(x, xi, gates, gi, 2 * h);
            GateLoops.candidate(x, xi + 2L * h, bias, bo, gates, gi, h, h);
            GateLoops.blend(gates, gi, h, s, so + (long) h * i, h);
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
        for (int i = 0; i < rows; i++) {
            long row = (long) h * i;
            long three = 3 * row;
            GateLoops.gruGradient(
                    h,
                    dy,
                    dyo + row,
                    ds,
                    dso + row,
                    gates,
                    go + 4 * row,
                    s,
                    so + row,
                    dx,
                    dxo + three,
                    dp,
                    dpo + three,
                    h);
        }
    }
}
