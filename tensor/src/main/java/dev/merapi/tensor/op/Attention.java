package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * y = softmax(scale q k^T + mask) v for each head, and lse = log sum exp(scale q k^T + mask), both in one vector:
 * scaled dot-product attention (Vaswani et al., "Attention is all you need", 2017, equation 1). Inputs: q [n, h, t, d],
 * k [n, hkv, s, d], v [n, hkv, s, e], and a mask [n|1, h|1, t|1, s] that is added to the scores, or none. Result: y in
 * the order [n, t, h, e], so that joining the heads costs nothing, then lse [n, h, t].
 *
 * <p>Scores are made a block of keys at a time and forgotten, with an online softmax (Dao et al., "FlashAttention",
 * 2022; {@link dev.merapi.simd.Attention}), and again in the gradient, from lse: memory grows with t + s, not with t s.
 * A row's order of operations doesn't depend on t: alone it has the bits that it has among others, provided that the
 * values of keys that it doesn't see are finite.
 *
 * <p>With {@link Drop} y = (softmax(scale q k^T + mask) f) v, where each weight's factor f is 0 or 1 / (1 - p), made
 * block by block too; lse is that of all scores.
 *
 * <p>With h a multiple of hkv, h / hkv neighbouring heads share keys and values (Ainslie et al., "GQA", 2023). A query
 * that sees no key has y = 0 and lse = -infinity.
 */
public record Attention(Options options) implements Op.Nary {
    /** Which keys a query may see, beside what the mask says. */
    public enum Causal {
        /** All. */
        NONE,
        /** Query i sees keys 0 to i: PyTorch's {@code is_causal}. */
        UPPER_LEFT,
        /** Query i sees keys 0 to i + s - t: the last query sees all keys, as when keys come from a cache. */
        LOWER_RIGHT
    }

    /**
     * How to attend.
     *
     * @param scale what q k^T is multiplied by; 1 / sqrt(d) if empty
     * @param drop which weights become 0, if any
     */
    public record Options(Causal causal, OptionalDouble scale, Optional<Drop> drop) {
        /** All keys are seen; scores are divided by sqrt(d). */
        public static final Options DEFAULT = new Options(Causal.NONE, OptionalDouble.empty(), Optional.empty());

        /** Query i sees keys 0 to i, as by PyTorch's {@code is_causal}. */
        public static final Options CAUSAL = DEFAULT.causal(Causal.UPPER_LEFT);

        /** With another rule. */
        public Options causal(Causal rule) {
            return new Options(rule, scale, drop);
        }

        /** With another scale. */
        public Options scale(double value) {
            return new Options(causal, OptionalDouble.of(value), drop);
        }

        /** With dropout of the weights: none for p = 0. */
        public Options dropout(double p, RandomKey key) {
            Drop some = new Drop(p, key);
            return new Options(causal, scale, p == 0 ? Optional.empty() : Optional.of(some));
        }
    }

    /**
     * Dropout of the weights [n, h, t, s] after the softmax: a weight becomes 0 with probability p, the others are
     * divided by 1 - p. Those remain whose element of {@code key.uniform(n, h, t, s)} is below 1 - p.
     */
    public record Drop(double p, RandomKey key) {
        /** Checks p. */
        public Drop {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(
                        "attention: dropout with p = " + p + " is impossible; p must be from 0 to 1");
            }
        }

        float kept() {
            return (float) (1 - p);
        }

        /** Where nothing remains, any finite number would do. */
        double factor() {
            return p < 1 ? 1 / (1 - p) : 0;
        }

