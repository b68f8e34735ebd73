package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.Rnn;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample alone has the bits of that sample among others, also with padding to a longer t; so has its input's gradient. */
@Tag("bits")
class RecurrentSamplesTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final int[] LENGTHS = {5, 9, 1, 7, 0, 9, 3, 2, 8, 4, 9, 6, 5};
    private static final int STEPS = 9;
    private static final int IN = 11;

    static Stream<Recurrent> layers() {
        var options = RecurrentOptions.DEFAULT.layers(2).inBothDirections();
        return Stream.of(
                Lstm.of(IN, 37, options, KEY),
                Gru.of(IN, 37, options, KEY),
                Rnn.of(IN, 37, options, KEY),
                Rnn.of(IN, 37, options, KEY).withRelu(),
                Lstm.of(IN, 128, KEY));
    }

    private record Run(Unrolled result, Tensor dx) {
        static Run of(Recurrent layer, Tensor x, Optional<Tensor> lengths) {
            List<Unrolled> result = new ArrayList<>();
            var pullback = Autograd.record(List.of(x), () -> {
                result.add(layer.run(x, List.of(), lengths));
                return layer.last(result.getFirst())
                        .sum()
                        .add(result.getFirst().output().square().sum());
            });
            Tensor dx = pullback.apply(pullback.value().onesLike()).of(x);
            return new Run(result.getFirst(), dx);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void samplesDontSeeEachOther(Recurrent layer) {
        int n = LENGTHS.length;
        Tensor x = KEY.fold("x").normal(n, STEPS, IN);
        Run all = Workers.withThreads(2, () -> Run.of(layer, x, Optional.of(Tensor.of(LENGTHS))));
        for (int i = 0; i < n; i++) {
            int length = LENGTHS[i];
            int steps = Math.max(length, 1);
            Tensor own = x.slice(0, i, i + 1).slice(1, 0, steps);
            Run alone = Run.of(layer, own, Optional.of(Tensor.of(length)));
            String what = layer.getClass().getSimpleName() + ", sample " + i;
            Tensor there = all.result.output().slice(0, i, i + 1);
            assertTrue(there.slice(1, 0, steps).equalBits(alone.result.output()), what + ": output");
            assertEquals(0, there.slice(1, length, STEPS).abs().sum().item(), what + ": output beyond the end");
            for (int k = 0; k < all.result.state().size(); k++) {
                Tensor state = all.result.state().get(k).slice(1, i, i + 1);
                assertTrue(state.equalBits(alone.result.state().get(k)), what + ": state " + k);
            }
            assertTrue(all.dx.slice(0, i, i + 1).slice(1, 0, steps).equalBits(alone.dx), what + ": gradient");
            if (length > 0) {
                Run whole = Run.of(layer, own, Optional.empty());
                assertTrue(whole.result.output().equalBits(alone.result.output()), what + ": without lengths");
                assertTrue(whole.dx.equalBits(alone.dx), what + ": gradient without lengths");
            }
        }
    }
}
