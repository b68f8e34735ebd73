package dev.merapi.cli.task;

import java.util.List;
import java.util.Optional;

/** Taggers, and what learns words from texts that nobody labelled. */
final class EncoderTasks {
    /**
     * BERT is to be no worse than the recurrent networks on the same reviews, half of which are positive. Neighbours are
     * told from noise in 0.5 of all pairs by chance, and in 0.504 by the words' frequencies alone, used as well as can be.
     */
    static final List<Task> ALL = List.of(
            new TaggerTask(
                    "tagger-ud",
                    "a bi-LSTM-CRF that tells parts of speech (Universal Dependencies, EWT)",
                    Source.shared("ud-ewt", "train.conllu, dev.conllu and test.conllu, plain or .gz"),
                    "Lample 2016",
                    Optional.of(Target.atLeast("test accuracy", 0.92)),
                    new Task.Defaults(5, 32, 5e-3)),
            new BertTask(
                    "bert-imdb",
                    "a small BERT that learns to name hidden words of film reviews, and then who liked what (IMDB)",
                    Source.shared("imdb5000", "movie_review.tsv.gz: id, sentiment and review, parted by tabs"),
                    "Devlin 2019",
                    Optional.of(Target.atLeast("test accuracy", 0.8)),
                    new BertTask.Pretraining(6, 1e-3),
                    new Task.Defaults(3, 16, 5e-4)),
            new SkipGramTask(
                    "word2vec-shakespeare",
                    "vectors of Shakespeare's words, by the words near them (skip-gram, negative sampling)",
                    Source.shared("tinyshakespeare", "input.txt, any text"),
                    "Mikolov 2013",
                    Optional.of(Target.atLeast("neighbours told from noise", 0.58)),
                    new Task.Defaults(15, 128, 0.05)));

    private EncoderTasks() {}
}
