package dev.merapi.tensor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who holds the memory. Every block is known from when it was made, weakly, and says itself what it's lent for, so nothing
 * is paid per tensor.
 */
final class LiveTensors {
    private static final int SHOWN = 5;
    private static final List<WeakReference<Block>> BLOCKS = new ArrayList<>();
    private static int pruneAt = 1024;

    private LiveTensors() {}

    static synchronized void add(Block block) {
        if (BLOCKS.size() >= pruneAt) {
            BLOCKS.removeIf(reference -> reference.get() == null);
            pruneAt = Math.max(1024, 2 * BLOCKS.size());
        }
        BLOCKS.add(new WeakReference<>(block));
    }

    /** Tensors of one spec, made at one place. */
    private record Kind(Spec spec, String origin) {
        long bytes() {
            return (long) spec.shape().size() * spec.dtype().bytes();
        }

        String times(long count) {
            return (count > 1 ? count + " x " : "")
                    + String.format(Locale.ROOT, "%s of %,d bytes", spec, bytes())
                    + (origin.isEmpty() ? "" : " made at " + origin);
        }
    }

    /** The largest live tensors as part of a sentence; empty if there are none. */
    static synchronized String largest() {
        var counts = BLOCKS.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .filter(Block::isLive)
                .map(block -> new Kind(block.spec(), block.origin()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        String list = counts.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> -e.getKey().bytes()))
                .limit(SHOWN)
                .map(e -> e.getKey().times(e.getValue()))
                .collect(Collectors.joining(", "));
        return list.isEmpty()
                ? ""
                : "the largest live tensors are " + list
                        + (Memory.DEBUG ? "; " : " (-Dmerapi.debug=memory tells where they were made); ");
    }
}
