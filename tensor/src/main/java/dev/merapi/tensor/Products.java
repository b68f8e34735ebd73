package dev.merapi.tensor;

import dev.merapi.tensor.op.Attention;
import dev.merapi.tensor.op.CrossEntropy;
import dev.merapi.tensor.op.Dot;
import dev.merapi.tensor.op.Gru;
import dev.merapi.tensor.op.LayerNorm;
import dev.merapi.tensor.op.Linear;
import dev.merapi.tensor.op.Lstm;
import dev.merapi.tensor.op.MatMul;
import dev.merapi.tensor.op.Rnn;
import dev.merapi.tensor.op.Rotary;
import dev.merapi.tensor.op.Standardize;
import java.util.List;
import java.util.Optional;

/** Matrix products and the fused operators of networks; convolutions and pooling are {@link Images}. */
public sealed interface Products permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * Matrix product: [.., m, k] by [.., k, n] is [.., m, n]; the axes in front broadcast, a vector [k] is a row on
     * the left and a column on the right, as in NumPy. A transposed view on either side is read as it lies: nothing
     * is copied.
     */
    default Tensor matmul(Tensor b) {
        if (self().rank() == 1 && b.rank() == 1) {
            return dot(b);
        }
        MatMul.check(self().shape(), b.shape());
        if (self().rank() == 1) {
            return self().unsqueeze(0).apply(new MatMul(), b).squeeze(-2);
        }
        if (b.rank() == 1) {
            return self().apply(new MatMul(), b.unsqueeze(1)).squeeze(-1);
        }
        return self().apply(new MatMul(), b);
    }

    /** {@code sum a[i] b[i]} of two vectors. */
    default Tensor dot(Tensor b) {
        return self().apply(new Dot(), b);
    }

    /** {@code x W} for x [.., in] and W [in, out]. */
    default Tensor linear(Tensor weight) {
        return Tensor.apply(new Linear(false), List.of(self(), weight));
    }

    /** {@code x W + b} for x [.., in], W [in, out], b [out]. */
    default Tensor linear(Tensor weight, Tensor bias) {
        return Tensor.apply(new Linear(false), List.of(self(), weight, bias));
    }

    /** {@code relu(x W + b)} in one pass. */
    default Tensor linearRelu(Tensor weight, Tensor bias) {
        return Tensor.apply(new Linear(true), List.of(self(), weight, bias));
    }

    /** {@code (x - mean) / sqrt(variance + eps)} along the last axis, with the biased variance. */
    default Tensor standardize(double eps) {
        return self().apply(new Standardize(eps));
    }

    /** Layer norm over the last axis of x [.., d]: {@code standardize(x) weight + bias} in one pass, weight [d], bias [d]. */
    default Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        return Tensor.apply(new LayerNorm(eps), List.of(self(), weight, bias));
    }

    /** Mean over the rows of logits [n, c] of {@code -log softmax(logits)[label]}, for labels [n]. */
    default Tensor crossEntropy(Tensor labels) {
        return crossEntropy(labels, 0);
    }

    /**
     * Cross entropy against targets of {@code 1 - labelSmoothing} on the label and the rest spread over all classes.
     */
    default Tensor crossEntropy(Tensor labels, double labelSmoothing) {
        return crossEntropies(labels, labelSmoothing, CrossEntropy.NOTHING).mean();
    }

    /** Each row's cross entropy [n]; 0 where the label is the one to be ignored, {@link CrossEntropy#NOTHING} if none is. */
    default Tensor crossEntropies(Tensor labels, double labelSmoothing, long ignored) {
        return self().apply(new CrossEntropy(labelSmoothing, ignored), labels.to(DType.INT64));
    }

    /**
     * A layer of a simple recurrent network over this x [t, n, h], its projected input: {@code h = tanh(x + h W)}, or relu.
     *
     * @param weight W [h, h]
     * @param h what the first step finds [n, h]
     * @param lengths how many steps each sample has [n]; later ones leave its state as it is and put out 0
     * @param reverse whether each sample's last step comes first
     */
    default Unrolled rnn(Tensor weight, Tensor h, Optional<Tensor> lengths, boolean reverse, boolean relu) {
        return Rnn.unroll(self(), weight, h, lengths.map(l -> l.to(DType.INT64)), reverse, relu);
    }

    /**
     * A layer of LSTM over this x [t, n, 4 h], its projected input: {@link Lstm}. Lengths and reverse as in {@link #rnn}.
     *
     * @param weight W [h, 4 h]: for the gates i, f, g, o
     * @param h what the first step finds [n, h]
     * @param c what the first step finds [n, h]
     */
    default Unrolled lstm(Tensor weight, Tensor h, Tensor c, Optional<Tensor> lengths, boolean reverse) {
        return Lstm.unroll(self(), weight, h, c, lengths.map(l -> l.to(DType.INT64)), reverse);
    }

    /**
     * A layer of GRU over this x [t, n, 3 h], its projected input: {@link Gru}. Lengths and reverse as in {@link #rnn}.
     *
     * @param weight W [h, 3 h]: for r, z and n
     * @param bias of n's product, inside of what r multiplies [h]
     * @param h what the first step finds [n, h]
     */
    default Unrolled gru(Tensor weight, Tensor bias, Tensor h, Optional<Tensor> lengths, boolean reverse) {
        return Gru.unroll(self(), weight, bias, h, lengths.map(l -> l.to(DType.INT64)), reverse);
    }

    /**
     * Scaled dot-product attention of these queries [n, h, t, d] to keys [n, hkv, s, d] and values [n, hkv, s, e]: [n,
     * h, t, e]; see {@link Attention}.
     */
    default Tensor attention(Tensor k, Tensor v, Attention.Options options) {
        return Attention.of(self(), k, v, Optional.empty(), options);
    }

    /**
     * The same with a mask that broadcasts to [n, h, t, s]: numbers are added to the scores; of booleans the true ones
     * may be seen.
     */
    default Tensor attention(Tensor k, Tensor v, Tensor mask, Attention.Options options) {
        return Attention.of(self(), k, v, Optional.of(mask), options);
    }

    /** What {@link #attention} multiplies the values by, [n, h, t, s], all of it in memory. */
    default Tensor attentionWeights(Tensor k, Attention.Options options) {
        return Attention.weights(self(), k, Optional.empty(), options);
    }

    /** The same with a mask. */
    default Tensor attentionWeights(Tensor k, Tensor mask, Attention.Options options) {
        return Attention.weights(self(), k, Optional.of(mask), options);
    }

    /**
     * Rows of this [.., t, d] turned by their positions' angles, given as cos and sin [t, d / 2]: see {@link Rotary}.
     */
    default Tensor rotary(Tensor cos, Tensor sin) {
        return Tensor.apply(new Rotary(), List.of(self(), cos, sin));
    }
}
