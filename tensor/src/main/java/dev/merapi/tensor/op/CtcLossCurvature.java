package dev.merapi.tensor.op;

import dev.merapi.simd.Ctc;
import dev.merapi.simd.CtcCurvature;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * y[i] = dy[i] H d[i], H being the second derivatives of sample i's {@link CtcLoss} by its log-probabilities: the gradient of {@link
 * CtcLossGrad} by them, as H is symmetric. Inputs: d [n, frames, classes], dy [n], then those of {@link CtcLoss}.
 */
public record CtcLossCurvature(int blank, boolean zeroInfinity) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("d", "dy", "x", "targets", "lengths of frames", "lengths of targets");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec dx = new CtcLossGrad(blank, zeroInfinity).spec(inputs.subList(1, 6));
        if (!inputs.getFirst().equals(dx)) {
            throw new ShapeException(
                    "ctcLossCurvature: d " + inputs.getFirst() + " should be " + dx + ", as the log-probabilities");
        }
        return dx;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Ctc[] samples = CtcLoss.samples(this, blank, inputs.subList(2, 6));
        Tensor d = Contiguous.of(inputs.get(0));
        Tensor dy = Contiguous.of(inputs.get(1));
        boolean single = y.dtype() == DType.FLOAT32;
        int rows = y.size(1);
        int size = rows * y.size(2);
        Workers.forRange(samples.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                double factor = single ? Elements.getFloat(dy, i) : Elements.getDouble(dy, i);
                new CtcCurvature(samples[i], d.segment(), d.offset() + (long) i * size)
                        .product(factor, zeroInfinity, y.segment(), (long) i * size, rows);
            }
        });
    }

    /** For d: the same of what comes back; for dy: what it multiplies. */
    @Override
    public Tensor gradient(int i, Tensor back, List<Tensor> inputs, Tensor y) {
        List<Tensor> changed = new ArrayList<>(inputs);
        return switch (i) {
            case 0 -> {
                changed.set(0, back);
                yield Tensor.apply(this, changed);
            }
            case 1 -> {
                changed.set(1, inputs.get(1).onesLike());
                yield back.mul(Tensor.apply(this, changed)).sum(1, 2);
            }
            case 2 ->
                throw new UnsupportedOperationException("ctcLoss: it can be differentiated twice, not three times;"
                        + " detach() its second derivative where a third isn't meant");
            default -> inputs.get(i).zerosLike();
        };
    }
}
