package dev.merapi.cli.task;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import java.util.ArrayList;
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
 * @param notes what people should know of the data, such as what had to be converted; printed before training and
 *     before an evaluation
 */
public record Work(
        Object model, List<Phase> phases, String samples, Json details, Supplier<Outcome> outcome, List<String> notes) {
    /** Copies the lists. */
    public Work {
        phases = List.copyOf(phases);
        notes = List.copyOf(notes);
    }

    /** Work on data that there's nothing to say of. */
    public Work(Object model, List<Phase> phases, String samples, Json details, Supplier<Outcome> outcome) {
        this(model, phases, samples, details, outcome, List.of());
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

    /** With notes. */
    Work notes(List<String> n) {
        return new Work(model, phases, samples, details, outcome, n);
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

    /** With a diary of the last phase. */
    Work with(Diary diary) {
        List<Phase> noted = new ArrayList<>(phases);
        noted.add(noted.removeLast().with(diary));
        return new Work(model, noted, samples, details, outcome, notes);
    }
}
