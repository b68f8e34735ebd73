package dev.merapi.tensor.op;

import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of {@link Attention}: q [n, h, t, d], k [n, hkv, s, d], v [n, hkv, s, e].
 *
 * @param offset query i sees keys below i + offset, where there are so many
 * @param drop which weights become 0, if any
 */
record AttentionSizes(
        int n, int h, int hkv, int t, int s, int d, int e, long offset, double scale, Optional<Attention.Drop> drop) {
    static AttentionSizes of(Attention.Options options, List<Tensor> inputs) {
        Tensor q = inputs.get(0);
        Tensor v = inputs.get(2);
        int t = q.size(2);
        int d = q.size(3);
        int s = v.size(2);
        long offset = switch (options.causal()) {
            case NONE -> s;
            case UPPER_LEFT -> 1;
            case LOWER_RIGHT -> 1L + s - t;
        };
        double scale = options.scale().orElse(1 / Math.sqrt(d));
        return new AttentionSizes(q.size(0), q.size(1), v.size(1), t, s, d, v.size(3), offset, scale, options.drop());
    }

    /** How many keys query i sees: the first ones. */
    int keys(int i) {
        return (int) Math.clamp(i + offset, 0L, s);
    }

    /** The head of k and v of all n hkv that head number {@code head} of all n h reads. */
    int shared(int head) {
        return head / (h / hkv);
    }

    /** Scores that are needed. */
    long pairs() {
        long seen = 0;
        for (int i = 0; i < t; i++) {
            seen += keys(i);
        }
        return seen * n * h;
    }

    /** Elements of y before the log-sum-exps. */
    int outputs() {
        return n * t * h * e;
    }

    /** dq, dk or dv [n, heads, length, width] of the vector that {@link AttentionGrad} gives. */
    Tensor part(int i, Tensor gradients) {
        int queries = n * t * h * d;
        int keys = n * s * hkv * d;
        return switch (i) {
            case 0 -> gradients.slice(0, 0, queries).reshape(n, t, h, d).transpose(1, 2);
            case 1 ->
                gradients
                        .slice(0, queries, queries + keys)
                        .reshape(n, s, hkv, d)
                        .transpose(1, 2);
            default ->
                gradients
                        .slice(0, queries + keys, gradients.size())
                        .reshape(n, s, hkv, e)
                        .transpose(1, 2);
        };
    }

    /** y [n, h, t, e] of the vector that {@link Attention} gives. */
    Tensor output(Tensor both) {
        return both.slice(0, 0, outputs()).reshape(n, t, h, e).transpose(1, 2);
    }

    /** lse [n, h, t] of the vector that {@link Attention} gives. */
    Tensor logSumExp(Tensor both) {
        return both.slice(0, outputs(), both.size()).reshape(n, h, t);
    }
}
