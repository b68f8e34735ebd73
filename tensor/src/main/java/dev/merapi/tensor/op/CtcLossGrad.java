package dev.merapi.tensor.op;

import dev.merapi.simd.Ctc;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * dx[i, t, k] = -dy[i] P(frame t says k, given target i), the gradient of {@link CtcLoss} by its log-probabilities; 0 from a
 * sample's length on. Inputs: dy [n], then those of {@link CtcLoss}. (PyTorch's gradient by log-probabilities has e^x dy more:
 * it takes them for the result of a log-softmax, whose gradient is the same for both.)
 */
public record CtcLossGrad(int blank, boolean zeroInfinity) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "targets", "lengths of frames", "lengths of targets");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec y = CtcLoss.check(this, blank, inputs.subList(1, 5));
        if (!inputs.getFirst().equals(y)) {
            throw new ShapeException(
                    "ctcLossGrad: dy " + inputs.getFirst() + " should be " + y + ", one element for each sample");
        }
        return inputs.get(1);
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Ctc[] samples = CtcLoss.samples(this, blank, inputs.subList(1, 5));
        Tensor dy = Contiguous.of(inputs.getFirst());
        boolean single = dx.dtype() == DType.FLOAT32;
        int rows = dx.size(1);
        Workers.forRange(samples.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                double factor = single ? Elements.getFloat(dy, i) : Elements.getDouble(dy, i);
                long at = (long) i * rows * dx.size(2);
                samples[i].gradient(factor, zeroInfinity, dx.segment(), at, rows);
            }
        });
    }

    /** For dy: d times what dy multiplies; for the log-probabilities: {@link CtcLossCurvature}. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        List<Tensor> changed = new ArrayList<>(inputs);
        return switch (i) {
            case 0 -> {
                changed.set(0, inputs.getFirst().onesLike());
                yield d.mul(Tensor.apply(this, changed)).sum(1, 2);
            }
            case 1 -> {
                changed.addFirst(d);
                yield Tensor.apply(new CtcLossCurvature(blank, zeroInfinity), changed);
            }
            default -> inputs.get(i).zerosLike();
        };
    }
}
