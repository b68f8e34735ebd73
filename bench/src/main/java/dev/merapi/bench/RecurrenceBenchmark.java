package dev.merapi.bench;

import dev.merapi.simd.Recurrence;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A step of the recurrent cells beside its matrix products, and its gradient; states and gates stay bounded in place. */
public class RecurrenceBenchmark extends KernelBenchmark {
    /** Rows (samples) x units. */
    @Param({"1x128", "32x128", "32x512"})
    public String shape;

    private final Recurrence recurrence = KERNELS.recurrence();
    private int rows;
    private int h;
    private Tensor x;
    private Tensor gates;
    private Tensor shares;
    private Tensor bias;
    private Tensor c;
    private Tensor s;
    private Tensor dy;
    private Tensor ds;
    private Tensor dc;
    private Tensor dx;
    private Tensor dp;

    /** Normal numbers; the gates that gradients read are within (0, 1). */
    @Setup
    public void numbers() {
        int[] sizes = sizes(shape);
        rows = sizes[0];
        h = sizes[1];
        x = normal(1, rows, 4 * h);
        gates = normal(2, rows, 4 * h);
        shares = normal(3, rows, 4 * h).sigmoid();
        bias = normal(4, h);
        c = normal(5, rows, h);
        s = normal(6, rows, h);
        dy = normal(7, rows, h);
        ds = normal(8, rows, h);
        dc = normal(9, rows, h);
        dx = Tensor.zeros(rows, 4 * h);
        dp = Tensor.zeros(rows, 3 * h);
    }

    /** A step of LSTM. */
    @Benchmark
    public void lstm() {
        var g = gates.segment();
        var y = s.segment();
        long go = gates.offset();
        recurrence.lstm(rows, h, x.segment(), x.offset(), g, go, c.segment(), c.offset(), y, s.offset());
    }

    /** Its gradient, into dx and dc. */
    @Benchmark
    public void lstmGradient() {
        recurrence.lstmGradient(
                rows,
                h,
                dy.segment(),
                dy.offset(),
                ds.segment(),
                ds.offset(),
                dc.segment(),
                dc.offset(),
                shares.segment(),
                shares.offset(),
                c.segment(),
                c.offset(),
                dx.segment(),
                dx.offset());
    }

    /** A step of GRU. */
    @Benchmark
    public void gru() {
        var g = gates.segment();
        var b = bias.segment();
        long go = gates.offset();
        recurrence.gru(rows, h, x.segment(), x.offset(), b, bias.offset(), g, go, s.segment(), s.offset());
    }

    /** Its gradient, into dx, dp and ds. */
    @Benchmark
    public void gruGradient() {
        recurrence.gruGradient(
                rows,
                h,
                dy.segment(),
                dy.offset(),
                ds.segment(),
                ds.offset(),
                shares.segment(),
                shares.offset(),
                s.segment(),
                s.offset(),
                dx.segment(),
                dx.offset(),
                dp.segment(),
                dp.offset());
    }
}
