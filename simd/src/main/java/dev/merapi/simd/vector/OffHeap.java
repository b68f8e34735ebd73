package dev.merapi.simd.vector;

import java.lang.foreign.MemorySegment;

/**
 * Tells C2 that a segment is native memory, before a loop loads from it or stores to it.
 *
 * <p>{@code FloatVector.intoMemorySegment} compiles for the classes of segments that were seen <em>inside it</em>, by all of its
 * callers. One of them is the JDK itself: until C2 has compiled a method, each {@code reinterpretAsInts} in it goes through
 * a {@code byte[]} wrapped in a heap segment. From then on every loop of the process is compiled for memory that may be on
 * or off the heap, with a barrier around each access and no bounds check hoisted: a vector took 1.57 ns instead of 0.47
 * (load, add, store; Zen 5). A call here comes first and has a profile of its own, in which all segments are native; its
 * check of the class leaves the loop.
 */
final class OffHeap {
    private OffHeap() {}

    /** {@code s}, known to be native where C2 inlines this. */
    static MemorySegment of(MemorySegment s) {
        s.isNative();
        return s;
    }
}
