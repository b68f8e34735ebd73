package dev.merapi.cli.task;

import java.util.List;
import java.util.Optional;

/** Taggers, and what learns words from texts that nobody labelled. */
final class EncoderTasks {
    static final List<Task> ALL = List.of(new TaggerTask(
            "tagger-ud",
            "a bi-LSTM-CRF that tells parts of speech (Universal Dependencies, EWT)",
            Source.shared("ud-ewt", "train.conllu, dev.conllu and test.conllu, plain or .gz"),
            "Lample 2016",
            Optional.of(Target.atLeast("test accuracy", 0.92)),
            new Task.Defaults(5, 32, 5e-3)));

    private EncoderTasks() {}
}
