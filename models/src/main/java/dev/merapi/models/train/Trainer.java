package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import java.util.Optional;

/**
 * Trains a model by a recipe.
 *
 * <pre>{@code
 * var trainer = new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(1e-3)).epochs(5).batch(128));
 * Progress progress = trainer.fit(split.train(), split.test());
 * }</pre>
 *
 * <p>Every random number is keyed by the recipe's seed and the place where it's used, so the result depends on the model,
 * the data and the recipe alone: not on the number of threads, nor on how often the run was stopped and resumed.
 *
 * <p>An interrupt of the thread ends {@link #fit} with an exception, between two steps or before a step has changed anything:
 * another {@code fit} goes on from there, with the same bits.
 */
public final class Trainer {
    private final Forward forward;
    private final Recipe recipe;
    private final Course course;

    /** A trainer that tells the callbacks what happens, in their order. */
    public Trainer(Layer model, Recipe recipe, Callback... callbacks) {
        this(model, Forward.of(model), recipe, callbacks);
    }

    /**
     * A trainer of any record of layers.
     *
     * @param model whose parameters are trained, found by {@link State}
     * @param forward how a batch goes through it
     */
    public Trainer(Object model, Forward forward, Recipe recipe, Callback... callbacks) {
        this.forward = forward;
        this.recipe = recipe;
        this.course = new Course(model, recipe, "", callbacks);
    }

    /** Where training stands. */
    public Progress progress() {
        return course.progress();
    }

    /** Goes on from a checkpoint of the same model and recipe: loads the model's tensors and the progress. */
    public Trainer resume(Checkpoint checkpoint) {
        course.resume(checkpoint);
        return this;
    }

    /** Trains to the recipe's last epoch, or until a callback stops it. */
    public Progress fit(Dataset train) {
        return fit(train, Optional.empty());
    }

    /** The same, evaluating on validation data after each epoch. */
    public Progress fit(Dataset train, Dataset validation) {
        return fit(train, Optional.of(validation));
    }

    private Progress fit(Dataset train, Optional<Dataset> validation) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("the training data has no samples; there is nothing to learn from");
        }
        validation.filter(data -> data.size() == 0).ifPresent(_ -> {
            throw new IllegalArgumentException(
                    "the validation data has no samples; give it some, or train without validation");
        });
        int steps = Batches.steps(train.size(), recipe.batch(), recipe.dropLast());
        return course.fit(
                steps,
                () -> pass(train, steps),
                () -> validation
                        .map(data -> Evaluation.of(forward, data, recipe.loss()))
                        .map(e -> new EpochRecord.Validation(e.loss(), e.accuracy())));
    }

    private void pass(Dataset train, int steps) {
        Progress progress = course.progress();
        RandomKey order = course.key().fold("shuffle").fold(progress.epoch());
        try (Batches batches = Batches.shuffled(train, recipe.batch(), order, progress.step(), recipe.dropLast())) {
            while (progress.step() < steps) {
                try (Scope scope = Scope.open()) {
                    Batch batch = batches.next(scope);
                    course.step(scope, gradient(batch), batch.size(), steps);
                }
            }
        }
    }

    /**
     * One step on a batch of your own making, for loops other than {@link #fit}'s; it counts as a step of the current epoch.
     * The schedule is asked as if training had no end, and callbacks hear nothing.
     *
     * @return the batch's mean loss before the step
     */
    public double step(Batch batch) {
        try (Scope scope = Scope.open()) {
            return course.step(scope, gradient(batch), batch.size(), Long.MAX_VALUE);
        }
    }

    private Course.Gradient gradient(Batch batch) {
        return (scope, parameters, key) ->
                BatchGradient.of(scope, forward, recipe.loss(), parameters, batch, recipe.shards(), key);
    }
}
