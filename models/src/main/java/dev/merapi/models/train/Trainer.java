package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.simd.Pace;
import dev.merapi.tensor.Profile;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
 */
public final class Trainer {
    private final Object model;
    private final Forward forward;
    private final Recipe recipe;
    private final List<Callback> callbacks;
    private final Map<String, Tensor> parameters;
    private final List<Tensor> parameterList;
    private final RandomKey key;
    private final Progress progress;
    private final Pace pace = new Pace();

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
        this.model = model;
        this.forward = forward;
        this.recipe = recipe;
        this.callbacks = List.of(callbacks);
        this.parameters = State.of(model).parameters();
        this.parameterList = List.copyOf(parameters.values());
        this.key = RandomKey.of(recipe.seed());
        this.progress = new Progress(recipe.optimizer().slots(parameters));
    }

    /** Where training stands. */
    public Progress progress() {
        return progress;
    }

    /** Goes on from a checkpoint of the same model and recipe: loads the model's tensors and the progress. */
    public Trainer resume(Checkpoint checkpoint) {
        checkpoint.restore(model, recipe, progress);
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
        while (progress.epoch() < recipe.epochs() && progress.stopped().isEmpty()) {
            epoch(train, validation);
        }
        tell(new Callback.TrainingEnd(progress));
        return progress;
    }

    private void epoch(Dataset train, Optional<Dataset> validation) {
        Consumer<EpochRecord> event = Profile.isStarted() ? EpochEvent.begun() : record -> {};
        long start = System.nanoTime();
        int steps = Batches.steps(train.size(), recipe.batch(), recipe.dropLast());
        RandomKey order = key.fold("shuffle").fold(progress.epoch());
        try (Batches batches = Batches.shuffled(train, recipe.batch(), order, progress.step(), recipe.dropLast())) {
            while (progress.step() < steps) {
                try (Scope scope = Scope.open()) {
                    Batch batch = batches.next(scope);
                    double loss = step(batch, (long) steps * recipe.epochs(), scope);
                    tell(new Callback.StepEnd(progress, steps, loss, batch.size()));
                }
            }
        }
        Optional<Evaluation> evaluation = validation.map(data -> Evaluation.of(forward, data, recipe.loss()));
        Progress.Tally tally = progress.tally();
        progress.endEpoch(new EpochRecord(
                progress.epoch() + 1,
                tally.loss(),
                tally.accuracy(),
                evaluation.map(Evaluation::loss).orElse(Double.NaN),
                evaluation.map(Evaluation::accuracy).orElse(Double.NaN),
                rate(progress.steps() - 1, (long) steps * recipe.epochs()),
                (System.nanoTime() - start) / 1e9));
        event.accept(progress.history().getLast());
        tell(new Callback.EpochEnd(progress));
    }

    /**
     * One step on a batch of your own making, for loops other than {@link #fit}'s; it counts as a step of the current epoch.
     * The schedule is asked as if training had no end, and callbacks hear nothing.
     *
     * @return the batch's mean loss before the step
     */
    public double step(Batch batch) {
        try (Scope scope = Scope.open()) {
            return step(batch, Long.MAX_VALUE, scope);
        }
    }

    private double step(Batch batch, long allSteps, Scope scope) {
        BatchGradient g = pace.run(() -> update(batch, allSteps, scope));
        progress.tally().add(g, batch.size());
        progress.endStep();
        return g.loss();
    }

    /** Moves the parameters against the batch's gradient. */
    private BatchGradient update(Batch batch, long allSteps, Scope scope) {
        RandomKey stepKey = key.fold("step").fold(progress.steps());
        BatchGradient g =
                BatchGradient.of(scope, forward, recipe.loss(), parameterList, batch, recipe.shards(), stepKey);
        if (!Double.isFinite(g.loss())) {
            throw NonFiniteLossException.of(forward, recipe, parameterList, batch, stepKey, progress, g.loss());
        }
        double rate = rate(progress.steps(), allSteps);
        recipe.optimizer().step(progress.steps() + 1, rate, parameters, named(g.gradients()), progress.slots());
        updateBuffers(g.updates());
        return g;
    }

    private double rate(long step, long steps) {
        return recipe.optimizer().rate() * recipe.schedule().factor(step, steps, progress.losses());
    }

    private Map<String, Tensor> named(List<Tensor> gradients) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        int i = 0;
        for (String name : parameters.keySet()) {
            named.put(name, gradients.get(i++));
        }
        return named;
    }

    /** The i-th update of every shard is of the same buffer: it moves towards their mean, taken in the shards' order. */
    private static void updateBuffers(List<List<Training.Update>> shards) {
        for (int i = 0; i < shards.getFirst().size(); i++) {
            Training.Update first = shards.getFirst().get(i);
            Tensor sum = first.value();
            for (int s = 1; s < shards.size(); s++) {
                sum = sum.add(shards.get(s).get(i).value());
            }
            Tensor mean = shards.size() == 1 ? sum : sum.div(shards.size());
            Tensor buffer = first.buffer().value();
            buffer.assign(buffer.mul(1 - first.momentum()).add(mean.mul(first.momentum())));
        }
    }

    private void tell(Callback.Event event) {
        callbacks.forEach(callback -> callback.on(event));
    }
}
