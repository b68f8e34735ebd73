package dev.merapi.models.train;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Lifetimes;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Sums the gradients of shards: {@code ((g0 + g1) + (g2 + g3)) + ...}, a tree that depends on the number of shards alone.
 *
 * <p>The thread that brings the second of a pair adds it, while both are in its cache, as long as there are pairs for all
 * threads; the sums above are left to {@link #sum}, which shares out each. (Two threads on cores without a common cache
 * trained the MLP at 0.45 of their speed on a common one while all sums were shared out.)
 */
final class GradientTree {
    /** Of each level, the sums that wait for their neighbours; of the last, all. */
    private final List<AtomicReferenceArray<List<Tensor>>> waiting = new ArrayList<>();

    GradientTree(int shards) {
        int threads = Workers.threads();
        int nodes = shards;
        waiting.add(new AtomicReferenceArray<>(nodes));
        while (nodes > 1 && Math.ceilDiv(nodes, 2) >= threads) {
            nodes = Math.ceilDiv(nodes, 2);
            waiting.add(new AtomicReferenceArray<>(nodes));
        }
    }

    /** Takes over the gradients of a shard; called once for each, by any thread. */
    void put(int shard, List<Tensor> gradients) {
        List<Tensor> sum = gradients;
        int i = shard;
        for (int level = 0; level < waiting.size() - 1; level++, i /= 2) {
            if ((i ^ 1) < waiting.get(level).length()) {
                List<Tensor> first = waiting.get(level).getAndSet(i & ~1, sum);
                if (first == null) {
                    return;
                }
                sum = (i & 1) == 1 ? sums(first, sum) : sums(sum, first);
            }
        }
        waiting.getLast().set(i, sum);
    }

    /** The sum of all, once all have come; it belongs to {@code scope}, the thread's innermost. */
    List<Tensor> sum(Scope scope) {
        List<List<Tensor>> level = new ArrayList<>();
        for (int i = 0; i < waiting.getLast().length(); i++) {
            level.add(waiting.getLast().get(i));
        }
        while (level.size() > 1) {
            List<List<Tensor>> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                next.add(i + 1 < level.size() ? sums(level.get(i), level.get(i + 1)) : level.get(i));
            }
            level = next;
        }
        level.getFirst().forEach(scope::adopt);
        return level.getFirst();
    }

    /** a + b; each block of them is freed as soon as it's added, and the sums belong to nobody yet. */
    private static List<Tensor> sums(List<Tensor> a, List<Tensor> b) {
        List<Tensor> sums = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Lifetimes lives = Lifetimes.ofScope();
            for (List<Tensor> gradients : List.of(a, b)) {
                gradients.forEach(scope::adopt);
                gradients.forEach(lives::use);
            }
            for (int p = 0; p < a.size(); p++) {
                sums.add(scope.handOver(a.get(p).add(b.get(p))));
                lives.drop(a.get(p));
                lives.drop(b.get(p));
            }
        }
        return sums;
    }
}
