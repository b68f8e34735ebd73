package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RecurrentWeights;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link RecurrentOptions#dropout}: what goes from one layer to the next is dropped, as in PyTorch, nothing else. */
@Tag("bits")
class StackedDropoutTest {
    private static final RandomKey KEY = RandomKey.of(4);
    private static final RecurrentOptions HALF =
            RecurrentOptions.DEFAULT.layers(2).dropout(0.5);

    private static Unrolled trained(Recurrent layer, Tensor x) {
        return new Training(KEY.fold("training")).call(() -> layer.run(x, List.of(), Optional.empty()));
    }

    /** Both layers put out their input and forget their state. */
    private static Rnn passing(double dropout) {
        Tensor one = Tensor.ones(1, 1);
        RecurrentWeights weights = new RecurrentWeights(one, Tensor.zeros(1, 1), Optional.empty(), Optional.empty());
        return new Rnn(List.of(weights, weights), HALF.withoutBias().dropout(dropout), true);
    }

    @Test
    void eachStepOfEachSampleIsDroppedByItself() {
        Tensor x = Tensor.ones(200, 10, 1);
        Unrolled result = trained(passing(0.25), x);
        double[] y = result.output().flatten().toDoubleArray();
        double kept = 1 / 0.75;
        int zeros = 0;
        int same = 0;
        for (int i = 0; i < y.length; i++) {
            assertTrue(y[i] == 0 || Math.abs(y[i] - kept) < 1e-6, "element " + i + " is " + y[i]);
            zeros += y[i] == 0 ? 1 : 0;
            same += i % 10 > 0 && y[i] == y[i - 1] ? 1 : 0;
        }
        // Four standard deviations of 2000 draws, and of 1800 pairs that are equal with probability 0.625.
        assertEquals(500, zeros, 78);
        assertEquals(1125, same, 100);
        Tensor first = result.state().getFirst().select(0, 0);
        assertTrue(first.equalBits(Tensor.ones(200, 1)), "the first layer's own state stays whole");
        assertTrue(
                result.output().select(1, 9).equalBits(result.state().getFirst().select(0, 1)),
                "nothing is dropped behind the last layer");
        assertArrayEquals(
                x.flatten().toDoubleArray(),
                passing(0.25).forward(x).flatten().toDoubleArray(),
                "nothing is, outside training");
    }

    /** Output and gradient are both the factor 0 or 2, as the input is 1. */
    @Test
    void gradientsGoThroughWhatWasKept() {
        Tensor x = Tensor.ones(6, 5, 1);
        Rnn layer = passing(0.5);
        Tensor gradient = Autograd.grad(
                        List.of(x), () -> trained(layer, x).output().sum())
                .of(x);
        assertTrue(gradient.equalBits(trained(layer, x).output()));
        assertEquals(2, gradient.max().item());
        assertEquals(0, gradient.min().item());
    }

    static Stream<Recurrent> kinds() {
        RecurrentOptions both = HALF.inBothDirections();
        return Stream.of(
                Lstm.of(3, 4, HALF, KEY),
                Lstm.of(3, 4, both, KEY),
                Gru.of(3, 4, both, KEY),
                Rnn.of(3, 4, both, KEY),
                Rnn.of(3, 4, HALF, KEY));
    }

    /** Layer by layer with a dropout between, from the same random numbers. */
    @ParameterizedTest
    @MethodSource("kinds")
    void stacksAreLayersWithDropoutBetween(Recurrent stack) {
        Tensor x = KEY.fold("x").normal(5, 7, 3);
        int directions = stack.options().directions();
        RecurrentOptions one = stack.options().layers(1);
        Recurrent lower = like(stack, stack.weights().subList(0, directions), one);
        Recurrent upper = like(stack, stack.weights().subList(directions, 2 * directions), one);
        Unrolled wanted = new Training(KEY.fold("training")).call(() -> {
            Tensor between = lower.forward(x).transpose(0, 1).contiguous(); // [t, n, h], as a stack has it
            return upper.run(new Dropout(0.5).forward(between).transpose(0, 1), List.of(), Optional.empty());
        });
        Unrolled result = trained(stack, x);
        assertTrue(result.output().equalBits(wanted.output()));
        for (int k = 0; k < wanted.state().size(); k++) {
            Tensor last = result.state().get(k).slice(0, directions, 2 * directions);
            assertTrue(last.equalBits(wanted.state().get(k)), "state " + k);
        }
        assertTrue(!result.output().equalBits(stack.forward(x)), "something was dropped");
        assertTrue(trained(lower, x).output().equalBits(lower.forward(x)), "one layer has nothing between");
    }

    private static Recurrent like(Recurrent stack, List<RecurrentWeights> weights, RecurrentOptions options) {
        return switch (stack) {
            case Lstm _ -> new Lstm(weights, options);
            case Gru _ -> new Gru(weights, options);
            case Rnn _ -> new Rnn(weights, options, false);
        };
    }
}
