package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import dev.merapi.simd.Optimizer;
import dev.merapi.simd.scalar.ScalarOptimizer;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Parameter updates with the Vector API; the last few elements go to the scalar twin, which gives the same bits. */
public final class VectorOptimizer extends VectorDescent implements Optimizer {
    private final Optimizer oneByOne = new ScalarOptimizer();

    /** The only state is the scalar twin. */
    public VectorOptimizer() {}

    @Override
    public void sgd(
            Sgd s, boolean first, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            sgdStretch(s, first, p, po + i, g, go + i, v, vo + i, Math.min(STRETCH, n - i));
        }
    }

    private void sgdStretch(
            Sgd s, boolean first, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        int steady = n & -LANES;
        if (s.momentum() == 0f) {
            plain(s, p, po, g, go, steady);
        } else if (first) {
            start(s, p, po, g, go, v, vo, steady);
        } else {
            momentum(s, p, po, g, go, v, vo, steady);
        }
        oneByOne.sgd(s, first, p, po + steady, g, go + steady, v, vo + steady, n - steady);
    }

    private static void plain(Sgd s, MemorySegment p, long po, MemorySegment g, long go, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            store(slope.fma(all(-s.rate()), w), p, po + i);
        }
    }

    /** The first step: the speed is the slope. */
    private static void start(
            Sgd s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            store(slope, v, vo + i);
            FloatVector step = s.nesterov() ? slope.fma(all(s.momentum()), slope) : slope;
            store(step.fma(all(-s.rate()), w), p, po + i);
        }
    }

    private static void momentum(
            Sgd s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        float fresh = 1f - s.dampening();
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector speed = load(v, vo + i).fma(all(s.momentum()), slope.mul(fresh));
            store(speed, v, vo + i);
            FloatVector step = s.nesterov() ? speed.fma(all(s.momentum()), slope) : speed;
            store(step.fma(all(-s.rate()), w), p, po + i);
        }
    }

    @Override
    public void adam(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            int n) {
        for (int i = 0; i < n; i += STRETCH) {
            int steady = Math.min(STRETCH, (n - i) & -LANES);
            adamVectors(s, p, po + i, g, go + i, m, mo + i, v, vo + i, steady);
        }
        int done = n & -LANES;
        oneByOne.adam(s, p, po + done, g, go + done, m, mo + done, v, vo + done, n - done);
    }

    private static void adamVectors(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            int n) {
        float coupled = s.coupled() ? s.decay() : 0f;
        float keep = s.coupled() ? 1f : Math.fma(-s.rate(), s.decay(), 1f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(coupled), load(g, go + i));
            FloatVector m0 = load(m, mo + i);
            FloatVector m1 = slope.sub(m0).fma(all(s.fresh1()), m0);
            FloatVector v1 = slope.mul(s.fresh2()).fma(slope, load(v, vo + i).mul(s.beta2()));
            store(m1, m, mo + i);
            store(v1, v, vo + i);
            FloatVector size = v1.sqrt().fma(all(s.scale()), all(s.eps()));
            store(m1.div(size).fma(all(-s.step()), w.mul(keep)), p, po + i);
        }
    }

    @Override
    public void amsgrad(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            MemorySegment x,
            long xo,
            int n) {
        for (int i = 0; i < n; i += STRETCH) {
            AdamLoops.amsgrad(
                    s, p, po + i, g, go + i, m, mo + i, v, vo + i, x, xo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.amsgrad(s, p, po + done, g, go + done, m, mo + done, v, vo + done, x, xo + done, n - done);
    }

    @Override
    public void nadam(
            Adam s,
            float ahead,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            int n) {
        for (int i = 0; i < n; i += STRETCH) {
            AdamLoops.nadam(s, ahead, p, po + i, g, go + i, m, mo + i, v, vo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.nadam(s, ahead, p, po + done, g, go + done, m, mo + done, v, vo + done, n - done);
    }

    @Override
    public void lamb(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            MemorySegment u,
            long uo,
            int n) {
        for (int i = 0; i < n; i += STRETCH) {
            AdamLoops.lamb(
                    s, p, po + i, g, go + i, m, mo + i, v, vo + i, u, uo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.lamb(s, p, po + done, g, go + done, m, mo + done, v, vo + done, u, uo + done, n - done);
    }
}
