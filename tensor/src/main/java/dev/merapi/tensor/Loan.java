package dev.merapi.tensor;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * What a {@link Block} is lent for, known even when the block is gone: a thread that died in an open scope gives nothing
 * back, but the garbage collector takes the block with the scope.
 */
final class Loan extends PhantomReference<Block> {
    private static final ReferenceQueue<Block> GONE = new ReferenceQueue<>();

    private final long bytes;
    private Spec spec;
    private String origin;
    private boolean live;

    Loan(Block block) {
        super(block, GONE);
        bytes = SizeClass.bytes(block.sizeClass());
    }

    /** The loan of a block that the garbage collector has taken since, or null. */
    static Loan pollGone() {
        return (Loan) GONE.poll();
    }

    /** Writes down, for whoever finds memory full, what the block is lent for; plain stores, since every tensor pays for them. */
    void begin(Spec to, String madeAt) {
        spec = to;
        origin = madeAt;
        live = true;
    }

    void end() {
        live = false;
    }

    /** Whether the block was lent before. */
    boolean everBegan() {
        return spec != null;
    }

    boolean isLive() {
        return live;
    }

    /** Of the block. */
    long bytes() {
        return bytes;
    }

    /** What the block was last lent for. */
    Spec spec() {
        return spec;
    }

    /** Where the tensor was made, if anybody wanted to know ({@link Memory#DEBUG}). */
    String origin() {
        return origin;
    }
}
