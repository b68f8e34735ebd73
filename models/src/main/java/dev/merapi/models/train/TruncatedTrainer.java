package dev.merapi.models.train;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains a language model on a long text by truncated back-propagation through time: the text is cut into streams that are read
 * side by side, window by window; the state goes on from one window to the next, gradients don't. Source: Williams, Peng, "An
 * efficient gradient-based algorithm for on-line training of recurrent network trajectories", 1990.
 *
 * <p>Of the recipe the loss (of logits [n, symbols] and symbols [n]), the optimizer, the schedule, the epochs and the seed are
 * used; its batch is the number of streams. Callbacks, early stopping, checkpoints and losses that aren't finite are as with
 * {@link Trainer}, a window being a step and a symbol a sample. The state is part of a checkpoint, so a resumed run equals an
 * unbroken one on the same text.
 */
public final class TruncatedTrainer {
    private final Model model;
    private final Recipe recipe;
    private final int window;
    private final Course course;

    /** A model that goes on from a state. */
    @FunctionalInterface
    public interface Model {
        /** The next symbols' logits [n, t, symbols] of x [n, t], and the state after them; an empty state is all zeros. */
        Unrolled run(Tensor x, List<Tensor> state);
    }

    /**
     * A trainer of the tensors of {@code layers}, found by {@link State}.
     *
     * @param window symbols that gradients go back
     */
    public TruncatedTrainer(Object layers, Model model, Recipe recipe, int window, Callback... callbacks) {
        if (window < 1) {
            throw new IllegalArgumentException("a window of " + window + " symbols teaches nothing; it's 1 or more");
        }
        this.model = model;
        this.recipe = recipe;
        this.window = window;
        this.course = new Course(layers, recipe, "windows of " + window + " symbols", callbacks);
    }

    /** Where training stands. */
    public Progress progress() {
        return course.progress();
    }

    /** Goes on from a checkpoint of the same model, recipe and window: loads the tensors, the state and the progress. */
    public TruncatedTrainer resume(Checkpoint checkpoint) {
        course.resume(checkpoint);
        return this;
    }

    /** Reads a text to the recipe's last epoch, or until a callback stops it; each epoch begins with a state of zeros. */
    public Progress fit(long[] text) {
        TextStreams streams = streams(text);
        return course.fit(streams.windows(), () -> pass(streams), Optional::empty);
    }

    /** The same, reading another text after each epoch, in as many streams and with a state that goes on. */
    public Progress fit(long[] text, long[] validation) {
        TextStreams streams = streams(text);
        TextStreams held = streams(validation);
        return course.fit(streams.windows(), () -> pass(streams), () -> Optional.of(validation(held)));
    }

    /**
     * Reads a text once from its beginning or, resumed, from where it was left, for loops other than {@link #fit}'s; gives the
     * mean loss of the epoch's windows, each before its step.
     */
    public double epoch(long[] text) {
        TextStreams streams = streams(text);
        return course.epoch(streams.windows(), () -> pass(streams), Optional::empty)
                .loss();
    }

    private TextStreams streams(long[] text) {
        return new TextStreams(text, recipe.batch(), window);
    }

    private void pass(TextStreams streams) {
        Progress progress = course.progress();
        while (progress.step() < streams.windows()) {
            try (Scope scope = Scope.open()) {
                Batch batch = streams.batch(progress.step());
                List<Tensor> state = progress.carried();
                course.step(
                        scope,
                        (_, parameters, key) -> gradient(parameters, key, batch, state),
                        batch.inputs().size(),
                        streams.windows());
            }
        }
    }

    /** On a window that goes on from a state. */
    private BatchGradient gradient(List<Tensor> parameters, RandomKey key, Batch batch, List<Tensor> state) {
        Tensor targets = batch.targets().flatten();
        double weight = weight(targets);
        Training training = new Training(key);
        List<Tensor> last = new ArrayList<>();
        Tensor[] logits = new Tensor[1];
        try (Scope scope = Scope.open()) {
            var pullback = Autograd.record(
                    parameters,
                    () -> training.call(() -> {
                        Unrolled u = model.run(batch.inputs(), state);
                        u.state().forEach(s -> last.add(s.detach()));
                        logits[0] = perSymbol(u.output());
                        return cost(logits[0], targets, weight);
                    }));
            Tensor loss = pullback.scalar();
            Accuracy accuracy = BatchGradient.judged(recipe.loss(), logits[0], targets);
            last.forEach(scope::handOver);
            training.updates().forEach(update -> scope.keep(update.value()));
            List<Tensor> gradients =
                    scope.keepAll(pullback.consume(loss.onesLike()).all());
            double value = loss.item();
            return new BatchGradient(
                    value,
                    weighted(value, weight),
                    weight,
                    accuracy,
                    gradients,
                    List.of(training.updates()),
                    List.copyOf(last));
        }
    }

    /** Outside training, window by window. */
    private EpochRecord.Validation validation(TextStreams streams) {
        List<Tensor> state = List.of();
        double sum = 0;
        double weights = 0;
        Accuracy accuracy = Accuracy.NONE;
        for (int number = 0; number < streams.windows(); number++) {
            try (Scope scope = Scope.open()) {
                Batch batch = streams.batch(number);
                Tensor targets = batch.targets().flatten();
                Unrolled u = model.run(batch.inputs(), state);
                Tensor logits = perSymbol(u.output());
                double weight = weight(targets);
                sum += weighted(cost(logits, targets, weight).item(), weight);
                weights += weight;
                accuracy = accuracy.plus(BatchGradient.judged(recipe.loss(), logits, targets));
                state = scope.keepAll(u.state());
            }
        }
        return new EpochRecord.Validation(sum / weights, accuracy.total() == 0 ? Double.NaN : accuracy.value());
    }

    private double weight(Tensor targets) {
        return BatchGradient.weights(recipe.loss(), List.of(new Batch(targets, targets)))[0];
    }

    private double weighted(double loss, double weight) {
        return BatchGradient.sums(recipe.loss()) ? loss : loss * weight;
    }

    /** 0 where nothing counts. */
    private Tensor cost(Tensor logits, Tensor targets, double weight) {
        return weight == 0 ? Tensor.scalar(logits.dtype(), 0) : recipe.loss().of(logits, targets);
    }

    /** [n t, symbols]. */
    private static Tensor perSymbol(Tensor logits) {
        return logits.reshape(logits.size(0) * logits.size(1), logits.size(2));
    }
}
