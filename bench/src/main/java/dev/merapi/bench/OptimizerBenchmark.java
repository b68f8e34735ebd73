package dev.merapi.bench;

import dev.merapi.simd.Descent.Adadelta;
import dev.merapi.simd.Descent.Adagrad;
import dev.merapi.simd.Descent.Lion;
import dev.merapi.simd.Descent.RmsProp;
import dev.merapi.simd.Optimizer;
import dev.merapi.simd.Optimizer.Adam;
import dev.merapi.simd.Optimizer.Sgd;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Updates of parameters in place; rates so small that nothing runs away. */
public class OptimizerBenchmark extends KernelBenchmark {
    private static final Sgd PLAIN = new Sgd(1e-9f, 0f, 0f, 0f, false);
    private static final Sgd NESTEROV = new Sgd(1e-9f, 0.9f, 0f, 1e-4f, true);
    private static final Adam ADAM = new Adam(1e-9f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.01f, false, 1e-9f, 1f);

    private static final RmsProp RMSPROP = new RmsProp(1e-9f, 0.99f, 0.01f, 1e-8f, 0f, 0f, false);
    private static final Adagrad ADAGRAD = new Adagrad(1e-9f, 1e-10f, 0f);
    private static final Adadelta ADADELTA = new Adadelta(1e-9f, 0.9f, 0.1f, 1e-6f, 0f);
    private static final Lion LION = new Lion(1e-9f, 1f, 0.1f, 0.01f);

    /** Parameters: in the first level's cache, in the second's, and in memory. */
    @Param({"2000", "50000", "10000000"})
    public int n;

    private final Optimizer optimizer = KERNELS.optimizer();
    private Tensor p;
    private Tensor g;
    private Tensor m;
    private Tensor v;
    private Tensor x;

    /** Normal parameters and slopes. */
    @Setup
    public void numbers() {
        p = normal(1, n);
        g = normal(2, n);
        m = Tensor.zeros(n);
        v = Tensor.zeros(n);
        x = Tensor.zeros(n);
    }

    /** p -= rate g. */
    @Benchmark
    public void sgd() {
        optimizer.sgd(PLAIN, false, p.segment(), p.offset(), g.segment(), g.offset(), v.segment(), v.offset(), n);
    }

    /** With momentum, weight decay and a look ahead. */
    @Benchmark
    public void nesterov() {
        optimizer.sgd(NESTEROV, false, p.segment(), p.offset(), g.segment(), g.offset(), v.segment(), v.offset(), n);
    }

    /** AdamW. */
    @Benchmark
    public void adam() {
        optimizer.adam(
                ADAM,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                m.segment(),
                m.offset(),
                v.segment(),
                v.offset(),
                n);
    }

    /** Adam's with the largest mean of squares. */
    @Benchmark
    public void amsgrad() {
        optimizer.amsgrad(
                ADAM,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                m.segment(),
                m.offset(),
                v.segment(),
                v.offset(),
                x.segment(),
                x.offset(),
                n);
    }

    /** Adam's with a look ahead. */
    @Benchmark
    public void nadam() {
        optimizer.nadam(
                ADAM,
                1e-10f,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                m.segment(),
                m.offset(),
                v.segment(),
                v.offset(),
                n);
    }

    /** LAMB's direction. */
    @Benchmark
    public void lamb() {
        optimizer.lamb(
                ADAM,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                m.segment(),
                m.offset(),
                v.segment(),
                v.offset(),
                x.segment(),
                x.offset(),
                n);
    }

    /** RMSprop, plain. */
    @Benchmark
    public void rmsprop() {
        optimizer.rmsprop(
                RMSPROP,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                v.segment(),
                v.offset(),
                m.segment(),
                m.offset(),
                x.segment(),
                x.offset(),
                n);
    }

    /** Adagrad. */
    @Benchmark
    public void adagrad() {
        optimizer.adagrad(ADAGRAD, p.segment(), p.offset(), g.segment(), g.offset(), v.segment(), v.offset(), n);
    }

    /** Adadelta. */
    @Benchmark
    public void adadelta() {
        optimizer.adadelta(
                ADADELTA,
                p.segment(),
                p.offset(),
                g.segment(),
                g.offset(),
                m.segment(),
                m.offset(),
                v.segment(),
                v.offset(),
                n);
    }

    /** Lion. */
    @Benchmark
    public void lion() {
        optimizer.lion(LION, p.segment(), p.offset(), g.segment(), g.offset(), m.segment(), m.offset(), n);
    }

    /** A row of Adafactor's direction. */
    @Benchmark
    public void factored() {
        optimizer.factored(0.5f, 1e-30f, g.segment(), g.offset(), p.segment(), p.offset(), x.segment(), x.offset(), n);
    }

    /** A running mean. */
    @Benchmark
    public void average() {
        optimizer.average(1e-3f, m.segment(), m.offset(), p.segment(), p.offset(), n);
    }
}
