package dev.merapi.tensor.op;

import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx[i, j] = dy[i] (softmax(logits)[i, j] - t[i, j]), the gradient of {@link CrossEntropy} with its targets t; 0 in
 * ignored rows. Inputs: dy [n], logits [n, c], labels [n].
 */
public record CrossEntropyGrad(double smoothing, long ignored) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "logits", "labels");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec logits = inputs.get(1);
        Require.floating(this, logits, inputs.get(0));
        Require.index(this, inputs.get(2));
        if (!inputs.get(0).shape().equals(inputs.get(2).shape())) {
            throw new ShapeException("crossEntropyGrad: dy " + inputs.get(0).shape() + " and labels "
                    + inputs.get(2).shape() + " must both be [n], one for each row of the logits");
        }
        return logits;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        LastAxis rows = LastAxis.of(x);
        int[] label = CrossEntropy.labels(inputs.get(2), rows.cols(), ignored);
        rows.forEach(4, (from, to) -> {
            if (x.dtype() == DType.FLOAT32) {
                single(rows, from, to, dy, x, label, dx);
            } else {
                twice(rows, from, to, dy, x, label, dx);
            }
        });
    }

    private void single(LastAxis rows, int from, int to, Tensor dy, Tensor x, int[] label, Tensor dx) {
        int c = rows.cols();
        var s = dx.segment();
        var kernel = Kernels.active();
        for (int i = from; i < to; i++) {
            long at = rows.at(dx, i);
            float scale = Elements.getFloat(dy, i);
            if (label[i] == CrossEntropy.IGNORED) {
                s.asSlice(at * 4L, c * 4L).fill((byte) 0);
                continue;
            }
            kernel.normalization().softmax(1, c, x.segment(), rows.at(x, i), s, at);
            kernel.elementwise().affine(s, at, scale, -((float) smoothing / c * scale), s, at, c);
            Elements.set(dx, i * c + label[i], Elements.getFloat(dx, at + label[i]) - (1 - (float) smoothing) * scale);
        }
    }

    private void twice(LastAxis rows, int from, int to, Tensor dy, Tensor x, int[] label, Tensor dx) {
        int c = rows.cols();
        var s = dx.segment();
        for (int i = from; i < to; i++) {
            long at = rows.at(dx, i);
            double scale = Elements.getDouble(dy, i);
            if (label[i] == CrossEntropy.IGNORED) {
                s.asSlice(at * 8L, c * 8L).fill((byte) 0);
                continue;
            }
            NormalizationDouble.softmax(1, c, x.segment(), rows.at(x, i), s, at);
            ElementwiseDouble.affine(s, at, scale, -(smoothing / c * scale), s, at, c);
            Elements.set(dx, i * c + label[i], Elements.getDouble(dx, at + label[i]) - (1 - smoothing) * scale);
        }
    }

    /** For dy: d times what dy multiplies; for the logits: the gradient of softmax, times dy. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor logits = inputs.get(1);
        Tensor labels = inputs.get(2);
        return switch (i) {
            case 0 ->
                d.mul(Tensor.apply(this, List.of(dy.onesLike(), logits, labels)))
                        .sum(1);
            case 1 -> {
                Tensor slope = d.apply(new SoftmaxGrad(), logits.softmax(-1)).mul(dy.unsqueeze(1));
                yield labels.ne(Tensor.of(ignored)).unsqueeze(1).where(slope, 0);
            }
            default -> labels.zerosLike();
        };
    }
}
