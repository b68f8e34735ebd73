package dev.merapi.cli.task;

import java.util.List;
import java.util.Optional;

/** Speech: recognized and made. */
final class SpeechTasks {
    private static final SpeechTask CLASSIFIER = new SpeechTask(
            "speech-fsdd",
            "a convolutional network on spoken digits (Free Spoken Digit Dataset)",
            SpokenDigits.SOURCE,
            "Sainath 2015",
            Optional.of(Target.atLeast("test accuracy", 0.96)),
            new Task.Defaults(15, 64, 4e-3));

    static final List<Task> ALL = List.of(
            CLASSIFIER,
            new RecognitionTask(
                    "ctc-fsdd",
                    "a speech recognizer on strings of 3 to 5 of the same digits",
                    SpokenDigits.SOURCE,
                    "Graves 2006",
                    Optional.of(Target.atMost("word error rate", 0.08)),
                    1500,
                    new Task.Defaults(12, 16, 2e-3)),
            new SynthesisTask(
                    "tacotron-fsdd",
                    "a speech synthesizer that says the digits in a speaker's voice, judged by the classifier",
                    SpokenDigits.SOURCE,
                    "Wang 2017, Shen 2018",
                    Optional.of(Target.atLeast("recognized digits", 8)),
                    "jackson",
                    CLASSIFIER,
                    new Task.Defaults(100, 32, 2e-3)));

    private SpeechTasks() {}
}
