package dev.merapi.models.layer;

import dev.merapi.models.data.Graph;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;

/**
 * y = A (x W) + b for nodes x [n, in], y [n, out], and A the normalized graph. Source: Kipf and Welling, "Semi-supervised
 * classification with graph convolutional networks", 2017, equation 2.
 *
 * @param weight W [in, out], by Glorot's initialization
 * @param bias b [out], zeros at first
 */
public record GraphConv(@Transposed Tensor weight, Tensor bias) {
    /** Random weights. */
    public static GraphConv of(int in, int out, RandomKey key) {
        double bound = Math.sqrt(6.0 / (in + out));
        return new GraphConv(Init.uniform(key.fold("weight"), bound, in, out), Tensor.zeros(out));
    }

    /** y = A (x W) + b: the product with W first, since it's narrower. */
    public Tensor forward(Tensor x, Graph graph) {
        return graph.multiply(x.matmul(weight)).add(bias);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
