package dev.merapi.cli.task;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A task whose data is read.
 *
 * @param model with random parameters
 * @param forward how a batch goes through it
 * @param validation what it's evaluated on after each epoch
 * @param samples what a sample is called, in the plural, such as {@code images}
 * @param details what to keep in the manifest, to see other data as this model is taught to
 * @param outcome tests the model as it then is
 * @param diary what to note after each epoch
 */
public record Work(
        Object model,
        Forward forward,
        Recipe recipe,
        Dataset train,
        Dataset validation,
        String samples,
        Json details,
        Supplier<Outcome> outcome,
        Optional<Diary> diary) {
    /** Work of which nothing is noted between epochs. */
    Work(
            Object model,
            Forward forward,
            Recipe recipe,
            Dataset train,
            Dataset validation,
            String samples,
            Json details,
            Supplier<Outcome> outcome) {
        this(model, forward, recipe, train, validation, samples, details, outcome, Optional.empty());
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

    /** The same with a diary. */
    Work with(Diary kept) {
        return new Work(model, forward, recipe, train, validation, samples, details, outcome, Optional.of(kept));
    }
}
