package dev.merapi.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * Off-heap memory for what kernels write down on their way. It is the garbage collector's to free, as tensors' blocks are: one kind
 * of arena for all memory, since call sites that meet two kinds lose half their speed.
 */
public final class Scratch {
    /** Collections that the JVM doesn't make by itself before it gives up: it makes some, and waits for each. */
    private static final int ATTEMPTS = 3;

    private static volatile Runnable makeRoom = () -> {};

    private Scratch() {}

    /** Says what gives memory back where the JVM has none left, such as a cache of free blocks. */
    public static void whenFull(Runnable action) {
        makeRoom = action;
    }

    /** So many bytes, aligned. */
    public static MemorySegment allocate(long bytes, long alignment) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Arena.ofAuto().allocate(bytes, alignment);
            } catch (OutOfMemoryError e) {
                if (attempt == ATTEMPTS) {
                    throw full(bytes);
                }
                makeRoom.run();
            }
        }
    }

    private static OutOfMemoryError full(long bytes) {
        return new OutOfMemoryError(String.format(
                Locale.ROOT,
                "a kernel needs %,d bytes beside the tensors, but the JVM hands out no more; use smaller batches, free tensors"
                        + " by a Scope, or raise -XX:MaxDirectMemorySize",
                bytes));
    }
}
