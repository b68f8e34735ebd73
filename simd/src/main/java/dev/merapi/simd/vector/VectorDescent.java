package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;

import dev.merapi.simd.Descent;
import dev.merapi.simd.scalar.ScalarOptimizer;
import java.lang.foreign.MemorySegment;

/**
 * RMSprop, Adagrad, Adadelta, Lion, Adafactor's direction and running means with the Vector API; tails as
 * {@link VectorOptimizer}'s.
 */
abstract class VectorDescent implements Descent {
    /** As {@link Strip#STRETCH}, but shorter: a small model has few parameters a step. */
    static final int STRETCH = 1024;

    private final Descent oneByOne = new ScalarOptimizer();

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
        for (int i = 0; i < n; i += STRETCH) {
            RmsPropLoops.rmsprop(
                    s, p, po + i, g, go + i, v, vo + i, a, ao + i, b, bo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.rmsprop(s, p, po + done, g, go + done, v, vo + done, a, ao + done, b, bo + done, n - done);
    }

    @Override
    public void adagrad(
            Adagrad s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment h, long ho, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            DescentLoops.adagrad(s, p, po + i, g, go + i, h, ho + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.adagrad(s, p, po + done, g, go + done, h, ho + done, n - done);
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
        for (int i = 0; i < n; i += STRETCH) {
            DescentLoops.adadelta(s, p, po + i, g, go + i, v, vo + i, u, uo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.adadelta(s, p, po + done, g, go + done, v, vo + done, u, uo + done, n - done);
    }

    @Override
    public void lion(Lion s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment m, long mo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            DescentLoops.lion(s, p, po + i, g, go + i, m, mo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.lion(s, p, po + done, g, go + done, m, mo + done, n - done);
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
        for (int i = 0; i < n; i += STRETCH) {
            int steady = Math.min(STRETCH, (n - i) & -LANES);
            DescentLoops.factored(row, floor, c, co + i, g, go + i, u, uo + i, steady);
        }
        int done = n & -LANES;
        oneByOne.factored(row, floor, c, co + done, g, go + done, u, uo + done, n - done);
    }

    @Override
    public void average(float fresh, MemorySegment m, long mo, MemorySegment x, long xo, int n) {
        for (int i = 0; i < n; i += STRETCH) {
            DescentLoops.average(fresh, m, mo + i, x, xo + i, Math.min(STRETCH, (n - i) & -LANES));
        }
        int done = n & -LANES;
        oneByOne.average(fresh, m, mo + done, x, xo + done, n - done);
    }
}
