package dev.merapi.simd.scalar;

import static dev.merapi.simd.Convolution.BLOCK;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Scratch;
import java.lang.foreign.MemorySegment;

/** The way back from the packed weights of {@link Convolution#forwardPacked}. */
public final class Unpacking {
    private Unpacking() {}

    /** The weight [o, c, kh, kw], in memory of its own. */
    public static MemorySegment weight(Convolution.Shape s, MemorySegment packed, long po) {
        int depth = s.c() * s.kh() * s.kw();
        var weight = Scratch.allocate((long) s.o() * depth * Float.BYTES, Float.BYTES);
        for (int o = 0; o < s.o(); o++) {
            for (int k = 0; k < depth; k++) {
                long at = po + ((long) (o / BLOCK) * depth + k) * BLOCK + o % BLOCK;
                weight.setAtIndex(JAVA_FLOAT, (long) o * depth + k, packed.getAtIndex(JAVA_FLOAT, at));
            }
        }
        return weight;
    }
}
