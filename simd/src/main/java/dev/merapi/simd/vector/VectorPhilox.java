package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static dev.merapi.simd.vector.Strip.INTS;
import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.merapi.simd.Philox;
import dev.merapi.simd.scalar.ScalarPhilox;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Philox 4x32-10 with the Vector API. Words are made straight into y, a stretch that fits L1 at a time, and become
 * floats in place. What doesn't fill whole vectors goes to the scalar twin.
 */
public final class VectorPhilox implements Philox {
    /** Elements per stretch: 16 KB. A multiple of what every loop here takes at once. */
    private static final int STRETCH = 4096;

    private static final VectorShuffle<Integer> EVEN = VectorShuffle.makeUnzip(INTS, 0);
    private static final VectorShuffle<Integer> ODD = VectorShuffle.makeUnzip(INTS, 1);
    private static final VectorShuffle<Float> FIRST = VectorShuffle.makeZip(FLOATS, 0);
    private static final VectorShuffle<Float> SECOND = VectorShuffle.makeZip(FLOATS, 1);

    private final Philox oneByOne = new ScalarPhilox();

    /** The only state is the scalar twin. */
    public VectorPhilox() {}

    @Override
    public void words(long key, long first, MemorySegment y, long yo, int n) {
        int head = head(first, n);
        int steady = steady(n - head);
        oneByOne.words(key, first, y, yo, head);
        Rounds.words(key, (first + head) >>> 2, y, yo + head, steady);
        int done = head + steady;
        oneByOne.words(key, first + done, y, yo + done, n - done);
    }

    @Override
    public void uniform(long key, long first, MemorySegment y, long yo, int n) {
        int head = head(first, n);
        int steady = steady(n - head);
        oneByOne.uniform(key, first, y, yo, head);
        int done = head + steady;
        for (int i = head; i < done; i += STRETCH) {
            int count = Math.min(STRETCH, done - i);
            Rounds.words(key, (first + i) >>> 2, y, yo + i, count);
            uniforms(y, yo + i, count);
        }
        oneByOne.uniform(key, first + done, y, yo + done, n - done);
    }

    @Override
    public void normal(long key, long first, MemorySegment y, long yo, int n) {
        int head = head(first, n);
        int steady = steady(n - head);
        oneByOne.normal(key, first, y, yo, head);
        int done = head + steady;
        for (int i = head; i < done; i += STRETCH) {
            int count = Math.min(STRETCH, done - i);
            Rounds.words(key, (first + i) >>> 2, y, yo + i, count);
            normals(y, yo + i, count);
        }
        oneByOne.normal(key, first + done, y, yo + done, n - done);
    }

    /** Elements up to the next whole block. */
    private static int head(long first, int n) {
        return (int) Math.min(n, -first & 3);
    }

    private static int steady(int n) {
        return n & -Rounds.WORDS;
    }

    private static void uniforms(MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            store(unit(words(y, yo + i)), y, yo + i);
        }
    }

    /** Two loops, because C2 stops inlining in the middle of one that does both (docs/decisions.md). */
    private static void normals(MemorySegment y, long yo, int n) {
        radii(y, yo, n);
        circles(y, yo, n);
    }

    /** Two vectors of words at a time: pairs (u0, u1) apart, a vector of radii and one of quarter turns in their place. */
    private static void radii(MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += 2 * LANES) {
            IntVector a = words(y, yo + i);
            IntVector b = words(y, yo + i + LANES);
            FloatVector quarters = unit(a.rearrange(ODD, b)).mul(4f);
            FloatVector radius = radius(unit(a.rearrange(EVEN, b)));
            radius.intoMemorySegment(y, (yo + i) << 2, ORDER);
            quarters.intoMemorySegment(y, (yo + i + LANES) << 2, ORDER);
        }
    }

    /** (radius cos, radius sin) in pairs, from what {@link #radii} left. */
    private static void circles(MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += 2 * LANES) {
            FloatVector radius = load(y, yo + i);
            FloatVector quarters = load(y, yo + i + LANES);
            FloatVector t = quarters.add(Trigonometry.ROUND);
            FloatVector r = quarters.sub(t.sub(Trigonometry.ROUND)).mul(Trigonometry.QUARTER_1);
            FloatVector z = r.mul(r);
            FloatVector s = Trigonometry.sine(r, z);
            FloatVector c = Trigonometry.cosine(z);
            IntVector quadrant = t.reinterpretAsInts();
            FloatVector cos = radius.mul(Trigonometry.turned(s, c, quadrant.add(1)));
            FloatVector sin = radius.mul(Trigonometry.turned(s, c, quadrant));
            cos.rearrange(FIRST, sin).intoMemorySegment(y, (yo + i) << 2, ORDER);
            cos.rearrange(SECOND, sin).intoMemorySegment(y, (yo + i + LANES) << 2, ORDER);
        }
    }

    private static IntVector words(MemorySegment y, long o) {
        return IntVector.fromMemorySegment(INTS, y, o << 2, ORDER);
    }

    /** (word >>> 8) 2^-24. */
    private static FloatVector unit(IntVector words) {
        return ((FloatVector) words.lanewise(LSHR, 8).convert(I2F, 0)).mul(0x1p-24f);
    }

    /** sqrt(-2 ln(1 - u)). */
    private static FloatVector radius(FloatVector u) {
        return Logarithm.log(all(1f).sub(u)).mul(-2f).sqrt();
    }
}
