package dev.merapi.tensor;

/**
 * A cache of 64-byte-aligned blocks, reused without zeroing. Each thread takes blocks from a {@link Shelf} of its own (or
 * shared with few), where they come back to, whoever frees them: a shard's gradients are freed by the thread that summed
 * them. What isn't there it looks for among the {@link Orphan}s and on the others', and last it asks the {@link Supply}.
 */
final class Pool {
    /** A power of two, so large that threads made one after the other don't meet. */
    private static final Shelf[] SHELVES = new Shelf[64];

    static {
        for (int i = 0; i < SHELVES.length; i++) {
            SHELVES[i] = new Shelf();
        }
    }

    private Pool() {}

    private static int own() {
        return (int) Thread.currentThread().threadId() & (SHELVES.length - 1);
    }

    /** A block for the elements of a tensor, with whatever was in it. */
    static Block take(Spec spec, long bytes) {
        int c = SizeClass.of(bytes);
        int own = own();
        Block block = SHELVES[own].poll(c);
        return (block != null ? block : seek(spec, c, own)).at(own);
    }

    private static Block seek(Spec spec, int c, int own) {
        Orphan.gather();
        for (int i = 0; i < SHELVES.length; i++) {
            Shelf other = SHELVES[(own + i) & (SHELVES.length - 1)];
            Block block = other.mayHave(c) ? other.poll(c) : null;
            if (block != null) {
                return block;
            }
        }
        Block block = Supply.make(spec, c);
        SHELVES[own].count(SizeClass.bytes(c));
        return block;
    }

    static void put(Block block) {
        block.loan().end();
        SHELVES[block.home()].put(block);
    }

    /** Bytes of live blocks that nobody gave back, and nobody can any more. */
    static void lose(long bytes) {
        SHELVES[own()].count(-bytes);
        Supply.forget(bytes);
    }

    static Memory.Stats stats() {
        Orphan.gather();
        LiveTensors.settle();
        for (Shelf shelf : SHELVES) {
            shelf.tell();
        }
        long live = Shelf.live();
        return new Memory.Stats(live, Math.max(0, Supply.held() - live), Shelf.peak(), MemoryLimit.bytes());
    }

    /** Forgets the free blocks: the garbage collector may have them. */
    static void trim() {
        Orphan.gather();
        for (Shelf shelf : SHELVES) {
            Supply.forget(shelf.clear());
        }
    }
}
