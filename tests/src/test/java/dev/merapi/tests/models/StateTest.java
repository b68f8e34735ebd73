package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Buffer;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever holds tensors in a model is taken, by names that say where they are, or refused. */
class StateTest {
    private static Linear linear() {
        return Linear.of(2, 3, RandomKey.of(1));
    }

    private static List<String> names(Object model) {
        return List.copyOf(State.of(model).tensors().keySet());
    }

    @Test
    void mapsAreSortedByTheirKeys() {
        record Heads(Map<String, Linear> heads) {}
        Linear a = linear();
        Heads model = new Heads(Map.of("words", linear(), "digits", a, "cells", linear()));
        assertEquals(
                List.of(
                        "heads.cells.weight",
                        "heads.cells.bias",
                        "heads.digits.weight",
                        "heads.digits.bias",
                        "heads.words.weight",
                        "heads.words.bias"),
                names(model));
        assertSame(a.weight(), State.of(model).parameters().get("heads.digits.weight"));
        assertEquals(Set.of(), State.of(new Heads(Map.of())).parameters().keySet());
        assertTrue(State.of(model).transposed().contains("heads.words.weight"));
        assertEquals(List.of("1", "DAYS"), names(Map.of(TimeUnit.DAYS, Tensor.of(1), 1, Tensor.of(2))));
    }

    @Test
    void arraysAndNestsAreTaken() {
        record Nest(Linear[] rows, Optional<Linear> maybe, List<List<Tensor>> grid, List<Map<String, Buffer>> notes) {}
        Nest nest = new Nest(
                new Linear[] {linear()},
                Optional.of(linear()),
                List.of(List.of(Tensor.of(1), Tensor.of(2)), List.of(Tensor.of(3))),
                List.of(Map.of("mean", new Buffer(Tensor.of(4)))));
        assertEquals(
                List.of(
                        "rows.0.weight",
                        "rows.0.bias",
                        "maybe.weight",
                        "maybe.bias",
                        "grid.0.0",
                        "grid.0.1",
                        "grid.1.0",
                        "notes.0.mean"),
                names(nest));
        assertEquals(1, State.of(nest).buffers().size());
    }

    @Test
    void whatHoldsNoTensorsIsLeftAlone() {
        record Plain(Set<String> words, int[] sizes, Map<String, String> notes, Deque<Integer> queue, Layer f) {}
        Plain plain = new Plain(Set.of("a"), new int[] {1}, Map.of("k", "v"), new ArrayDeque<>(), Tensor::relu);
        assertEquals(List.of(), names(plain));
    }

    @Test
    void whatHasNoNameIsRefused() {
        record Bag(Set<Linear> layers) {}
        record Queue(Deque<Tensor> queue) {}
        record Keyed(Map<List<Integer>, Tensor> table) {}
        record Twice(Map<Object, Tensor> table) {}
        refused(new Bag(Set.of(linear())), "layers", "neither trained nor saved", "List or a Map");
        refused(new Queue(new ArrayDeque<>(List.of(Tensor.of(1)))), "queue (ArrayDeque)");
        refused(new Keyed(Map.of(List.of(1), Tensor.of(1))), "the map table", "strings, numbers or enum constants");
        refused(new Twice(Map.of(1, Tensor.of(1), "1", Tensor.of(2))), "the map table", "two keys that are written 1");
        refused(Map.of("a.b", Tensor.of(1), "a", Map.of("b", Tensor.of(2))), "two tensors of the model are named a.b");
    }

    @Test
    void layersOfOrdinaryClassesAreRefused() {
        refused(new Scale(), "Scale", "its field factor", "make it a record, or Named");
        record Around(Layer inner) {}
        refused(new Around(new Scale()), "the layer inner", "factor");
    }

    private static void refused(Object model, String... words) {
        String message = assertThrows(IllegalArgumentException.class, () -> State.of(model))
                .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), "no " + word + " in: " + message);
        }
    }

    /** A class with a tensor, as one would write it in PyTorch. */
    private static final class Scale implements Layer {
        private final Tensor factor = Tensor.of(2);

        @Override
        public Tensor forward(Tensor x) {
            return x.mul(factor);
        }
    }
}
