package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Axis i of y is axis {@code axes[i]} of x. */
public record Permute(List<Integer> axes) implements Op.View {
    /** An order of axes; every axis is in it once. */
    public Permute {
        axes = List.copyOf(axes);
    }

    /** The order, for axes of {@code x} that may count from the end. */
    public static Permute of(Shape x, int... axes) {
        List<Integer> order = Arrays.stream(axes).map(x::axis).boxed().toList();
        if (order.size() != x.rank() || order.stream().distinct().count() != x.rank()) {
            throw new ShapeException("permute: " + Arrays.toString(axes) + " isn't an order of the " + x.rank()
                    + " axes of " + x + "; name every axis once");
        }
        return new Permute(order);
    }

    @Override
    public Tensor view(Tensor x) {
        int[] dims = axes.stream().mapToInt(x::size).toArray();
        int[] strides = axes.stream().mapToInt(x::stride).toArray();
        return x.view(Shape.of(dims), strides, x.offset());
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x) {
        return dy.permute(inverse());
    }

    private int[] inverse() {
        int[] inverse = new int[axes.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[axes.get(i)] = i;
        }
        return inverse;
    }
}
