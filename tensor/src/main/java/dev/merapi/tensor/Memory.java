package dev.merapi.tensor;

/** What the tensors' off-heap memory holds. */
public final class Memory {
    /** {@code -Dmerapi.debug=memory}: remember where each tensor was made. */
    static final boolean DEBUG = "memory".equals(System.getProperty("merapi.debug"));

    private Memory() {}

    /**
     * Bytes of tensors' blocks.
     *
     * @param live in tensors
     * @param cached free, kept for reuse
     * @param peak the most that was ever live; up to 4 MB a thread too much where several allocate at once
     * @param limit what live and cached may reach together: {@code -Dmerapi.memory.limit} (bytes, or 512m, or 2g), by default
     *     80 % of the machine's memory less the heap, and at most {@code -XX:MaxDirectMemorySize}
     */
    public record Stats(long live, long cached, long peak, long limit) {}

    /** Bytes in use at this moment. */
    public static Stats stats() {
        return Pool.stats();
    }

    /** Gives the cached blocks back to the system, at the next garbage collection. */
    public static void trim() {
        Pool.trim();
    }

    static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(f -> !f.getClassName().startsWith("dev.merapi.tensor."))
                        .findFirst()
                        .map(Object::toString)
                        .orElse("an unknown place"));
    }
}
