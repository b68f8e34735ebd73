package dev.merapi.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

    /** Up to here nobody asks for the machine's memory: the management classes cost start-up time. */
    private static final long UNCHECKED = MemoryLimit.IS_SET ? 0 : FIRST_COLLECTION;

    /** Collections before giving up: about a second. */
    private static final int ATTEMPTS = 10;

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
            return new Memory.Stats(live, cached, peak, MemoryLimit.bytes());
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
        for (int attempt = 0; total() + size > UNCHECKED && total() + size > MemoryLimit.bytes(); attempt++) {
            if (attempt == ATTEMPTS) {
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
            pause(20 * (attempt + 1));
        }
    }

    private static long total() {
        synchronized (LOCK) {
            return live + cached;
        }
    }

    /** The cleaner needs a moment after a collection, and a longer one on a busy machine. */
    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
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
}
