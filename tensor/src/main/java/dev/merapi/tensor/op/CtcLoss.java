package dev.merapi.tensor.op;

import dev.merapi.simd.Ctc;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y[i] = -log of the sum, over all paths that spell target i, of the product of their probabilities, for log-probabilities [n,
 * frames, classes]: connectionist temporal classification. A path has a label or the blank for each frame; it spells what is
 * left once repeated labels are one and blanks are gone. Where no path spells the target y is infinity, or 0 with {@code
 * zeroInfinity}, and so is its gradient (NaN without).
 *
 * <p>Inputs: log-probabilities; int64 targets [n, s], whose elements beyond a target's length aren't looked at; int64 lengths
 * of the samples' frames [n] and of their targets [n]. Differentiable twice. Source: Graves et al., "Connectionist temporal
 * classification", 2006; see {@link Ctc}.
 *
 * @param blank the class that stands for no label
 */
public record CtcLoss(int blank, boolean zeroInfinity) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "targets", "lengths of frames", "lengths of targets");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        return check(this, blank, inputs);
    }

    static Spec check(Op op, int blank, List<Spec> inputs) {
        Spec x = Require.floating(op, inputs.get(0));
        inputs.stream().skip(1).forEach(index -> Require.index(op, index));
        Shape targets = inputs.get(1).shape();
        if (x.shape().rank() != 3
                || targets.rank() != 2
                || targets.dim(0) != x.shape().dim(0)) {
            throw new ShapeException(
                    op.name() + ": log-probabilities " + x.shape() + " and targets " + targets
                            + " should be [n, frames, classes] and [n, s]; PyTorch's [frames, n, classes] needs transpose(0, 1)");
        }
        Shape n = Shape.of(targets.dim(0));
        if (!inputs.get(2).shape().equals(n) || !inputs.get(3).shape().equals(n)) {
            throw new ShapeException(op.name() + ": the lengths of frames "
                    + inputs.get(2).shape() + " and of targets " + inputs.get(3).shape() + " should both be " + n
                    + ", one for each sample");
        }
        if (blank < 0 || blank >= x.shape().dim(2)) {
            throw new ShapeException(op.name() + ": the blank " + blank + " is no class of log-probabilities "
                    + x.shape() + "; it must be from 0 to " + (x.shape().dim(2) - 1));
        }
        return x.with(n);
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Ctc[] samples = samples(this, blank, inputs);
        boolean single = y.dtype() == DType.FLOAT32;
        Workers.forRange(samples.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                double loss = samples[i].loss();
                double value = zeroInfinity && loss == Double.POSITIVE_INFINITY ? 0 : loss;
                if (single) {
                    Elements.set(y, i, (float) value);
                } else {
                    Elements.set(y, i, value);
                }
            }
        });
    }

    /** The samples, their lengths and labels checked. */
    static Ctc[] samples(Op op, int blank, List<Tensor> inputs) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor targets = Contiguous.of(inputs.get(1));
        int size = x.size(1) * x.size(2);
        int[] frames = lengths(op, "frames", inputs.get(2), x.size(1));
        int[] labels = lengths(op, "labels", inputs.get(3), targets.size(1));
        Ctc[] samples = new Ctc[x.size(0)];
        for (int i = 0; i < samples.length; i++) {
            int[] target = new int[labels[i]];
            for (int s = 0; s < target.length; s++) {
                long label = Elements.getLong(targets, (long) i * targets.size(1) + s);
                if (label < 0 || label >= x.size(2) || label == blank) {
                    throw new ShapeException(op.name() + ": label " + label + " (element " + s + " of target " + i
                            + ") must be from 0 to " + (x.size(2) - 1) + " and not the blank, " + blank);
                }
                target[s] = (int) label;
            }
            boolean single = x.dtype() == DType.FLOAT32;
            long at = x.offset() + (long) i * size;
            samples[i] = new Ctc(single, x.segment(), at, frames[i], x.size(2), target, blank);
        }
        return samples;
    }

    private static int[] lengths(Op op, String what, Tensor lengths, int most) {
        Tensor values = Contiguous.of(lengths);
        int[] checked = new int[values.size()];
        for (int i = 0; i < checked.length; i++) {
            long length = Elements.getLong(values, i);
            if (length < 0 || length > most) {
                throw new ShapeException(op.name() + ": sample " + i + " has a length of " + length + " " + what
                        + "; there are " + most);
            }
            checked[i] = (int) length;
        }
        return checked;
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return i == 0
                ? Tensor.apply(
                        new CtcLossGrad(blank, zeroInfinity),
                        List.of(dy, inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3)))
                : inputs.get(i).zerosLike();
    }
}
