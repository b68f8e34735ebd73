package dev.merapi.simd.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** [1 2 3; 4 5 6] [1 3; 2 4; 5 6] = [20 29; 44 68], exact in any order of the sums; the second matrix lies transposed. */
final class Trial {
    private static final float[] PRODUCT = {20, 29, 44, 68};

    private Trial() {}

    /** Whether the library multiplies rightly. */
    static boolean of(Cblas blas) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocateFrom(JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
            MemorySegment b = arena.allocateFrom(JAVA_FLOAT, 1, 2, 5, 3, 4, 6);
            MemorySegment c = arena.allocate(JAVA_FLOAT, 4);
            blas.sgemm(false, true, 2, 2, 3, a, 3, b, 3, false, c, 2);
            MemorySegment x = arena.allocateFrom(JAVA_DOUBLE, 1, 2, 3, 4, 5, 6);
            MemorySegment y = arena.allocateFrom(JAVA_DOUBLE, 1, 2, 5, 3, 4, 6);
            MemorySegment z = arena.allocate(JAVA_DOUBLE, 4);
            blas.dgemm(false, true, 2, 2, 3, x, 3, y, 3, false, z, 2);
            double[] rounded = z.toArray(JAVA_DOUBLE);
            return Arrays.equals(PRODUCT, c.toArray(JAVA_FLOAT))
                    && Arrays.equals(new double[] {20, 29, 44, 68}, rounded);
        }
    }
}
