package dev.merapi.tensor;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Free blocks by size, and what its users have taken: one of several shelves of the {@link Pool}, so that threads seldom
 * meet at a lock.
 *
 * <p>What is live is counted here too and only told to all in lots of {@link #LOT} bytes: a counter that two threads change
 * with every tensor costs each of them more than the rest of the allocation.
 */
final class Shelf {
    private static final long LOT = 4 << 20;

    private static final Block[] EMPTY = {};

    /** Keep shelves apart in memory, where a garbage collection lays them side by side: their locks are written all the time. */
    @SuppressWarnings("unused")
    private long gap0, gap1, gap2, gap3, gap4, gap5, gap6, gap7, gap8, gap9, gap10, gap11, gap12, gap13, gap14, gap15;

    /** Live bytes but for what shelves haven't told yet. */
    private static final AtomicLong LIVE = new AtomicLong();

    private static final AtomicLong PEAK = new AtomicLong();

    private final Block[][] stacks = new Block[SizeClass.COUNT][];
    private final int[] heights = new int[SizeClass.COUNT];

    /** Bytes taken less bytes put since this shelf last told. */
    private long untold;

    /** The most that {@link #untold} has been since then. */
    private long untoldPeak;

    Shelf() {
        Arrays.fill(stacks, EMPTY);
    }

    /** Whether there may be a block of that class: a look without the lock. */
    boolean mayHave(int sizeClass) {
        return heights[sizeClass] > 0;
    }

    /** A free block of that class, the one put last, or null. */
    synchronized Block poll(int sizeClass) {
        int height = heights[sizeClass];
        if (height == 0) {
            return null;
        }
        Block[] stack = stacks[sizeClass];
        Block block = stack[height - 1];
        stack[height - 1] = null;
        heights[sizeClass] = height - 1;
        add(SizeClass.bytes(sizeClass));
        return block;
    }

    /** Takes back a block. */
    synchronized void put(Block block) {
        int c = block.sizeClass();
        int height = heights[c];
        if (height == stacks[c].length) {
            stacks[c] = Arrays.copyOf(stacks[c], Math.max(8, 2 * height));
        }
        stacks[c][height] = block;
        heights[c] = height + 1;
        add(-SizeClass.bytes(c));
    }

    /** Counts bytes that come from elsewhere, or went there. */
    synchronized void count(long bytes) {
        add(bytes);
    }

    /** Forgets the free blocks; their bytes. */
    synchronized long clear() {
        long bytes = 0;
        for (int c = 0; c < SizeClass.COUNT; c++) {
            bytes += heights[c] * SizeClass.bytes(c);
            stacks[c] = EMPTY;
            heights[c] = 0;
        }
        return bytes;
    }

    private void add(long bytes) {
        untold += bytes;
        untoldPeak = Math.max(untoldPeak, untold);
        if (Math.abs(untold) >= LOT) {
            tell();
        }
    }

    /** Adds what happened here to the figures of all; exact as long as one thread allocates at a time. */
    synchronized void tell() {
        long before = LIVE.getAndAdd(untold);
        PEAK.accumulateAndGet(before + untoldPeak, Math::max);
        untold = 0;
        untoldPeak = 0;
    }

    /** Live bytes, as far as told. */
    static long live() {
        return LIVE.get();
    }

    /** The most that was ever live, as far as told. */
    static long peak() {
        return PEAK.get();
    }
}
