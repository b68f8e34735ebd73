package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import dev.merapi.simd.Optimizer.Adam;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The loops of Adam's kin over whole vectors. */
final class AdamLoops {
    private AdamLoops() {}

    static void amsgrad(
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
        float coupled = s.coupled() ? s.decay() : 0f;
        float keep = s.coupled() ? 1f : Math.fma(-s.rate(), s.decay(), 1f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(coupled), load(g, go + i));
            FloatVector m0 = load(m, mo + i);
            FloatVector m1 = slope.sub(m0).fma(all(s.fresh1()), m0);
            FloatVector v1 = slope.mul(s.fresh2()).fma(slope, load(v, vo + i).mul(s.beta2()));
            FloatVector x1 = load(x, xo + i).max(v1);
            store(m1, m, mo + i);
            store(v1, v, vo + i);
            store(x1, x, xo + i);
            FloatVector size = x1.sqrt().fma(all(s.scale()), all(s.eps()));
            store(m1.div(size).fma(all(-s.step()), w.mul(keep)), p, po + i);
        }
    }

    static void nadam(
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
            FloatVector way = slope.fma(all(ahead), m1.mul(s.step()));
            store(w.mul(keep).sub(way.div(size)), p, po + i);
        }
    }

    static void lamb(
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
        for (int i = 0; i < n; i += LANES) {
            FloatVector slope = load(g, go + i);
            FloatVector m0 = load(m, mo + i);
            FloatVector m1 = slope.sub(m0).fma(all(s.fresh1()), m0);
            FloatVector v1 = slope.mul(s.fresh2()).fma(slope, load(v, vo + i).mul(s.beta2()));
            store(m1, m, mo + i);
            store(v1, v, vo + i);
            FloatVector size = v1.sqrt().fma(all(s.scale()), all(s.eps()));
            store(m1.div(size).fma(all(s.step()), load(p, po + i).mul(s.decay())), u, uo + i);
        }
    }
}
