package dev.merapi.models.data;

import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some samples: {@code inputs} [n, ...] and {@code targets} [n, ...].
 *
 * @param more whatever else a model needs to know of each sample, such as lengths [n] or a decoder's input [n, t]
 */
public record Batch(Tensor inputs, Tensor targets, List<Tensor> more) {
    /** Copies the list. */
    public Batch {
        more = List.copyOf(more);
    }

    /** Samples of which a model needs their inputs alone. */
    public Batch(Tensor inputs, Tensor targets) {
        this(inputs, targets, List.of());
    }

    /** The number of samples. */
    public int size() {
        return inputs.size(0);
    }

    /** All tensors: inputs, targets, and the others in their order. */
    public List<Tensor> tensors() {
        return Stream.concat(Stream.of(inputs, targets), more.stream()).toList();
    }

    /** The same samples, of which something more [n, ...] is known. */
    public Batch and(Tensor another) {
        return new Batch(
                inputs,
                targets,
                Stream.concat(more.stream(), Stream.of(another)).toList());
    }

    /** Samples {@code from} to {@code to} (exclusive), as views. */
    public Batch slice(int from, int to) {
        return new Batch(
                inputs.slice(0, from, to),
                targets.slice(0, from, to),
                more.stream().map(tensor -> tensor.slice(0, from, to)).toList());
    }
}
