package dev.merapi.models.train;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains a language model on a long text by truncated back-propagation through time: the text is cut into streams that are read
 * side by side, window by window; the state goes on from one window to the next, gradients don't. Source: Williams, Peng, "An
 * efficient gradient-based algorithm for on-line training of recurrent network trajectories", 1990.
 *
 * <p>Of the recipe the loss (of logits [n, symbols] and symbols [n]), the optimizer, the schedule and the seed are used; its batch
 * is the number of streams.
 */
public final class TruncatedTrainer {
    private final Model model;
    private final Recipe recipe;
    private final int window;
    private final Map<String, Tensor> parameters;
    private final Optimizer.Slots slots;
    private final RandomKey key;
    private long steps;

    /** A model that goes on from a state. */
    @FunctionalInterface
    public interface Model {
        /** The next symbols' logits [n, t, symbols] of x [n, t], and the state after them; an empty state is all zeros. */
        Unrolled run(Tensor x, List<Tensor> state);
    }

    /**
     * A trainer of the tensors of {@code layers}.
     *
     * @param window symbols that gradients go back
     */
    public TruncatedTrainer(Object layers, Model model, Recipe recipe, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("a window of " + window + " symbols teaches nothing; it's 1 or more");
        }
        this.model = model;
        this.recipe = recipe;
        this.window = window;
        this.parameters = State.of(layers).parameters();
        this.slots = recipe.optimizer().slots(parameters);
        this.key = RandomKey.of(recipe.seed());
    }

    /** Reads a text once from its beginning, and gives the mean loss of its windows, each before its step. */
    public double epoch(long[] text) {
        int length = (text.length - 1) / recipe.batch();
        if (length < 1) {
            throw new IllegalArgumentException("a text of " + text.length + " symbols can't be read in "
                    + recipe.batch() + " streams; each needs one symbol and the next: take fewer streams");
        }
        long windows = Math.ceilDiv(length, window);
        List<Tensor> state = List.of();
        double sum = 0;
        for (int from = 0; from < length; from += window) {
            int to = Math.min(length, from + window);
            try (Scope scope = Scope.open()) {
                Tensor x = streams(text, length, from, to);
                Tensor y = streams(text, length, from + 1, to + 1);
                List<Tensor> last = new ArrayList<>();
                sum += step(scope, x, y, state, last, windows * recipe.epochs()) * (to - from);
                state = List.copyOf(last);
            }
        }
        return sum / length;
    }

    /** One step on a window x [n, t] whose next symbols are y [n, t], from a state to the last one; the loss before it. */
    private double step(Scope scope, Tensor x, Tensor y, List<Tensor> state, List<Tensor> last, long allSteps) {
        Training training = new Training(key.fold("step").fold(steps));
        var pullback = Autograd.record(
                List.copyOf(parameters.values()),
                () -> training.call(() -> {
                    Unrolled u = model.run(x, state);
                    u.state().forEach(s -> last.add(s.detach()));
                    Tensor logits = u.output();
                    return recipe.loss().of(logits.reshape(y.size(), logits.size(-1)), y.flatten());
                }));
        Tensor loss = pullback.scalar();
        scope.keepAll(last);
        var found = pullback.consume(loss.onesLike());
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        parameters.forEach((name, p) -> gradients.put(name, found.of(p)));
        double rate = recipe.optimizer().rate() * recipe.schedule().factor(steps, allSteps);
        steps++;
        recipe.optimizer().step(steps, rate, parameters, gradients, slots);
        return loss.item();
    }

    /** Symbols from to to of each stream: [streams, to - from]. */
    private Tensor streams(long[] text, int length, int from, int to) {
        long[] values = new long[recipe.batch() * (to - from)];
        for (int i = 0; i < recipe.batch(); i++) {
            long[] part = Arrays.copyOfRange(text, i * length + from, i * length + to);
            System.arraycopy(part, 0, values, i * part.length, part.length);
        }
        return Tensor.of(Shape.of(recipe.batch(), to - from), values);
    }
}
