package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import dev.merapi.simd.Descent;
import java.lang.foreign.MemorySegment;

/** RMSprop, Adagrad, Adadelta, Lion, Adafactor's direction and running means as plain loops. */
abstract class ScalarDescent implements Descent {
    @Override
    public void rmsprop(
            RmsProp s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment a,
            long ao,
            MemorySegment b,
            long bo,
            int n) {
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(s.decay(), w, get(g, go + i));
            float v1 = Math.fma(s.fresh() * slope, slope, s.alpha() * get(v, vo + i));
            put(v, vo + i, v1);
            float spread = v1;
            if (s.centered()) {
                float a0 = get(a, ao + i);
                float a1 = Math.fma(s.fresh(), slope - a0, a0);
                put(a, ao + i, a1);
                spread = Math.max(Math.fma(-a1, a1, v1), 0f);
            }
            float way = slope / ((float) Math.sqrt(spread) + s.eps());
            if (s.momentum() != 0f) {
                way = Math.fma(s.momentum(), get(b, bo + i), way);
                put(b, bo + i, way);
            }
            put(p, po + i, Math.fma(-s.rate(), way, w));
        }
    }

    @Override
    public void adagrad(
            Adagrad s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment h, long ho, int n) {
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(s.decay(), w, get(g, go + i));
            float h1 = Math.fma(slope, slope, get(h, ho + i));
            put(h, ho + i, h1);
            put(p, po + i, Math.fma(-s.rate(), slope / ((float) Math.sqrt(h1) + s.eps()), w));
        }
    }

    @Override
    public void adadelta(
            Adadelta s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment u,
            long uo,
            int n) {
        for (int i = 0; i < n; i++) {
            float w = get(p, po + i);
            float slope = Math.fma(s.decay(), w, get(g, go + i));
            float v1 = Math.fma(s.fresh() * slope, slope, s.rho() * get(v, vo + i));
            float u0 = get(u, uo + i);
            float way = (float) Math.sqrt(u0 + s.eps()) / (float) Math.sqrt(v1 + s.eps()) * slope;
            put(v, vo + i, v1);
            put(u, uo + i, Math.fma(s.fresh() * way, way, s.rho() * u0));
            put(p, po + i, Math.fma(-s.rate(), way, w));
        }
    }

    @Override
    public void lion(Lion s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment m, long mo, int n) {
        for (int i = 0; i < n; i++) {
            float slope = get(g, go + i);
            float m0 = get(m, mo + i);
            float way = Math.fma(s.fresh1(), slope - m0, m0);
            put(m, mo + i, Math.fma(s.fresh2(), slope - m0, m0));
            float sign = way > 0f ? s.rate() : way < 0f ? -s.rate() : way;
            put(p, po + i, get(p, po + i) * s.keep() - sign);
        }
    }

    @Override
    public void factored(
            float row,
            float floor,
            MemorySegment c,
            long co,
            MemorySegment g,
            long go,
            MemorySegment u,
            long uo,
            int n) {
        for (int i = 0; i < n; i++) {
            float square = Math.max(row * get(c, co + i), floor);
            put(u, uo + i, get(g, go + i) / (float) Math.sqrt(square));
        }
    }

    @Override
    public void average(float fresh, MemorySegment m, long mo, MemorySegment x, long xo, int n) {
        for (int i = 0; i < n; i++) {
            float m0 = get(m, mo + i);
            put(m, mo + i, Math.fma(fresh, get(x, xo + i) - m0, m0));
        }
    }
}
