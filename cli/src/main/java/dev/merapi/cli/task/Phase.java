package dev.merapi.cli.task;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One of a work's trainings, which follow one another. It finds its model's tensors as the phases before have left
 * them, and keeps checkpoints of its own, so that a run can be resumed in any phase.
 *
 * @param name what it does, such as {@code pretraining}; also a folder's name in the run's
 * @param model whose tensors are trained and kept in checkpoints
 * @param forward how a batch goes through it
 * @param validation what it's evaluated on after each epoch
 * @param outcome tests the model when the phase has ended, for the run's report; {@link Outcome#NONE} where the work's
 *     own test says all
 * @param diary what to note after each epoch
 */
public record Phase(
        String name,
        Object model,
        Forward forward,
        Recipe recipe,
        Dataset train,
        Dataset validation,
        Supplier<Outcome> outcome,
        Optional<Diary> diary) {
    /** A phase of which nothing is noted between epochs. */
    public Phase(
            String name,
            Object model,
            Forward forward,
            Recipe recipe,
            Dataset train,
            Dataset validation,
            Supplier<Outcome> outcome) {
        this(name, model, forward, recipe, train, validation, outcome, Optional.empty());
    }

    /** With a diary. */
    Phase with(Diary kept) {
        return new Phase(name, model, forward, recipe, train, validation, outcome, Optional.of(kept));
    }
}
