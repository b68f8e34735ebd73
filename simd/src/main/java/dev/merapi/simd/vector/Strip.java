package dev.merapi.simd.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The width of this machine's vectors, and the loads and stores of elementwise loops. Offsets are in elements. */
final class Strip {
    /** Floats of the widest vector: 4, 8 or 16 lanes. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Ints, as many as {@link #FLOATS}: the bits of its lanes. */
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Elements in one vector. */
    static final int LANES = FLOATS.length();

    /**
     * Elements that one call of a loop takes at most. C2 compiles a method for its callers after some hundred calls,
     * and one call over millions of elements is one call: until then each begins in code that has every vector on the
     * heap, whatever was compiled for the loop in the middle of another (docs/decisions.md).
     */
    static final int STRETCH = 4096;

    /** Byte order of memory. */
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Strip() {}

    /** The vector s[o .. o + LANES). */
    static FloatVector load(MemorySegment s, long o) {
        return FloatVector.fromMemorySegment(FLOATS, OffHeap.of(s), o << 2, ORDER);
    }

    /** The lanes of s[o ..] that {@code tail} names; 0 in the others. */
    static FloatVector load(MemorySegment s, long o, VectorMask<Float> tail) {
        return FloatVector.fromMemorySegment(FLOATS, OffHeap.of(s), o << 2, ORDER, tail);
    }

    /** s[o .. o + LANES) = v. */
    static void store(FloatVector v, MemorySegment s, long o) {
        v.intoMemorySegment(OffHeap.of(s), o << 2, ORDER);
    }

    /** s[o ..] = v in the lanes that {@code tail} names. */
    static void store(FloatVector v, MemorySegment s, long o, VectorMask<Float> tail) {
        v.intoMemorySegment(OffHeap.of(s), o << 2, ORDER, tail);
    }

    /** Whether x[xo .. xo + n) and y[yo .. yo + n) have no element in common. */
    static boolean apart(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        return Math.abs(x.address() + (xo << 2) - y.address() - (yo << 2)) >= (long) n << 2;
    }

    /** The mask of the first {@code count} lanes. */
    static VectorMask<Float> tail(int count) {
        return FLOATS.indexInRange(0, count);
    }

    /** One float. */
    static float get(MemorySegment s, long o) {
        return s.get(ValueLayout.JAVA_FLOAT, o << 2);
    }

    /** s[o] = v. */
    static void put(MemorySegment s, long o, float v) {
        s.set(ValueLayout.JAVA_FLOAT, o << 2, v);
    }

    /** c in every lane; C2 keeps it in a register across the loop. */
    static FloatVector all(float c) {
        return FloatVector.broadcast(FLOATS, c);
    }
}
