package dev.merapi.tests.simd;

import static dev.merapi.tests.simd.Floats.LENGTHS;
import static dev.merapi.tests.simd.Floats.assertSameBits;
import static dev.merapi.tests.simd.Floats.awkward;
import static dev.merapi.tests.simd.Floats.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Optimizer;
import dev.merapi.simd.Optimizer.Adam;
import dev.merapi.simd.Optimizer.Sgd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** SGD and Adam: twins bit for bit, parts as the whole, and PyTorch's formulas in double. */
@Tag("bits")
class OptimizerTest {
    private static final int N = 100;

    private final Optimizer scalar = Kernels.scalar().optimizer();
    private final Optimizer vector = Kernels.vector().map(Kernels::optimizer).orElse(scalar);

    @Property(tries = 100)
    void sgdTwins(@ForAll boolean first, @ForAll boolean nesterov, @ForAll boolean still, @ForAll long seed) {
        Sgd s = new Sgd(0.1f, still ? 0f : 0.9f, nesterov ? 0f : 0.25f, 0.01f, nesterov);
        for (int n : LENGTHS) {
            MemorySegment g = segment(awkward(seed, n), 3);
            MemorySegment p1 = segment(awkward(seed + 1, n), 1);
            MemorySegment p2 = segment(awkward(seed + 1, n), 1);
            MemorySegment v1 = segment(awkward(seed + 2, n), 2);
            MemorySegment v2 = segment(awkward(seed + 2, n), 2);
            scalar.sgd(s, first, p1, 1, g, 3, v1, 2, n);
            int cut = n / 3;
            vector.sgd(s, first, p2, 1, g, 3, v2, 2, cut);
            vector.sgd(s, first, p2, 1 + cut, g, 3 + cut, v2, 2 + cut, n - cut);
            assertSameBits(p1, p2, s + " p, n=" + n);
            assertSameBits(v1, v2, s + " v, n=" + n);
        }
    }

    @Property(tries = 100)
    void adamTwins(@ForAll boolean coupled, @ForAll long seed) {
        Adam s = new Adam(1e-3f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.01f, coupled, 0.01f, 30f);
        for (int n : LENGTHS) {
            MemorySegment g = segment(awkward(seed, n), 3);
            MemorySegment[] one = {
                segment(awkward(seed + 1, n), 1), segment(awkward(seed + 2, n), 2), segment(awkward(seed + 3, n), 0)
            };
            MemorySegment[] two = {
                segment(awkward(seed + 1, n), 1), segment(awkward(seed + 2, n), 2), segment(awkward(seed + 3, n), 0)
            };
            scalar.adam(s, one[0], 1, g, 3, one[1], 2, one[2], 0, n);
            int cut = n / 3;
            vector.adam(s, two[0], 1, g, 3, two[1], 2, two[2], 0, cut);
            vector.adam(s, two[0], 1 + cut, g, 3 + cut, two[1], 2 + cut, two[2], cut, n - cut);
            for (int i = 0; i < 3; i++) {
                assertSameBits(one[i], two[i], s + " " + "pmv".charAt(i) + ", n=" + n);
            }
        }
    }

    /** Twenty steps beside the same in double; the bound is 20 steps of a few roundings of p's size. */
    @Property(tries = 30)
    void sgdAsPyTorch(@ForAll boolean nesterov, @ForAll boolean still, @ForAll long seed) {
        Sgd s = new Sgd(0.1f, still ? 0f : 0.9f, nesterov ? 0f : 0.25f, 0.01f, nesterov);
        double[] p = normal(seed);
        double[] v = new double[N];
        MemorySegment ps = floats(p);
        MemorySegment vs = floats(v);
        for (int t = 0; t < 20; t++) {
            double[] g = normal(seed + t + 1);
            vector.sgd(s, t == 0, ps, 0, floats(g), 0, vs, 0, N);
            for (int i = 0; i < N; i++) {
                double slope = g[i] + (double) s.decay() * p[i];
                v[i] = t == 0 ? slope : (double) s.momentum() * v[i] + (1 - (double) s.dampening()) * slope;
                double step = still ? slope : nesterov ? slope + (double) s.momentum() * v[i] : v[i];
                p[i] -= s.rate() * step;
            }
        }
        assertClose(p, ps, 1e-5);
    }

    /** Twenty steps beside PyTorch's formulas in double. */
    @Property(tries = 30)
    void adamAsPyTorch(@ForAll boolean coupled, @ForAll long seed) {
        double rate = 0.01;
        double decay = 0.1;
        double[] p = normal(seed);
        double[] m = new double[N];
        double[] v = new double[N];
        MemorySegment ps = floats(p);
        MemorySegment ms = floats(m);
        MemorySegment vs = floats(v);
        for (int t = 1; t <= 20; t++) {
            double[] g = normal(seed + t);
            double step = rate / (1 - Math.pow(0.9, t));
            double scale = 1 / Math.sqrt(1 - Math.pow(0.999, t));
            Adam s = new Adam(
                    (float) rate, 0.1f, 0.999f, 0.001f, 1e-8f, (float) decay, coupled, (float) step, (float) scale);
            vector.adam(s, ps, 0, floats(g), 0, ms, 0, vs, 0, N);
            for (int i = 0; i < N; i++) {
                double slope = coupled ? g[i] + decay * p[i] : g[i];
                p[i] = coupled ? p[i] : p[i] * (1 - rate * decay);
                m[i] += 0.1 * (slope - m[i]);
                v[i] = 0.999 * v[i] + 0.001 * slope * slope;
                p[i] -= step * m[i] / (Math.sqrt(v[i]) * scale + 1e-8);
            }
        }
        assertClose(p, ps, 1e-5);
    }

    private static double[] normal(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[N];
        for (int i = 0; i < N; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static MemorySegment floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return segment(y, 0);
    }

    private static void assertClose(double[] want, MemorySegment got, double bound) {
        for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got.getAtIndex(ValueLayout.JAVA_FLOAT, i), bound * (1 + Math.abs(want[i])));
        }
    }
}
