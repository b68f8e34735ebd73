package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tensors of random values, and the same values as views. Values come from mixing longs alone, so that no kernel under
 * test makes its own inputs, and are float32 numbers also in float64.
 */
public final class Tensors {
    private Tensors() {}

    /** Inputs of one variant of a case. */
    public static List<Tensor> inputs(OperatorCase c, Variant variant, DType floating) {
        RandomKey key = RandomKey.of(7).fold(c.name()).fold(variant.toString());
        return IntStream.range(0, variant.inputs().size())
                .mapToObj(i -> {
                    Input input = variant.inputs().get(i);
                    return random(key.fold(i), floating, input.domain(), input.dims());
                })
                .toList();
    }

    /** A contiguous tensor of values of a domain. */
    public static Tensor random(RandomKey key, DType floating, Domain domain, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = domain.kind() == Domain.Kind.DISTINCT ? distinct(key, shape.size()) : new float[shape.size()];
        for (int i = 0; i < values.length && domain.kind() != Domain.Kind.DISTINCT; i++) {
            values[i] = value(key.fold(i).bits(), domain);
        }
        return Tensor.of(shape, values).to(domain.dtype(floating));
    }

    private static float value(long bits, Domain domain) {
        double u = (bits >>> 40) * 0x1p-24;
        float v = (float) (domain.low() + u * (domain.high() - domain.low()));
        return switch (domain.kind()) {
            case WHOLE -> (float) Math.floor(v);
            case AWAY -> (bits & 1) == 0 ? v : -v;
            default -> v;
        };
    }

    /** A random order of multiples of 1/128 around 0. */
    private static float[] distinct(RandomKey key, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            int j = (int) Math.floorMod(key.fold(i).bits(), i + 1L);
            values[i] = values[j];
            values[j] = (i - n / 2) / 128f;
        }
        return values;
    }

    /** How a view lies in its storage. */
    public enum Layout {
        /** A part of something larger, so with an offset and, if it has two axes, rows apart. */
        SLICED,
        /** Every second element of each axis. */
        STRIDED,
        /** The axes in reverse order in memory. */
        TRANSPOSED,
        /** Backwards in memory. */
        FLIPPED
    }

    /** The same values as x in another layout. */
    public static Tensor as(Layout layout, Tensor x) {
        return switch (layout) {
            case SLICED -> inside(x, 3, 1);
            case STRIDED -> inside(x, 1, 2);
            case TRANSPOSED -> x.permute(reversed(x.rank())).contiguous().permute(reversed(x.rank()));
            case FLIPPED -> x.rank() == 0 ? x : x.flip().contiguous().flip();
        };
    }

    private static int[] reversed(int rank) {
        return IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    }

    /** x as a slice of a tensor that holds garbage elsewhere. */
    private static Tensor inside(Tensor x, int margin, int step) {
        int[] dims = x.shape().dims();
        int[] outer = IntStream.of(dims).map(d -> d * step + 2 * margin).toArray();
        if (x.rank() == 0) {
            return inside(x.reshape(1), margin, step).reshape();
        }
        Tensor storage = Tensor.full(x.dtype(), Shape.of(outer), 99);
        Tensor view = storage;
        for (int axis = 0; axis < dims.length; axis++) {
            view = view.slice(axis, margin, margin + dims[axis] * step, step);
        }
        view.assign(x);
        return view;
    }

    /** The first part along each axis in turn, repeated by a stride of 0: other values than x's, with x's shape. */
    public static List<Tensor> expanded(Tensor x) {
        List<Tensor> views = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            if (x.size(axis) > 1) {
                views.add(x.slice(axis, 0, 1).contiguous().broadcastTo(x.shape()));
            }
        }
        return views;
    }
}
