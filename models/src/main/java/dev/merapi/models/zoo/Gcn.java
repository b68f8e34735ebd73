package dev.merapi.models.zoo;

import dev.merapi.models.data.Graph;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.GraphConv;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;

/**
 * A graph convolutional network of two layers: x [nodes, features], logits [nodes, classes]. Source: Kipf and Welling,
 * "Semi-supervised classification with graph convolutional networks", 2017, equation 9.
 */
public record Gcn(Dropout dropout, GraphConv conv1, GraphConv conv2) {
    /** Random parameters; the paper has 16 hidden units and drops half of them. */
    public static Gcn of(int features, int hidden, int classes, RandomKey key) {
        return new Gcn(
                new Dropout(0.5),
                GraphConv.of(features, hidden, key.fold("conv1")),
                GraphConv.of(hidden, classes, key.fold("conv2")));
    }

    /** Logits of each node. */
    public Tensor forward(Tensor x, Graph graph) {
        Tensor h = conv1.forward(dropout.forward(x), graph).relu();
        return conv2.forward(dropout.forward(h), graph);
    }
}
