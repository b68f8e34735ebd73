package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/** What convolution layers ask of their parameters and inputs, and the errors. */
final class Channels {
    private Channels() {}

    /** The weight has the rank of its layout, the bias an element for each of so many outputs. */
    static void parameters(String layer, String layout, Tensor weight, Optional<Tensor> bias, int outputs) {
        int rank = layout.split(",").length;
        if (weight.rank() != rank
                || (bias.isPresent() && (bias.get().rank() != 1 || bias.get().size() != outputs))) {
            throw new ShapeException(layer + " needs a weight " + layout + " and a bias [out], but got "
                    + weight.shape() + bias.map(b -> " and " + b.shape()).orElse(""));
        }
    }

    /** Groups divide both numbers of channels. */
    static void groups(String layer, int in, int out, int groups) {
        if (in % groups != 0 || out % groups != 0) {
            throw new ShapeException(layer + "(" + in + " -> " + out + "): " + groups
                    + " groups don't divide both numbers of channels; choose a common divisor");
        }
    }

    /** x is [n, in, space]. */
    static void input(String layer, int in, int out, String space, Tensor x) {
        int rank = 2 + space.split(",").length;
        if (x.rank() != rank || x.size(1) != in) {
            throw new ShapeException(
                    layer + "(" + in + " -> " + out + "): the input " + x.shape() + " should be [n, " + in
                            + ", " + space + "]; "
                            + (x.rank() == rank ? "give the layer the channels of what comes before" : "reshape it"));
        }
    }
}
