package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import dev.merapi.simd.Descent.Adadelta;
import dev.merapi.simd.Descent.Adagrad;
import dev.merapi.simd.Descent.Lion;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The loops of Adagrad, Adadelta, Lion, Adafactor's direction and running means over whole vectors. */
final class DescentLoops {
    private DescentLoops() {}

    static void adagrad(
            Adagrad s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment h, long ho, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector h1 = slope.fma(slope, load(h, ho + i));
            store(h1, h, ho + i);
            store(slope.div(h1.sqrt().add(s.eps())).fma(all(-s.rate()), w), p, po + i);
        }
    }

    static void adadelta(
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
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector v1 = slope.mul(s.fresh()).fma(slope, load(v, vo + i).mul(s.rho()));
            FloatVector u0 = load(u, uo + i);
            FloatVector way = u0.add(s.eps()).sqrt().div(v1.add(s.eps()).sqrt()).mul(slope);
            store(v1, v, vo + i);
            store(way.mul(s.fresh()).fma(way, u0.mul(s.rho())), u, uo + i);
            store(way.fma(all(-s.rate()), w), p, po + i);
        }
    }

    static void lion(Lion s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment m, long mo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector m0 = load(m, mo + i);
            FloatVector news = load(g, go + i).sub(m0);
            FloatVector way = news.fma(all(s.fresh1()), m0);
            store(news.fma(all(s.fresh2()), m0), m, mo + i);
            FloatVector sign = way.blend(s.rate(), way.compare(VectorOperators.GT, 0f))
                    .blend(-s.rate(), way.compare(VectorOperators.LT, 0f));
            store(load(p, po + i).mul(s.keep()).sub(sign), p, po + i);
        }
    }

    static void factored(
            float row,
            float floor,
            MemorySegment c,
            long co,
            MemorySegment g,
            long go,
            MemorySegment u,
            long uo,
            int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector square = load(c, co + i).mul(row).max(floor);
            store(load(g, go + i).div(square.sqrt()), u, uo + i);
        }
    }

    static void average(float fresh, MemorySegment m, long mo, MemorySegment x, long xo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector m0 = load(m, mo + i);
            store(load(x, xo + i).sub(m0).fma(all(fresh), m0), m, mo + i);
        }
    }
}
