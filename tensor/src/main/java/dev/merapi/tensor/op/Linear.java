package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Gemm;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** y = x W + b, then relu if asked: x [.., in], W [in, out], b [out] or none, y [.., out], in one pass. */
public record Linear(boolean relu) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "weight", "[bias]");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.get(0);
        Spec weight = inputs.get(1);
        inputs.forEach(input -> Require.floating(this, x, input));
        if (weight.shape().rank() != 2
                || x.shape().rank() < 1
                || x.shape().dim(-1) != weight.shape().dim(0)) {
            throw new ShapeException("linear: x " + x.shape() + " and weight " + weight.shape()
                    + " don't multiply: x is [.., in] and weight [in, out]; transpose the weight?");
        }
        int out = weight.shape().dim(1);
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(out))) {
            throw new ShapeException("linear: the bias is " + inputs.get(2).shape() + ", but weight " + weight.shape()
                    + " needs one of [" + out + "]");
        }
        return x.with(x.shape().with(-1, out));
    }

    /** 2 in for each element of y. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return 2L * y.size() * inputs.getFirst().size(-1);
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        if (y.size() == 0) {
            return;
        }
        Tensor x = Contiguous.of(inputs.get(0));
        int in = x.size(-1);
        Matrix a = new Matrix(x, false, Math.max(in, 1));
        Matrix b = Matrix.of(inputs.get(1));
        int n = y.size(-1);
        int m = y.size() / n;
        Matrix.multiply(m, n, in, a, x.offset(), b, b.tensor().offset(), y, 0, epilogue(inputs));
        if (y.dtype() == DType.FLOAT64) {
            finishDouble(inputs, y, m, n);
        }
    }

    private Gemm.Epilogue epilogue(List<Tensor> inputs) {
        var activation = relu ? Gemm.Activation.RELU : Gemm.Activation.IDENTITY;
        if (inputs.size() < 3) {
            return new Gemm.Epilogue(Gemm.Bias.NONE, MemorySegment.NULL, 0, activation);
        }
        Tensor bias = Contiguous.of(inputs.get(2));
        return new Gemm.Epilogue(Gemm.Bias.PER_COLUMN, bias.segment(), bias.offset(), activation);
    }

    /** What the epilogue does, for the product that has none. */
    private void finishDouble(List<Tensor> inputs, Tensor y, int m, int n) {
        var s = y.segment();
        if (inputs.size() == 3) {
            Tensor bias = Contiguous.of(inputs.get(2));
            for (int i = 0; i < m; i++) {
                long at = (long) i * n;
                ElementwiseDouble.binary(Elementwise.Binary.ADD, s, at, 1, bias.segment(), bias.offset(), 1, s, at, n);
            }
        }
        if (relu) {
            ElementwiseDouble.unary(Elementwise.Unary.RELU, s, 0, s, 0, m * n);
        }
    }

    /** dy, 0 where relu was. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return relu ? dy.apply(new ReluGrad(), y) : dy;
    }

    /** dx = g W^T, dW = x^T g, db = the sum of g over all rows. */
    @Override
    public Tensor gradient(int i, Tensor g, List<Tensor> inputs, Tensor y) {
        return switch (i) {
            case 0 -> g.matmul(inputs.get(1).t());
            case 1 -> MatMul.rows(inputs.get(0)).t().matmul(MatMul.rows(g));
            default -> MatMul.rows(g).sum(0);
        };
    }
}
