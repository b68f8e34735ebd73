package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Kernels;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What {@link KernelsTest} runs in JVMs of its own: prints which kernels are active and a hash of what they compute.
 */
final class KernelsMain {
    private KernelsMain() {}

    static void main() {
        System.out.println(Kernels.active().name() + " " + hash(Kernels.active()));
        System.out.println(Kernels.reason());
    }

    /** A hash of the bits of a few results. */
    static int hash(Kernels k) {
        MemorySegment x = Runs.normal(3 * 5000, 1);
        MemorySegment y = Runs.floats(3 * 5000);
        k.normalization().softmax(3, 5000, x, 0, y, 0);
        int softmax = Arrays.hashCode(y.toArray(JAVA_FLOAT));
        k.normalization().standardize(30, 500, 1e-5f, x, 0, y, 0);
        int standardized = Arrays.hashCode(y.toArray(JAVA_FLOAT));
        int dot = Float.floatToIntBits(k.reduction().dot(x, 0, y, 0, 15000));
        return Arrays.hashCode(new int[] {softmax, standardized, dot});
    }
}
