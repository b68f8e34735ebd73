package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Attention written out, with all its scores in memory: what gradients of masks and gradients of gradients are made of.
 *
 * @param q [n, h, t, d]
 * @param k [n, h, s, d], repeated for the heads that share it
 * @param v [n, h, s, e], repeated
 * @param p [n, h, t, s]: the softmax of the scores; a row that sees no key is 0
 * @param factors of dropout, [n, h, t, s], if there is any
 */
record AttentionScores(AttentionSizes sizes, Tensor q, Tensor k, Tensor v, Tensor p, Optional<Tensor> factors) {
    /** Below every sum that isn't 0: the largest of its terms is 1. */
    private static final double NOTHING = 1e-30;

    static AttentionScores of(Attention.Options options, List<Tensor> inputs) {
        AttentionSizes sizes = AttentionSizes.of(options, inputs);
        Tensor q = inputs.get(0);
        Tensor k = repeated(sizes, inputs.get(1));
        Tensor x = q.mul(sizes.scale()).matmul(k.transpose(-2, -1));
        if (inputs.size() > 3) {
            x = x.add(inputs.get(3));
        }
        if (options.causal() != Attention.Causal.NONE) {
            Tensor ones = Tensor.full(x.dtype(), Shape.of(sizes.t(), sizes.s()), 1);
            x = x.add(ones.tril((int) sizes.offset() - 1).log());
        }
        Tensor e = x.sub(largest(x)).exp();
        Tensor p = e.div(e.sum(true, -1).maximum(NOTHING));
        Optional<Tensor> factors = sizes.drop().map(drop -> drop.factors(sizes, q.dtype()));
        return new AttentionScores(sizes, q, k, repeated(sizes, inputs.get(2)), p, factors);
    }

    /** The largest score of each row [n, h, t, 1]; 0 where all are -infinity, so that they stay it. */
    private static Tensor largest(Tensor x) {
        if (x.size(-1) == 0) {
            return Tensor.full(x.dtype(), x.shape().with(-1, 1), 0);
        }
        Tensor max = x.detach().max(true, -1);
        return max.eq(Double.NEGATIVE_INFINITY).where(0, max);
    }

    private static Tensor repeated(AttentionSizes sizes, Tensor x) {
        int group = sizes.h() / sizes.hkv();
        if (group == 1) {
            return x;
        }
        int length = x.size(2);
        int width = x.size(3);
        return x.unsqueeze(2)
                .expand(sizes.n(), sizes.hkv(), group, length, width)
                .reshape(sizes.n(), sizes.h(), length, width);
    }

    /** Times the factors of dropout. */
    private Tensor dropped(Tensor x) {
        return factors.map(x::mul).orElse(x);
    }

    private Tensor summed(Tensor x) {
        int group = sizes.h() / sizes.hkv();
        return group == 1
                ? x
                : x.reshape(sizes.n(), sizes.hkv(), group, x.size(2), x.size(3)).sum(2);
    }

    /** The scores' gradient p (dp - sum(p dp) + dlse) from that of Attention's vector. */
    Tensor gradient(Tensor dy) {
        return p.mul(slope(dy));
    }

    /** What a score's p is multiplied by in its gradient. */
    private Tensor slope(Tensor dy) {
        Tensor dp = dropped(sizes.output(dy).matmul(v.transpose(-2, -1)));
        return dp.sub(dp.mul(p).sum(true, -1)).add(sizes.logSumExp(dy).unsqueeze(-1));
    }

    /**
     * The gradient of (dq, dk, dv), where a, b, c is what they are multiplied by, with regard to dy (0), q (1), k (2),
     * v (3) or the mask (4).
     *
     * <p>g = scale (a k^T + q b^T) is that of ds, and p (g - sum(p g)) that of dy v^T, times dropout's factors; p's own
     * has the sums that remain, and the scores' is again the softmax's.
     */
    Tensor second(int i, Tensor d, Tensor dy) {
        Tensor a = sizes.part(0, d);
        Tensor b = repeated(sizes, sizes.part(1, d));
        Tensor c = repeated(sizes, sizes.part(2, d));
        Tensor g =
                a.matmul(k.transpose(-2, -1)).add(q.matmul(b.transpose(-2, -1))).mul(sizes.scale());
        Tensor gp = g.mul(p).sum(true, -1);
        Tensor ddp = p.mul(g.sub(gp));
        Tensor out = sizes.output(dy);
        if (i == 0) {
            return joined(dropped(p).matmul(c).add(dropped(ddp).matmul(v)), gp.squeeze(-1));
        }
        if (i == 3) {
            return summed(dropped(ddp).transpose(-2, -1).matmul(out));
        }
        Tensor dp = dropped(out.matmul(v.transpose(-2, -1)));
        Tensor direct = g.mul(slope(dy)).sub(dp.mul(gp)).add(dropped(out.matmul(c.transpose(-2, -1))));
        Tensor x = p.mul(direct.sub(p.mul(direct).sum(true, -1)));
        return switch (i) {
            case 1 -> x.matmul(k).add(gradient(dy).matmul(b)).mul(sizes.scale());
            case 2 -> {
                Tensor dk = x.transpose(-2, -1).matmul(q);
                Tensor more = gradient(dy).transpose(-2, -1).matmul(a);
                yield summed(dk.add(more).mul(sizes.scale()));
            }
            default -> x;
        };
    }

    /** Attention's vector from [n, h, t, e] and [n, h, t]. */
    private static Tensor joined(Tensor y, Tensor lse) {
        return Tensor.concat(0, y.transpose(1, 2).flatten(), lse.flatten());
    }
}
