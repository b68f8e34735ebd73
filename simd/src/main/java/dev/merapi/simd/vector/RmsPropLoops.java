package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;

import dev.merapi.simd.Descent.RmsProp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** RMSprop over whole vectors: a loop for each of its four forms, so that none asks inside which it is. */
final class RmsPropLoops {
    private RmsPropLoops() {}

    static void rmsprop(
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
        boolean still = s.momentum() == 0f;
        if (s.centered() && still) {
            centered(s, p, po, g, go, v, vo, a, ao, n);
        } else if (s.centered()) {
            centeredMomentum(s, p, po, g, go, v, vo, a, ao, b, bo, n);
        } else if (still) {
            plain(s, p, po, g, go, v, vo, n);
        } else {
            momentum(s, p, po, g, go, v, vo, b, bo, n);
        }
    }

    private static void plain(
            RmsProp s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector v1 = slope.mul(s.fresh()).fma(slope, load(v, vo + i).mul(s.alpha()));
            store(v1, v, vo + i);
            FloatVector way = slope.div(v1.sqrt().add(s.eps()));
            store(way.fma(all(-s.rate()), w), p, po + i);
        }
    }

    private static void momentum(
            RmsProp s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment b,
            long bo,
            int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector v1 = slope.mul(s.fresh()).fma(slope, load(v, vo + i).mul(s.alpha()));
            store(v1, v, vo + i);
            FloatVector way = slope.div(v1.sqrt().add(s.eps()));
            FloatVector speed = load(b, bo + i).fma(all(s.momentum()), way);
            store(speed, b, bo + i);
            store(speed.fma(all(-s.rate()), w), p, po + i);
        }
    }

    private static void centered(
            RmsProp s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment a,
            long ao,
            int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector v1 = slope.mul(s.fresh()).fma(slope, load(v, vo + i).mul(s.alpha()));
            store(v1, v, vo + i);
            FloatVector a0 = load(a, ao + i);
            FloatVector a1 = slope.sub(a0).fma(all(s.fresh()), a0);
            store(a1, a, ao + i);
            FloatVector spread = a1.neg().fma(a1, v1).max(0f);
            FloatVector way = slope.div(spread.sqrt().add(s.eps()));
            store(way.fma(all(-s.rate()), w), p, po + i);
        }
    }

    private static void centeredMomentum(
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
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = load(p, po + i);
            FloatVector slope = w.fma(all(s.decay()), load(g, go + i));
            FloatVector v1 = slope.mul(s.fresh()).fma(slope, load(v, vo + i).mul(s.alpha()));
            store(v1, v, vo + i);
            FloatVector a0 = load(a, ao + i);
            FloatVector a1 = slope.sub(a0).fma(all(s.fresh()), a0);
            store(a1, a, ao + i);
            FloatVector spread = a1.neg().fma(a1, v1).max(0f);
            FloatVector way = slope.div(spread.sqrt().add(s.eps()));
            FloatVector speed = load(b, bo + i).fma(all(s.momentum()), way);
            store(speed, b, bo + i);
            store(speed.fma(all(-s.rate()), w), p, po + i);
        }
    }
}
