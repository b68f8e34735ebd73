package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One loop for each part of a recurrent step, over n units of one row, a multiple of the lanes: what the scalar twin's
 * class of this name has. No loop holds two long functions: see {@link Exponential} for how much C2 inlines.
 */
final class GateLoops {
    private GateLoops() {}

    /** g = sigmoid(x + g). */
    static void sigmoid(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        for (int j = 0; j < n; j += LANES) {
            store(Sigmoid.sigmoid(load(x, xo + j).add(load(g, go + j))), g, go + j);
        }
    }

    /** g = tanh(x + g). */
    static void tanh(MemorySegment x, long xo, MemorySegment g, long go, int n) {
        g = OffHeap.of(g);
        for (int j = 0; j < n; j += LANES) {
            Hyperbolic.tanh(load(x, xo + j).add(load(g, go + j))).intoMemorySegment(g, (go + j) << 2, ORDER);
        }
    }

    /** c = fma(f, c, i g). */
    static void cell(MemorySegment g, long go, int h, MemorySegment c, long co, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector fresh = load(g, go + j).mul(load(g, go + 2L * h + j));
            store(load(g, go + h + j).fma(load(c, co + j), fresh), c, co + j);
        }
    }

    /** s = o tanh(c), with o's own offset. */
    static void output(MemorySegment o, long oo, MemorySegment c, long co, MemorySegment s, long so, int n) {
        s = OffHeap.of(s);
        for (int j = 0; j < n; j += LANES) {
            load(o, oo + j).mul(Hyperbolic.tanh(load(c, co + j))).intoMemorySegment(s, (so + j) << 2, ORDER);
        }
    }

    /** t = tanh(fma(f, c, i g)). */
    static void tanhOfCell(MemorySegment g, long go, int h, MemorySegment c, long co, MemorySegment t, long to, int n) {
        t = OffHeap.of(t);
        for (int j = 0; j < n; j += LANES) {
            FloatVector fresh = load(g, go + j).mul(load(g, go + 2L * h + j));
            Hyperbolic.tanh(load(g, go + h + j).fma(load(c, co + j), fresh)).intoMemorySegment(t, (to + j) << 2, ORDER);
        }
    }

    /** The gradient of LSTM; dx's last gate comes in as t. */
    static void lstmGradient(
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
        for (int j = 0; j < n; j += LANES) {
            FloatVector i = load(g, go + j);
            FloatVector f = load(g, go + h + j);
            FloatVector a = load(g, go + 2L * h + j);
            FloatVector o = load(g, go + 3L * h + j);
            FloatVector t = load(dx, dxo + 3L * h + j);
            FloatVector e = load(dy, dyo + j).add(load(ds, dso + j));
            FloatVector u = e.mul(o).fma(t.neg().fma(t, all(1f)), load(dc, dco + j));
            store(u.mul(a).mul(i.mul(all(1f).sub(i))), dx, dxo + j);
            store(u.mul(load(c, co + j)).mul(f.mul(all(1f).sub(f))), dx, dxo + h + j);
            store(u.mul(i).mul(a.neg().fma(a, all(1f))), dx, dxo + 2L * h + j);
            store(e.mul(t).mul(o.mul(all(1f).sub(o))), dx, dxo + 3L * h + j);
            store(u.mul(f), dc, dco + j);
        }
    }

    /** m = m + bias, n = tanh(fma(r, m, x)), with x's own offset, that of gate n. */
    static void candidate(
            MemorySegment x, long xo, MemorySegment bias, long bo, MemorySegment g, long go, int h, int n) {
        g = OffHeap.of(g);
        for (int j = 0; j < n; j += LANES) {
            FloatVector m = load(g, go + 2L * h + j).add(load(bias, bo + j));
            m.intoMemorySegment(g, (go + 2L * h + j) << 2, ORDER);
            Hyperbolic.tanh(load(g, go + j).fma(m, load(x, xo + j)))
                    .intoMemorySegment(g, (go + 3L * h + j) << 2, ORDER);
        }
    }

    /** s = fma(z, s - n, n). */
    static void blend(MemorySegment g, long go, int h, MemorySegment s, long so, int n) {
        for (int j = 0; j < n; j += LANES) {
            FloatVector a = load(g, go + 3L * h + j);
            store(load(g, go + h + j).fma(load(s, so + j).sub(a), a), s, so + j);
        }
    }

    /** The gradient of GRU. */
    static void gruGradient(
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
        for (int j = 0; j < n; j += LANES) {
            FloatVector r = load(g, go + j);
            FloatVector z = load(g, go + h + j);
            FloatVector m = load(g, go + 2L * h + j);
            FloatVector a = load(g, go + 3L * h + j);
            FloatVector e = load(dy, dyo + j).add(load(ds, dso + j));
            FloatVector da = e.mul(all(1f).sub(z)).mul(a.neg().fma(a, all(1f)));
            FloatVector dr = da.mul(m).mul(r.mul(all(1f).sub(r)));
            FloatVector dz = e.mul(load(s, so + j).sub(a)).mul(z.mul(all(1f).sub(z)));
            store(dr, dx, dxo + j);
            store(dz, dx, dxo + h + j);
            store(da, dx, dxo + 2L * h + j);
            store(dr, dp, dpo + j);
            store(dz, dp, dpo + h + j);
            store(da.mul(r), dp, dpo + 2L * h + j);
            store(e.mul(z), ds, dso + j);
        }
    }
}
