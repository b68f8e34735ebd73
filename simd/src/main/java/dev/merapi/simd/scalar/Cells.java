package dev.merapi.simd.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Single floats of a segment; offsets are in elements. */
final class Cells {
    private Cells() {}

    /** s[o]. */
    static float get(MemorySegment s, long o) {
        return s.get(ValueLayout.JAVA_FLOAT, o << 2);
    }

    /** s[o] = v. */
    static void put(MemorySegment s, long o, float v) {
        s.set(ValueLayout.JAVA_FLOAT, o << 2, v);
    }
}