        /** All factors, [n, h, t, s]. */
        Tensor factors(AttentionSizes z, DType dtype) {
            return key.bernoulli(1 - p, z.n(), z.h(), z.t(), z.s()).to(dtype).mul(factor());
        }
    }

    /** y [n, h, t, e] alone. A mask of fewer axes is broadcast; of a boolean one the true keys are seen. */
    public static Tensor of(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Options options) {
        Tensor both = Tensor.apply(new Attention(options), inputs(q, k, v, mask));
        int n = q.size(0);
        int h = q.size(1);
        int t = q.size(2);
        int e = v.size(3);
        return both.slice(0, 0, n * t * h * e).reshape(n, t, h, e).transpose(1, 2);
    }

    /** The softmax [n, h, t, s] of the scores, written out, before any dropout. */
    public static Tensor weights(Tensor q, Tensor k, Optional<Tensor> mask, Options options) {
        List<Tensor> inputs = inputs(q, k, k, mask);
        new Attention(options).spec(inputs.stream().map(Tensor::spec).toList());
        return AttentionScores.of(options, inputs).p();
    }

    private static List<Tensor> inputs(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        List<Tensor> inputs = new ArrayList<>(List.of(q, k, v));
        mask.map(m -> additive(m, q)).ifPresent(inputs::add);
        return List.copyOf(inputs);
    }

    /** log 1 = 0 and log 0 = -infinity. */
    private static Tensor additive(Tensor mask, Tensor q) {
        Tensor added = mask.dtype() == DType.BOOL ? mask.to(q.dtype()).log() : mask;
        while (added.rank() < 4) {
            added = added.unsqueeze(0);
        }
        return added;
    }

    @Override
    public List<String> inputNames() {
        return List.of("q", "k", "v", "[mask]");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec q = inputs.get(0);
        inputs.forEach(input -> Require.floating(this, q, input));
        Shape k = inputs.get(1).shape();
        Shape v = inputs.get(2).shape();
        check(q.shape(), k, v);
        if (inputs.size() > 3) {
            checkMask(q.shape(), k, inputs.get(3).shape());
        }
        int rows = q.shape().slice(0, 3).size();
        return q.with(Shape.of(Shape.size("attention", rows * (v.dim(3) + 1L))));
    }

    private static void check(Shape q, Shape k, Shape v) {
        if (q.rank() != 4 || k.rank() != 4 || v.rank() != 4) {
            throw new ShapeException("attention: q " + q + ", k " + k + " and v " + v
                    + " should be [n, heads, length, width]; reshape and transpose them");
        }
        if (q.dim(0) != k.dim(0) || q.dim(3) != k.dim(3)) {
            throw new ShapeException("attention: q " + q + " and k " + k
                    + " differ in their first or last axis; batch and width must be equal");
        }
        if (!k.slice(0, 3).equals(v.slice(0, 3))) {
            throw new ShapeException(
                    "attention: k " + k + " and v " + v + " differ before their last axis; each key needs its value");
        }
        if (k.dim(1) == 0 || q.dim(1) % k.dim(1) != 0) {
            throw new ShapeException("attention: the " + q.dim(1) + " heads of q " + q + " aren't a multiple of the "
                    + k.dim(1) + " heads of k " + k + ", so they can't share them in groups");
        }
    }

    private static void checkMask(Shape q, Shape k, Shape mask) {
        boolean fits = mask.rank() == 4 && mask.dim(3) == k.dim(2);
        for (int axis = 0; fits && axis < 3; axis++) {
            fits = mask.dim(axis) == 1 || mask.dim(axis) == q.dim(axis);
        }
        if (!fits) {
            throw new ShapeException("attention: the mask " + mask + " doesn't broadcast to the scores "
                    + q.slice(0, 3).concat(Shape.of(k.dim(2))) + " of q " + q + " and k " + k
                    + "; its last axis counts keys, the others are equal or 1");
        }
    }

    /** q k^T and p v; of a causal rule the half that is needed. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        AttentionSizes sizes = AttentionSizes.of(options, inputs);
        return 2 * sizes.pairs() * (sizes.d() + sizes.e());
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        AttentionSizes sizes = AttentionSizes.of(options, inputs);
        if (y.size() == 0) {
            return;
        }
        Optional<Tensor> mask = inputs.size() > 3 ? Optional.of(inputs.get(3)) : Optional.empty();
        if (y.dtype() == DType.FLOAT32) {
            AttentionBlocks.forward(sizes, inputs.get(0), inputs.get(1), inputs.get(2), mask, y);
        } else {
            new AttentionDouble(sizes, inputs.get(0), inputs.get(1), inputs.get(2), mask).forward(y);
        }
    }

    /** dq, dk and dv in one vector. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        List<Tensor> all = new ArrayList<>(inputs);
        all.addFirst(dy);
        all.add(y.detach());
        return Tensor.apply(new AttentionGrad(options), List.copyOf(all));
    }

    @Override
    public Tensor gradient(int i, Tensor shared, List<Tensor> inputs, Tensor y) {
        return AttentionSizes.of(options, inputs).part(i, shared);
    }

    /** That of the mask is the scores' and needs [n, h, t, s]; it's made only where somebody trains a mask. */
    @Override
    public IntFunction<Tensor> gradients(Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor all = shared(dy, inputs, y);
        return i -> i < 3
                ? gradient(i, all, inputs, y)
                : AttentionScores.of(options, inputs).gradient(dy);
    }
}
