package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent layers at the edges: no sample, lengths that are none. */
class RecurrentEdgesTest {
    private static final RandomKey KEY = RandomKey.of(6);
    private static final RecurrentOptions OPTIONS =
            RecurrentOptions.DEFAULT.layers(2).inBothDirections().recurrentDropout(0.5);

    static Stream<Recurrent> layers() {
        return Stream.of(Rnn.of(3, 4, OPTIONS, KEY), Lstm.of(3, 4, OPTIONS, KEY), Gru.of(3, 4, OPTIONS, KEY));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void noSampleGivesNoStates(Recurrent layer) {
        var run = layer.run(Tensor.zeros(0, 5, 3), List.of(), Optional.empty());
        assertEquals(Shape.of(0, 5, 8), run.output().shape());
        assertEquals(layer instanceof Lstm ? 2 : 1, run.state().size());
        run.state().forEach(state -> assertEquals(Shape.of(4, 0, 4), state.shape()));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void lengthsAreCheckedInTrainingToo(Recurrent layer) {
        var lengths = Optional.of(Tensor.of(5L, 6));
        var e = assertThrows(
                ShapeException.class,
                () -> new Training(KEY).call(() -> layer.run(Tensor.ones(2, 5, 3), List.of(), lengths)));
        assertEquals(
                "the length 6 of sample 1 is outside [0, 5], the steps of the input; cut it, or pad the input further",
                e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void theLastStateOfNoneIsTold(Recurrent layer) {
        Unrolled without = new Unrolled(Tensor.zeros(1, 1, 3), List.of());
        Exception e = assertThrows(ShapeException.class, () -> layer.last(without));
        assertEquals("last: a result of [1, 1, 3] without states has no last one; give what run gave", e.getMessage());
    }
}
