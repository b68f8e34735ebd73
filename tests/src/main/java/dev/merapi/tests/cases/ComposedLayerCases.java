package dev.merapi.tests.cases;

import dev.merapi.tests.OperatorCase;
import java.util.List;
import java.util.stream.Stream;

/**
 * Layers that do more than apply one operator, made of the inputs: the names of their rows are those of their classes.
 * The operators' rows stand for the others: activations, convolutions and poolings in two and three dimensions,
 * {@code Softmax}, {@code Flatten}; {@code Crf} has those of its loss and of {@code viterbi}.
 */
public final class ComposedLayerCases {
    private ComposedLayerCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(
                        DenseLayerCases.all(),
                        WideLayerCases.all(),
                        NormLayerCases.all(),
                        DropLayerCases.all(),
                        PositionLayerCases.all(),
                        AttentionLayerCases.all(),
                        TransformerLayerCases.all(),
                        AttentionTrainingCases.all(),
                        RecurrentLayerCases.all(),
                        SpatialLayerCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
