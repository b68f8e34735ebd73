package dev.merapi.models.train;

import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.simd.Pace;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Profile;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all trainers do alike: epochs until the last one or until somebody stops them, steps of the parameters and buffers in
 * place at the schedule's rate, a look at whether the loss is finite, the progress, and who hears of it. A trainer says how a
 * pass over its data goes, and how a step's gradient is found.
 */
final class Course {
    private final Object model;
    private final Recipe recipe;
    private final List<Callback> callbacks;
    private final Map<String, Tensor> parameters;
    private final List<Tensor> parameterList;
    private final RandomKey key;
    private final Progress progress;
    private final Pace pace = new Pace();

    /**
     * From the start.
     *
     * @param form what else than the recipe a checkpoint must agree in, see {@link Progress#form}
     */
    Course(Object model, Recipe recipe, String form, Callback... callbacks) {
        this.model = model;
        this.recipe = recipe;
        this.callbacks = List.of(callbacks);
        this.parameters = State.of(model).parameters();
        this.parameterList = List.copyOf(parameters.values());
        this.key = RandomKey.of(recipe.seed());
        this.progress = new Progress(recipe.optimizer().slots(parameters), form);
    }

    /** How a step's loss and gradient are found; found again with the same arguments, they are the same bits. */
    @FunctionalInterface
    interface Gradient {
        /** The tensors belong to {@code scope}, the thread's innermost. */
        BatchGradient of(Scope scope, List<Tensor> parameters, RandomKey step);
    }

    Progress progress() {
        return progress;
    }

    RandomKey key() {
        return key;
    }

    void resume(Checkpoint checkpoint) {
        checkpoint.restore(model, recipe, progress);
    }

    /**
     * Trains to the recipe's last epoch, or until a callback stops it.
     *
     * @param steps of an epoch
     * @param pass makes the steps that are left of an epoch
     * @param validation what follows each
     */
    Progress fit(int steps, Runnable pass, Supplier<Optional<EpochRecord.Validation>> validation) {
        while (progress.epoch() < recipe.epochs() && progress.stopped().isEmpty()) {
            epoch(steps, pass, validation);
        }
        tell(new Callback.TrainingEnd(progress));
        return progress;
    }

    /** One epoch, or what is left of it. */
    EpochRecord epoch(int steps, Runnable pass, Supplier<Optional<EpochRecord.Validation>> validation) {
        Consumer<EpochRecord> event = Profile.isStarted() ? EpochEvent.begun() : record -> {};
        long start = System.nanoTime();
        pass.run();
        var judged = validation.get().orElse(EpochRecord.Validation.NONE);
        Progress.Tally tally = progress.tally();
        progress.endEpoch(new EpochRecord(
                progress.epoch() + 1,
                tally.loss(),
                tally.accuracy(),
                judged.loss(),
                judged.accuracy(),
                rate(progress.steps() - 1, allSteps(steps)),
                (System.nanoTime() - start) / 1e9));
        EpochRecord record = progress.history().getLast();
        event.accept(record);
        tell(new Callback.EpochEnd(progress));
        return record;
    }

    /** A step of an epoch of so many, which callbacks hear of. */
    void step(Scope scope, Gradient gradient, int samples, int steps) {
        double loss = step(scope, gradient, samples, allSteps(steps));
        tell(new Callback.StepEnd(progress, steps, loss, samples));
    }

    /** A step that nobody hears of; the mean loss before it. */
    double step(Scope scope, Gradient gradient, int samples, long allSteps) {
        BatchGradient g = pace.run(() -> update(scope, gradient, allSteps));
        progress.tally().add(g, samples);
        progress.endStep(g.carried());
        return g.loss();
    }

    /** Moves the parameters against the gradient: an interrupt comes before or after, so that training can go on. */
    private BatchGradient update(Scope scope, Gradient gradient, long allSteps) {
        RandomKey stepKey = key.fold("step").fold(progress.steps());
        BatchGradient g = gradient.of(scope, parameterList, stepKey);
        if (!Double.isFinite(g.loss())) {
            throw NonFiniteLossException.of(again -> gradient.of(again, parameterList, stepKey), progress, g.loss());
        }
        double rate = rate(progress.steps(), allSteps);
        Workers.whole(() -> {
            recipe.optimizer().step(progress.steps() + 1, rate, parameters, named(g.gradients()), progress.slots());
            updateBuffers(g.updates());
        });
        return g;
    }

    private long allSteps(int steps) {
        return (long) steps * recipe.epochs();
    }

    private double rate(long step, long steps) {
        return recipe.optimizer().rate() * recipe.schedule().factor(step, steps, progress.judged());
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
