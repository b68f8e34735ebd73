package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a recurrent cell of h units and k gates: one of a layer in one direction. Weights are the transpose of
 * PyTorch's, as {@link Linear}'s are; the gates' order is PyTorch's.
 *
 * @param input of the input [in, k h]
 * @param hidden of the state [h, k h]
 * @param inputBias [k h]
 * @param hiddenBias [k h]; with the input's or not at all
 */
public record RecurrentWeights(Tensor input, Tensor hidden, Optional<Tensor> inputBias, Optional<Tensor> hiddenBias) {
    /** Checks the shapes. */
    public RecurrentWeights {
        int width = input.rank() == 2 && hidden.rank() == 2 ? hidden.size(1) : -1;
        boolean fits = width > 0 && hidden.size(0) > 0 && input.size(1) == width && width % hidden.size(0) == 0;
        for (Optional<Tensor> bias : List.of(inputBias, hiddenBias)) {
            fits &= bias.map(b -> b.shape().equals(Shape.of(hidden.size(1)))).orElse(true);
        }
        if (!fits || inputBias.isPresent() != hiddenBias.isPresent()) {
            throw new ShapeException(
                    "a recurrent cell of k gates needs weights [in, k h] and [h, k h] and two biases [k h]"
                            + " or none, but got " + input.shape() + ", " + hidden.shape()
                            + inputBias.map(b -> ", " + b.shape()).orElse("")
                            + hiddenBias.map(b -> ", " + b.shape()).orElse(""));
        }
    }

    /** All from U(-1 / sqrt(h), 1 / sqrt(h)), as PyTorch draws them. */
    public static RecurrentWeights of(int in, int units, int gates, boolean bias, RandomKey key) {
        int width = Shape.size("a recurrent cell of " + units + " units", (long) gates * units);
        Optional<Tensor> first = Optional.of(Init.fanIn(key.fold("bias_ih"), units, width));
        Optional<Tensor> second = Optional.of(Init.fanIn(key.fold("bias_hh"), units, width));
        return new RecurrentWeights(
                Init.fanIn(key.fold("weight_ih"), units, in, width),
                Init.fanIn(key.fold("weight_hh"), units, units, width),
                first.filter(_ -> bias),
                second.filter(_ -> bias));
    }

    /** h. */
    public int units() {
        return hidden.size(0);
    }

    /** What each step's input [.., in] adds to its gates [.., k h], biases included. */
    Tensor project(Tensor x) {
        return inputBias
                .map(b -> x.linear(input, b.add(hiddenBias.orElseThrow())))
                .orElseGet(() -> x.linear(input));
    }

    /** PyTorch's names, such as {@code weight_ih_l0}. */
    Map<String, Tensor> named(String suffix) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight_ih" + suffix, input);
        named.put("weight_hh" + suffix, hidden);
        inputBias.ifPresent(b -> named.put("bias_ih" + suffix, b));
        hiddenBias.ifPresent(b -> named.put("bias_hh" + suffix, b));
        return named;
    }

    /** Which of these names are weights, so the transpose of PyTorch's. */
    static Set<String> transposed(Map<String, ?> named) {
        return named.keySet().stream().filter(n -> n.startsWith("weight_")).collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
