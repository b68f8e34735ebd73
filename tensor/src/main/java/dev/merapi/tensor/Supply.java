package dev.merapi.tensor;

import dev.merapi.simd.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the {@link Pool} gets new blocks from, within the {@link MemoryLimit}.
 *
 * <p>Blocks come from automatic arenas: a block that the pool drops is freed by the garbage collector, so no use after
 * release can reach unmapped memory. (A shared arena per block was measured at 18-30 us to open and a 20 us handshake of
 * all threads to close: shared/KERNELS.md.)
 */
final class Supply {
    private static final long FIRST_COLLECTION = 512L << 20;

    /** Up to here nobody asks for the machine's memory: the management classes cost start-up time. */
    private static final long UNCHECKED = MemoryLimit.IS_SET ? 0 : FIRST_COLLECTION;

    /** Collections before giving up: about a second. */
    private static final int ATTEMPTS = 10;

    /** Bytes of the blocks in tensors or in the cache. */
    private static final AtomicLong HELD = new AtomicLong();

    /** One thread at a time makes room; the others find it made. */
    private static final Object ROOM = new Object();

    private static volatile long collectAt = FIRST_COLLECTION;

    static {
        Scratch.whenFull(Pool::trim);
    }

    private Supply() {}

    static long held() {
        return HELD.get();
    }

    /** The pool has dropped blocks of so many bytes. */
    static void forget(long bytes) {
        HELD.addAndGet(-bytes);
    }

    /** A new block of that class, for a tensor of that spec. */
    static Block make(Spec spec, int sizeClass) {
        long size = SizeClass.bytes(sizeClass);
        LiveTensors.settle();
        if (HELD.get() + size > collectAt) {
            collect(size);
        }
        MemorySegment segment = reserve(size, UNCHECKED) ? allocate(size) : null;
        Block block = new Block(segment != null ? segment : allocateWithRoom(spec, size), sizeClass);
        LiveTensors.add(block.loan());
        return block;
    }

    /**
     * Off-heap garbage weighs nothing on the heap, so the collector wouldn't come by itself: it's asked whenever as many
     * new blocks have been made as were live the last time. Free blocks in the cache don't count: after a large model they
     * are many and of the wrong sizes for a small one, and no collection makes them fewer.
     */
    private static void collect(long size) {
        synchronized (ROOM) {
            if (HELD.get() + size > collectAt) {
                System.gc();
                collectAt = HELD.get() + Math.max(FIRST_COLLECTION, Pool.stats().live() + size);
            }
        }
    }

    /** Counts the bytes unless they'd pass the limit, which nobody asks for below {@code unchecked}. */
    private static boolean reserve(long size, long unchecked) {
        long held;
        do {
            held = HELD.get();
            if (held + size > unchecked && held + size > MemoryLimit.bytes()) {
                return false;
            }
        } while (!HELD.compareAndSet(held, held + size));
        return true;
    }

    /** Memory for what was reserved, or null and no reservation if the JVM has none. */
    private static MemorySegment allocate(long size) {
        try {
            return Arena.ofAuto().allocate(size, 64);
        } catch (OutOfMemoryError e) {
            // The JVM's direct memory is used up, or the system's: the caller makes room, or says who holds it.
            HELD.addAndGet(-size);
            return null;
        }
    }

    /** Gives up the cache, then asks for collections, then fails. */
    private static MemorySegment allocateWithRoom(Spec spec, long size) {
        boolean interrupted = false;
        synchronized (ROOM) {
            try {
                for (int attempt = 0; attempt < ATTEMPTS && size <= MemoryLimit.bytes(); attempt++) {
                    LiveTensors.settle();
                    MemorySegment segment = reserve(size, 0) ? allocate(size) : null;
                    if (segment != null) {
                        return segment;
                    }
                    Pool.trim();
                    System.gc();
                    interrupted |= pause(20 * (attempt + 1));
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        throw new OutOfMemoryError(sentence(spec, size));
    }

    /** References need a moment after a collection, and a longer one on a busy machine; whether an interrupt came. */
    private static boolean pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static String sentence(Spec spec, long size) {
        return String.format(
                Locale.ROOT,
                "a tensor %s of %,d bytes doesn't fit: %,d bytes are live and the limit is %,d; %suse smaller batches, free"
                        + " tensors by a Scope, or raise %s",
                spec,
                size,
                Pool.stats().live(),
                MemoryLimit.bytes(),
                LiveTensors.largest(),
                MemoryLimit.option());
    }
}
