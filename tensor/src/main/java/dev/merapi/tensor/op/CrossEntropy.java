package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.simd.Reduction;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y[i] = {@code -sum over j of t[i, j] log softmax(logits)[i, j]} for logits [n, c], where the target t is
 * {@code 1 - smoothing} on labels[i] plus {@code smoothing / c} everywhere; labels are int64 [n]. Where labels[i] is
 * {@code ignored} y[i] is 0, whatever the logits are.
 *
 * @param ignored a number outside of [0, c), or {@link #NOTHING}
 */
public record CrossEntropy(double smoothing, long ignored) implements Op.Binary {
    /** Every label counts. */
    public static final long NOTHING = Long.MIN_VALUE;

    /** What an ignored label is to the loops. */
    static final int IGNORED = -1;

    /** Smoothing is a probability. */
    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new ShapeException("crossEntropy: label smoothing is a share between 0 and 1, not " + smoothing);
        }
    }

    @Override
    public Spec spec(Spec logits, Spec labels) {
        Require.floating(this, logits);
        Require.index(this, labels);
        Shape l = logits.shape();
        if (l.rank() != 2 || !labels.shape().equals(Shape.of(l.dim(0))) || l.dim(1) == 0) {
            throw new ShapeException(
                    "crossEntropy: logits " + l + " must be [n, classes] and labels " + labels.shape()
                            + " [n], of one class or more; flatten leading axes of both, and pass class numbers, not one-hot rows");
        }
        return logits.with(labels.shape());
    }

    @Override
    public void forward(Tensor logits, Tensor labels, Tensor y) {
        int c = logits.size(1);
        int[] label = labels(labels, c, ignored);
        try (var _ = Scope.open()) {
            Tensor x = Contiguous.of(logits);
            Tensor logs = Tensor.allocate(logits.spec());
            LastAxis rows = LastAxis.of(x);
            var kernel = Kernels.active().normalization();
            boolean single = x.dtype() == DType.FLOAT32;
            rows.forEach(4, (from, to) -> {
                long at = rows.at(x, from);
                if (single) {
                    kernel.logSoftmax(to - from, c, x.segment(), at, logs.segment(), (long) from * c);
                } else {
                    NormalizationDouble.logSoftmax(to - from, c, x.segment(), at, logs.segment(), (long) from * c);
                }
                for (int i = from; i < to; i++) {
                    loss(logs, i, c, label[i], y);
                }
            });
        }
    }

    private void loss(Tensor logs, int i, int c, int label, Tensor losses) {
        long row = (long) i * c;
        if (label == IGNORED) {
            Elements.zero(losses, i);
        } else if (losses.dtype() == DType.FLOAT32) {
            float hit = Elements.getFloat(logs, row + label);
            float all =
                    smoothing == 0 ? 0 : Kernels.active().reduction().fold(Reduction.Fold.SUM, logs.segment(), row, c);
            float share = (float) smoothing;
            Elements.set(losses, i, smoothing == 0 ? -hit : -((1 - share) * hit + share / c * all));
        } else {
            double hit = Elements.getDouble(logs, row + label);
            double all = smoothing == 0 ? 0 : ReductionDouble.fold(Reduction.Fold.SUM, logs.segment(), row, c);
            Elements.set(losses, i, smoothing == 0 ? -hit : -((1 - smoothing) * hit + smoothing / c * all));
        }
    }

    /** The labels, each a class or {@link #IGNORED}. */
    static int[] labels(Tensor labels, int classes, long ignored) {
        Tensor values = Contiguous.of(labels);
        int[] label = new int[labels.size()];
        for (int i = 0; i < label.length; i++) {
            long v = Elements.getLong(values, i);
            if (v != ignored && (v < 0 || v >= classes)) {
                throw new ShapeException("crossEntropy: row " + i + " has label " + v + ", but the logits have "
                        + classes + " classes: labels go from 0 to " + (classes - 1)
                        + (ignored == NOTHING ? "" : "; only " + ignored + " is ignored"));
            }
            label[i] = v == ignored ? IGNORED : (int) v;
        }
        return label;
    }

    /** {@code dy (softmax(logits) - t)}. */
    @Override
    public Tensor gradientA(Tensor dy, Tensor logits, Tensor labels, Tensor y) {
        return Tensor.apply(new CrossEntropyGrad(smoothing, ignored), List.of(dy, logits, labels));
    }

    /** Labels have no gradient. */
    @Override
    public Tensor gradientB(Tensor dy, Tensor logits, Tensor labels, Tensor y) {
        return labels.zerosLike();
    }
}
