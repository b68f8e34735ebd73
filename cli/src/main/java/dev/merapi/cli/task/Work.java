package dev.merapi.cli.task;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import java.util.List;
import java.util.function.Supplier;

/**
 * A task whose data is read.
 *
 * @param model what is kept of the run in the end, and tested; with random parameters at first
 * @param phases trainings one after the other, mostly one; of several, the last is the run's own, whose epochs the user
 *     chooses. None where all was learned by reading, as counting does
 * @param samples what a sample is called, in the plural, such as {@code images}
 * @param details what to keep in the manifest, to see other data as this model is taught to
 * @param outcome tests the model as it then is
 */
public record Work(Object model, List<Phase> phases, String samples, Json details, Supplier<Outcome> outcome) {
    /** Copies the list. */
    public Work {
        phases = List.copyOf(phases);
    }

    /**
     * Work of one training.
     *
     * @param forward how a batch goes through the model
     * @param validation what it's evaluated on after each epoch
     */
    public Work(
            Object model,
            Forward forward,
            Recipe recipe,
            Dataset train,
            Dataset validation,
            String samples,
            Json details,
            Supplier<Outcome> outcome) {
        this(
                model,
                List.of(new Phase("training", model, forward, recipe, train, validation, () -> Outcome.NONE)),
                samples,
                details,
                outcome);
    }

    /** Work on a model that is a layer of the batch's inputs. */
    static Work of(
            Layer model,
            Recipe recipe,
            Dataset train,
            Dataset validation,
            String samples,
            Json details,
            Supplier<Outcome> outcome) {
        return new Work(model, Forward.of(model), recipe, train, validation, samples, details, outcome);
    }
}
