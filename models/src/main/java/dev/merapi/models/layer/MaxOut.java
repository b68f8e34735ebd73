package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y[.., o] = the largest of z[.., o pieces] to z[.., o pieces + pieces - 1] with z = linear(x), for x [.., in], y [.., out].
 * Source: Goodfellow et al., "Maxout networks", 2013.
 *
 * @param linear to out pieces features
 * @param pieces how many compete for one
 */
public record MaxOut(Linear linear, int pieces) implements Layer {
    /** Checks that the pieces divide what the linear layer gives. */
    public MaxOut {
        if (pieces < 1 || linear.weight().size(1) % pieces != 0) {
            throw new ShapeException("MaxOut: " + pieces + " pieces don't divide the "
                    + linear.weight().size(1) + " features of the linear layer; give it a multiple of them");
        }
    }

    /** Random parameters. */
    public static MaxOut of(int in, int out, int pieces, RandomKey key) {
        return new MaxOut(Linear.of(in, Shape.size("MaxOut", (long) out * pieces), key.fold("linear")), pieces);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor z = linear.forward(x);
        int out = z.size(-1) / pieces;
        int[] dims = z.shape().with(-1, out).concat(Shape.of(pieces)).dims();
        return z.reshape(dims).max(-1);
    }
}
