package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * y1 = x1 cos - x2 sin, y2 = x2 cos + x1 sin, where x1 and x2 are the halves of a row: x [.., t, d] with row i turned
 * by the angles of cos and sin [t, d / 2]; rotary positions (Su et al., "RoFormer", 2021, equation 34, with a pair's
 * numbers d / 2 apart as in GPT-NeoX and Llama). Both as {@code fma(a, cos, -+ b sin)}.
 */
public record Rotary() implements Op.Nary {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    @Override
    public List<String> inputNames() {
        return List.of("x", "cos", "sin");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.getFirst();
        for (Spec table : inputs.subList(1, 3)) {
            Require.floating(this, x, table);
            if (x.shape().rank() < 2
                    || x.shape().dim(-1) % 2 != 0
                    || !table.shape()
                            .equals(Shape.of(x.shape().dim(-2), x.shape().dim(-1) / 2))) {
                throw new ShapeException("rotary: x " + x.shape()
                        + " needs tables of angles [t, d / 2] for its last axes" + " [t, d], d even, but one is "
                        + table.shape() + "; slice the tables to x's positions");
            }
        }
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor cos = Contiguous.of(inputs.get(1));
        Tensor sin = Contiguous.of(inputs.get(2));
        LastAxis rows = LastAxis.of(x);
        int length = x.size(-2);
        int half = rows.cols() / 2;
        rows.forEach(2, (from, to) -> {
            for (int i = from; i < to; i++) {
                long angle = (long) (i % length) * half;
                long c = cos.offset() + angle;
                long s = sin.offset() + angle;
                if (x.dtype() == DType.FLOAT32) {
                    turn(
                            half,
                            x.segment(),
                            rows.at(x, i),
                            cos.segment(),
                            c,
                            sin.segment(),
                            s,
                            y.segment(),
                            rows.at(y, i));
                } else {
                    turnDouble(
                            half,
                            x.segment(),
                            rows.at(x, i),
                            cos.segment(),
                            c,
                            sin.segment(),
                            s,
                            y.segment(),
                            rows.at(y, i));
                }
            }
        });
    }

    private static void turn(
            int half,
            MemorySegment x,
            long xo,
            MemorySegment cos,
            long co,
            MemorySegment sin,
            long so,
            MemorySegment y,
            long yo) {
        for (int j = 0; j < half; j++) {
            float a = x.get(FLOAT, (xo + j) << 2);
            float b = x.get(FLOAT, (xo + half + j) << 2);
            float c = cos.get(FLOAT, (co + j) << 2);
            float s = sin.get(FLOAT, (so + j) << 2);
            y.set(FLOAT, (yo + j) << 2, Math.fma(a, c, -(b * s)));
            y.set(FLOAT, (yo + half + j) << 2, Math.fma(b, c, a * s));
        }
    }

    private static void turnDouble(
            int half,
            MemorySegment x,
            long xo,
            MemorySegment cos,
            long co,
            MemorySegment sin,
            long so,
            MemorySegment y,
            long yo) {
        for (int j = 0; j < half; j++) {
            double a = x.get(DOUBLE, (xo + j) << 3);
            double b = x.get(DOUBLE, (xo + half + j) << 3);
            double c = cos.get(DOUBLE, (co + j) << 3);
            double s = sin.get(DOUBLE, (so + j) << 3);
            y.set(DOUBLE, (yo + j) << 3, Math.fma(a, c, -(b * s)));
            y.set(DOUBLE, (yo + half + j) << 3, Math.fma(b, c, a * s));
        }
    }

    /** dx is dy turned back; dcos = dy1 x1 + dy2 x2 and dsin = dy2 x1 - dy1 x2, summed over the rows of a position. */
    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        if (i == 0) {
            return Tensor.apply(this, List.of(dy, inputs.get(1), inputs.get(2).neg()));
        }
        int half = x.size(-1) / 2;
        Tensor x1 = x.slice(-1, 0, half);
        Tensor x2 = x.slice(-1, half, 2 * half);
        Tensor dy1 = dy.slice(-1, 0, half);
        Tensor dy2 = dy.slice(-1, half, 2 * half);
        return i == 1 ? dy1.mul(x1).add(dy2.mul(x2)) : dy2.mul(x1).sub(dy1.mul(x2));
    }
}
