package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y = max(a + b, 0) of tensors of one shape, as at the end of a residual block (He et al., "Deep residual learning for image
 * recognition", 2016, figure 2): the bits of the sum and its relu, without keeping the sum.
 */
public record AddRelu() implements Op.Nary {
    /** Elements that stay in the first-level cache between the two. */
    private static final int BLOCK = 2048;

    /** Elements that are worth a thread. */
    private static final int GRAIN = 1 << 15;

    @Override
    public List<String> inputNames() {
        return List.of("a", "b");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec a = Require.floating(this, inputs.getFirst());
        Spec b = inputs.getLast();
        if (!a.equals(b)) {
            throw new ShapeException(
                    name() + ": " + a + " and " + b + " differ; make them the same, or take add and relu");
        }
        return a;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor a = Contiguous.of(inputs.getFirst());
        Tensor b = Contiguous.of(inputs.getLast());
        Workers.forRange(y.size(), GRAIN, (from, to) -> {
            for (int at = from; at < to; at += BLOCK) {
                block(a, b, y, at, Math.min(BLOCK, to - at));
            }
        });
    }

    private static void block(Tensor a, Tensor b, Tensor y, int at, int n) {
        var as = a.segment();
        var bs = b.segment();
        var ys = y.segment();
        long ao = (long) a.offset() + at;
        long bo = (long) b.offset() + at;
        if (y.dtype() == DType.FLOAT32) {
            var kernel = Kernels.active().elementwise();
            kernel.binary(Elementwise.Binary.ADD, as, ao, 1, bs, bo, 1, ys, at, n);
            kernel.unary(Elementwise.Unary.RELU, ys, at, ys, at, n);
        } else {
            ElementwiseDouble.binary(Elementwise.Binary.ADD, as, ao, 1, bs, bo, 1, ys, at, n);
            ElementwiseDouble.unary(Elementwise.Unary.RELU, ys, at, ys, at, n);
        }
    }

    /** dy where y is above 0: of a and of b alike. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return dy.apply(new ReluGrad(), y);
    }

    @Override
    public Tensor gradient(int i, Tensor g, List<Tensor> inputs, Tensor y) {
        return g;
    }
}
