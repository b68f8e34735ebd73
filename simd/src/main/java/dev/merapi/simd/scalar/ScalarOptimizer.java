package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import dev.merapi.simd.Optimizer;
import java.lang.foreign.MemorySegment;

/** Parameter updates as plain loops: the fallback without the Vector API, and the oracle. */
public final class ScalarOptimizer implements Optimizer {
    /** No state. */
    public ScalarOptimizer() {}

    @Override
    public void sgd(
            Sgd s, boolean first, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        if (s.momentum() == 0f) {
            plain(s, p, po, g, go, n);
        } else {
            momentum(s, first, p, po, g, go, v, vo, n);
        }
    }

    private static void plain(Sgd s, MemorySegment p, long po, MemorySegment g, long go, int n) {
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(s.decay(), w, get(g, go + i));
            put(p, po + i, Math.fma(-s.rate(), slope, w));
        }
    }

    private static void momentum(
            Sgd s, boolean first, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        float fresh = 1f - s.dampening();
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(s.decay(), w, get(g, go + i));
            float speed = first ? slope : Math.fma(s.momentum(), get(v, vo + i), fresh * slope);
            put(v, vo + i, speed);
            float step = s.nesterov() ? Math.fma(s.momentum(), speed, slope) : speed;
            put(p, po + i, Math.fma(-s.rate(), step, w));
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
        float coupled = s.coupled() ? s.decay() : 0f;
        float keep = s.coupled() ? 1f : Math.fma(-s.rate(), s.decay(), 1f);
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(coupled, w, get(g, go + i));
            float m0 = get(m, mo + i);
            float m1 = Math.fma(s.fresh1(), slope - m0, m0);
            float v1 = Math.fma(s.fresh2() * slope, slope, s.beta2() * get(v, vo + i));
            put(m, mo + i, m1);
            put(v, vo + i, v1);
            float size = Math.fma((float) Math.sqrt(v1), s.scale(), s.eps());
            put(p, po + i, Math.fma(-s.step(), m1 / size, w * keep));
        }
    }
}
