package dev.merapi.tensor.op;

import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx [n, c] = dy (softmax(logits) - t) / n, the gradient of {@link CrossEntropy} with its targets t. Inputs: the
 * scalar dy, logits, labels.
 */
public record CrossEntropyGrad(double smoothing) implements Op.Nary {
    @Override
    public Spec spec(List<Spec> inputs) {
        Spec logits = inputs.get(1);
        Require.floating(this, logits, inputs.get(0));
        Require.index(this, inputs.get(2));
        return logits;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor x = Contiguous.of(inputs.get(1));
        LastAxis rows = LastAxis.of(x);
        int[] label = CrossEntropy.labels(inputs.get(2), rows.cols());
        rows.forEach(4, (from, to) -> {
            if (x.dtype() == DType.FLOAT32) {
                single(rows, from, to, Elements.getFloat(dy, 0), x, label, dx);
            } else {
                twice(rows, from, to, Elements.getDouble(dy, 0), x, label, dx);
            }
        });
    }

    private void single(LastAxis rows, int from, int to, float dy, Tensor x, int[] label, Tensor dx) {
        int c = rows.cols();
        float scale = dy / rows.rows();
        float rest = (float) smoothing / c * scale;
        float hit = (1 - (float) smoothing) * scale;
        var s = dx.segment();
        var kernel = Kernels.active();
        for (int i = from; i < to; i++) {
            long at = rows.at(dx, i);
            kernel.normalization().softmax(1, c, x.segment(), rows.at(x, i), s, at);
            kernel.elementwise().affine(s, at, scale, -rest, s, at, c);
            Elements.set(dx, i * c + label[i], Elements.getFloat(dx, at + label[i]) - hit);
        }
    }

    private void twice(LastAxis rows, int from, int to, double dy, Tensor x, int[] label, Tensor dx) {
        int c = rows.cols();
        double scale = dy / rows.rows();
        double rest = smoothing / c * scale;
        double hit = (1 - smoothing) * scale;
        var s = dx.segment();
        for (int i = from; i < to; i++) {
            long at = rows.at(dx, i);
            NormalizationDouble.softmax(1, c, x.segment(), rows.at(x, i), s, at);
            ElementwiseDouble.affine(s, at, scale, -rest, s, at, c);
            Elements.set(dx, i * c + label[i], Elements.getDouble(dx, at + label[i]) - hit);
        }
    }

    /** For dy: d times what dy multiplies; for the logits: the gradient of softmax, times dy / n. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor logits = inputs.get(1);
        Tensor labels = inputs.get(2);
        return switch (i) {
            case 0 ->
                d.mul(Tensor.apply(this, List.of(dy.onesLike(), logits, labels)))
                        .sum();
            case 1 -> d.apply(new SoftmaxGrad(), logits.softmax(-1)).mul(dy.div(logits.size(0)));
            default -> labels.zerosLike();
        };
    }
}
