package dev.merapi.tests.simd;

import static dev.merapi.tests.simd.Floats.LENGTHS;
import static dev.merapi.tests.simd.Floats.assertSameBits;
import static dev.merapi.tests.simd.Floats.awkward;
import static dev.merapi.tests.simd.Floats.segment;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.merapi.simd.Descent.Adadelta;
import dev.merapi.simd.Descent.Adagrad;
import dev.merapi.simd.Descent.Lion;
import dev.merapi.simd.Descent.RmsProp;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Optimizer;
import dev.merapi.simd.Optimizer.Adam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Adam's kin and the other rules: twins bit for bit, parts as the whole. That they are PyTorch's is OptimGoldenTest's.
 */
@Tag("bits")
class DescentTest {
    /** Parameter, gradient and up to three slots lie at these offsets. */
    private static final int[] OFFSETS = {1, 3, 2, 0, 5};

    private final Optimizer scalar = Kernels.scalar().optimizer();
    private final Optimizer vector = Kernels.vector().map(Kernels::optimizer).orElse(scalar);

    /** One of the kernels on five tensors, elements {@code from} to {@code from + n}. */
    private interface Step {
        void on(Optimizer kernels, MemorySegment[] s, long[] o, int n);
    }

    private void compare(String name, long seed, Step step) {
        for (int n : LENGTHS) {
            MemorySegment[] want = tensors(seed, n);
            MemorySegment[] got = tensors(seed, n);
            step.on(scalar, want, offsets(0), n);
            int cut = n / 3;
            step.on(vector, got, offsets(0), cut);
            step.on(vector, got, offsets(cut), n - cut);
            for (int i = 0; i < want.length; i++) {
                assertSameBits(want[i], got[i], name + ": tensor " + i + ", n=" + n);
            }
        }
    }

    private static MemorySegment[] tensors(long seed, int n) {
        MemorySegment[] s = new MemorySegment[OFFSETS.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = segment(awkward(seed + i, n), OFFSETS[i]);
        }
        return s;
    }

    private static long[] offsets(int from) {
        long[] o = new long[OFFSETS.length];
        for (int i = 0; i < o.length; i++) {
            o[i] = (long) OFFSETS[i] + from;
        }
        return o;
    }

    @Property(tries = 50)
    void amsgrad(@ForAll boolean coupled, @ForAll long seed) {
        Adam c = new Adam(1e-3f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.01f, coupled, 0.01f, 30f);
        compare(
                "amsgrad",
                seed,
                (k, s, o, n) -> k.amsgrad(c, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], s[4], o[4], n));
    }

    @Property(tries = 50)
    void nadam(@ForAll boolean coupled, @ForAll long seed) {
        Adam c = new Adam(1e-3f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.01f, coupled, 0.01f, 30f);
        compare("nadam", seed, (k, s, o, n) -> k.nadam(c, 0.003f, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], n));
    }

    @Property(tries = 50)
    void lamb(@ForAll long seed) {
        Adam c = new Adam(1f, 0.1f, 0.999f, 0.001f, 1e-6f, 0.01f, false, 10f, 30f);
        compare("lamb", seed, (k, s, o, n) -> k.lamb(c, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], s[4], o[4], n));
    }

    @Property(tries = 50)
    void rmsprop(@ForAll boolean centered, @ForAll boolean still, @ForAll long seed) {
        RmsProp c = new RmsProp(0.01f, 0.99f, 0.01f, 1e-8f, 0.1f, still ? 0f : 0.9f, centered);
        compare(
                c.toString(),
                seed,
                (k, s, o, n) -> k.rmsprop(c, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], s[4], o[4], n));
    }

    @Property(tries = 50)
    void adagrad(@ForAll long seed) {
        Adagrad c = new Adagrad(0.01f, 1e-10f, 0.1f);
        compare("adagrad", seed, (k, s, o, n) -> k.adagrad(c, s[0], o[0], s[1], o[1], s[2], o[2], n));
    }

    @Property(tries = 50)
    void adadelta(@ForAll long seed) {
        Adadelta c = new Adadelta(1f, 0.9f, 0.1f, 1e-6f, 0.1f);
        compare("adadelta", seed, (k, s, o, n) -> k.adadelta(c, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], n));
    }

    @Property(tries = 50)
    void lion(@ForAll long seed) {
        Lion c = new Lion(0.01f, 0.99f, 0.1f, 0.01f);
        compare("lion", seed, (k, s, o, n) -> k.lion(c, s[0], o[0], s[1], o[1], s[2], o[2], n));
    }

    @Property(tries = 50)
    void factored(@ForAll long seed) {
        compare("factored", seed, (k, s, o, n) -> k.factored(0.7f, 1e-14f, s[0], o[0], s[1], o[1], s[2], o[2], n));
    }

    @Property(tries = 50)
    void average(@ForAll long seed) {
        compare("average", seed, (k, s, o, n) -> k.average(0.01f, s[0], o[0], s[1], o[1], n));
    }

    /** What isn't asked for isn't touched. */
    @Property(tries = 10)
    void plainRmspropLeavesItsOtherSlotsAlone(@ForAll long seed) {
        RmsProp c = new RmsProp(0.01f, 0.99f, 0.01f, 1e-8f, 0.1f, 0f, false);
        MemorySegment[] before = tensors(seed, 64);
        MemorySegment[] s = tensors(seed, 64);
        long[] o = offsets(0);
        vector.rmsprop(c, s[0], o[0], s[1], o[1], s[2], o[2], s[3], o[3], s[4], o[4], 64);
        assertSameBits(before[3], s[3], "mean");
        assertSameBits(before[4], s[4], "velocity");
    }

    /**
     * Centered RMSprop's spread of a constant gradient tends to 0, and its rounding errors must not make it negative.
     */
    @Property(tries = 5)
    void aConstantGradientHasNoNegativeSpread(@ForAll long seed) {
        RmsProp c = new RmsProp(1e-6f, 0.9f, 0.1f, 1e-8f, 0f, 0f, true);
        MemorySegment g = segment(awkward(seed, 64), 0);
        for (int i = 0; i < 64; i++) {
            g.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.1f * (i + 1));
        }
        MemorySegment p = segment(new float[64], 0);
        MemorySegment v = segment(new float[64], 0);
        MemorySegment a = segment(new float[64], 0);
        for (int t = 0; t < 500; t++) {
            vector.rmsprop(c, p, 0, g, 0, v, 0, a, 0, a, 0, 64);
        }
        for (int i = 0; i < 64; i++) {
            assertFalse(Float.isNaN(p.getAtIndex(ValueLayout.JAVA_FLOAT, i)), "parameter " + i);
        }
    }
}
