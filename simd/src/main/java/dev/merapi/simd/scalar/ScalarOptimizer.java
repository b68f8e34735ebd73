package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import dev.merapi.simd.Optimizer;
import java.lang.foreign.MemorySegment;

/** Parameter updates as plain loops: the fallback without the Vector API, and the oracle. */
public final class ScalarOptimizer extends ScalarDescent implements Optimizer {
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
        float coupled = s.coupled() ? s.decay() : 0f;
        float keep = s.coupled() ? 1f : Math.fma(-s.rate(), s.decay(), 1f);
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(coupled, w, get(g, go + i));
            float m0 = get(m, mo + i);
            float m1 = Math.fma(s.fresh1(), slope - m0, m0);
            float v1 = Math.fma(s.fresh2() * slope, slope, s.beta2() * get(v, vo + i));
            float x1 = Math.max(get(x, xo + i), v1);
            put(m, mo + i, m1);
            put(v, vo + i, v1);
            put(x, xo + i, x1);
            float size = Math.fma((float) Math.sqrt(x1), s.scale(), s.eps());
            put(p, po + i, Math.fma(-s.step(), m1 / size, w * keep));
        }
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
            float way = Math.fma(ahead, slope, s.step() * m1);
            put(p, po + i, w * keep - way / size);
        }
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
        for (int i = 0; i < n; i++) {
            float slope = get(g, go + i);
            float m0 = get(m, mo + i);
            float m1 = Math.fma(s.fresh1(), slope - m0, m0);
            float v1 = Math.fma(s.fresh2() * slope, slope, s.beta2() * get(v, vo + i));
            put(m, mo + i, m1);
            put(v, vo + i, v1);
            float size = Math.fma((float) Math.sqrt(v1), s.scale(), s.eps());
            put(u, uo + i, Math.fma(s.step(), m1 / size, s.decay() * get(p, po + i)));
        }
    }
}
