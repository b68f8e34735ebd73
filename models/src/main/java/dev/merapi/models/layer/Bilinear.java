package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y[.., o] = sum over i, j of a[.., i] W[o, i, j] b[.., j], plus bias[o], for a [.., in1], b [.., in2], y [.., out].
 *
 * @param weight W [out, in1, in2]
 * @param bias [out]
 */
public record Bilinear(Tensor weight, Optional<Tensor> bias) {
    /** Checks the parameters' shapes. */
    public Bilinear {
        if (weight.rank() != 3
                || (bias.isPresent()
                        && !bias.get().shape().equals(weight.shape().slice(0, 1)))) {
            throw new ShapeException("a bilinear layer needs a weight [out, in1, in2] and a bias [out], but got "
                    + weight.shape() + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** A layer with random parameters: {@link Init#fanIn} of in1. */
    public static Bilinear of(int in1, int in2, int out, RandomKey key) {
        return new Bilinear(
                Init.fanIn(key.fold("weight"), in1, out, in1, in2),
                Optional.of(Init.fanIn(key.fold("bias"), in1, out)));
    }

    /** y of two inputs, alike but for the last axis. */
    public Tensor forward(Tensor a, Tensor b) {
        check(a, b);
        int out = weight.size(0);
        int in1 = weight.size(1);
        int in2 = weight.size(2);
        Tensor matrix = weight.permute(1, 0, 2).reshape(in1, out * in2);
        int rows = a.size() / in1;
        Tensor rowsOfB = a.reshape(rows, in1).matmul(matrix).reshape(rows, out, in2);
        Tensor y = rowsOfB.matmul(b.reshape(rows, in2, 1))
                .reshape(a.shape().with(-1, out).dims());
        return bias.map(y::add).orElse(y);
    }

    private void check(Tensor a, Tensor b) {
        int in1 = weight.size(1);
        int in2 = weight.size(2);
        boolean fits = a.rank() > 0
                && b.rank() == a.rank()
                && a.size(-1) == in1
                && b.shape().equals(a.shape().with(-1, in2));
        if (!fits) {
            throw new ShapeException("Bilinear(" + in1 + ", " + in2 + " -> " + weight.size(0) + "): the inputs "
                    + a.shape() + " and " + b.shape() + " should be [.., " + in1 + "] and [.., " + in2
                    + "], alike in all other axes");
        }
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
