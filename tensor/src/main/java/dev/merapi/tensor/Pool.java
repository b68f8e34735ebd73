package dev.merapi.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Locale;

/**
 * A cache of 64-byte-aligned blocks, four sizes to each power of two, reused without zeroing.
 *
 * <p>Blocks come from automatic arenas: a block that the pool drops is freed by the garbage collector, so no use after
 * release can reach unmapped memory. (A shared arena per block was measured at 18-30 us to open and a 20 us handshake of
 * all threads to close: shared/KERNELS.md.)
 */
final class Pool {
    private static final int CLASSES = 4 * 64;
    private static final long FIRST_COLLECTION = 512L << 20;

    private static final Object LOCK = new Object();
    private static final ArrayDeque<?>[] FREE = new ArrayDeque<?>[CLASSES];
    private static long live;
    private static long cached;
    private static long peak;
    private static long collectAt = FIRST_COLLECTION;

    static {
        for (int i = 0; i < CLASSES; i++) {
            FREE[i] = new ArrayDeque<MemorySegment>();
        }
    }

    private Pool() {}

    /** A block of at least so many bytes, with whatever was in it. */
    static MemorySegment take(long bytes) {
        int c = sizeClass(bytes);
        long size = bytesOf(c);
        synchronized (LOCK) {
            MemorySegment block = free(c).pollLast();
            if (block != null) {
                cached -= size;
                count(size);
                return block;
            }
        }
        makeRoom(size);
        MemorySegment block = Arena.ofAuto().allocate(size, 64);
        synchronized (LOCK) {
            count(size);
        }
        return block;
    }

    static void put(MemorySegment block) {
        long size = block.byteSize();
        synchronized (LOCK) {
            free(sizeClass(size)).addLast(block);
            live -= size;
            cached += size;
        }
    }

    static Memory.Stats stats() {
        synchronized (LOCK) {
            return new Memory.Stats(live, cached, peak, Limit.BYTES);
        }
    }

    static void trim() {
        synchronized (LOCK) {
            for (int c = 0; c < CLASSES; c++) {
                free(c).clear();
            }
            cached = 0;
        }
    }

    private static void count(long size) {
        live += size;
        peak = Math.max(peak, live);
    }

    @SuppressWarnings("unchecked") // an array of generic deques can't be made otherwise
    private static ArrayDeque<MemorySegment> free(int c) {
        return (ArrayDeque<MemorySegment>) FREE[c];
    }

    /**
     * Off-heap garbage weighs nothing on the heap, so the collector wouldn't come by itself: ask for it whenever the blocks
     * have doubled since the last time, and at the limit before giving up.
     */
    private static void makeRoom(long size) {
        if (total() + size > collectAt) {
            System.gc();
            synchronized (LOCK) {
                collectAt = Math.max(FIRST_COLLECTION, 2 * (live + size));
            }
        }
        for (int attempt = 0; total() + size > FIRST_COLLECTION && total() + size > Limit.BYTES; attempt++) {
            if (attempt == 4) {
                Memory.Stats s = stats();
                throw new OutOfMemoryError(String.format(
                        Locale.ROOT,
                        "a tensor of %,d bytes doesn't fit: %,d bytes are live and the limit is %,d; use smaller batches, free"
                                + " tensors by a Scope, or raise -Dmerapi.memory.limit",
                        size,
                        s.live(),
                        s.limit()));
            }
            trim();
            System.gc();
            pause();
        }
    }

    private static long total() {
        synchronized (LOCK) {
            return live + cached;
        }
    }

    /** The cleaner needs a moment after a collection. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Classes 4 e + q hold blocks of 64 * 2^e * (4 + q) / 4 bytes. */
    static int sizeClass(long bytes) {
        long units = Math.max(1, (bytes + 63) >>> 6);
        int e = 63 - Long.numberOfLeadingZeros(units);
        if (e < 2) {
            return 4 * e + (int) ((units - (1L << e)) << (2 - e));
        }
        long quarter = 1L << (e - 2);
        long q = (units - (1L << e) + quarter - 1) / quarter;
        return 4 * e + (int) q;
    }

    static long bytesOf(int sizeClass) {
        return (64L << (sizeClass / 4)) / 4 * (4 + sizeClass % 4);
    }

    /** Looked up only once there is reason to: the management classes cost start-up time. */
    private static final class Limit {
        static final long BYTES = limit();

        private static long limit() {
            String property = System.getProperty("merapi.memory.limit", "");
            if (property.isEmpty()) {
                var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                long physical = system.getTotalMemorySize();
                return Math.max(physical / 10 * 8 - Runtime.getRuntime().maxMemory(), physical / 4);
            }
            int unit = "kmgt".indexOf(Character.toLowerCase(property.charAt(property.length() - 1))) + 1;
            String digits = unit > 0 ? property.substring(0, property.length() - 1) : property;
            try {
                return Math.multiplyExact(Long.parseLong(digits), 1L << (10 * unit));
            } catch (ArithmeticException | NumberFormatException e) {
                throw new IllegalArgumentException(
                        "-Dmerapi.memory.limit=" + property + " is no size; write bytes, or 512m, or 2g", e);
            }
        }
    }
}
