package dev.merapi.cli.task;

import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.zoo.BigramModel;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Models that learn to write a text on. */
final class LanguageTasks {
    private static final Source SHAKESPEARE = Source.shared("tinyshakespeare", "input.txt, any text");

    static final List<Task> ALL = List.of(
            new NgramTask(
                    "ngram-shakespeare",
                    "n-grams of Shakespeare's characters, up to 6 long, counted and smoothed as Kneser and Ney do",
                    SHAKESPEARE,
                    "Kneser 1995",
                    Optional.of(Target.atMost("perplexity", 5))),
            new LanguageTask(
                    "bigram-shakespeare",
                    "the smallest neural language model, a table of what character follows which",
                    SHAKESPEARE,
                    "Karpathy's makemore",
                    Optional.of(Target.atMost("validation loss", 2.5)),
                    128,
                    0,
                    LanguageTasks::bigramWriter,
                    new Task.Defaults(2, 32, 0.05),
                    Adam::of,
                    new Cosine(0.01)),
            new LanguageTask(
                    "lstm-shakespeare",
                    "an LSTM that learns Shakespeare's characters",
                    SHAKESPEARE,
                    "Mikolov 2010",
                    Optional.of(Target.atMost("validation loss", 1.65)),
                    128,
                    0,
                    LanguageTasks::lstmWriter,
                    new Task.Defaults(6, 32, 2e-3),
                    rate -> new ClipNorm(5, Adam.of(rate)),
                    new Cosine(0.01)),
            new LanguageTask(
                    "gpt-shakespeare",
                    "a GPT that learns Shakespeare's characters: nanoGPT's recipe for a CPU, at twice the rate",
                    SHAKESPEARE,
                    "Radford 2019; nanoGPT",
                    Optional.of(Target.atMost("validation loss", 1.90)),
                    64,
                    24_000,
                    LanguageTasks::gptWriter,
                    new Task.Defaults(1, 12, 2e-3),
                    rate -> new ClipNorm(1, ParameterGroups.decayingMatrices(new AdamW(rate, 0.9, 0.99, 1e-8, 0.1))),
                    new Warmup(100, new Cosine(0.1))));

    private LanguageTasks() {}

    private static LanguageTask.Writer bigramWriter(int symbols, RandomKey key) {
        BigramModel model = BigramModel.of(symbols, key);
        return new LanguageTask.Writer(model, model::generate);
    }

    private static LanguageTask.Writer lstmWriter(int symbols, RandomKey key) {
        var options = RecurrentOptions.DEFAULT.dropout(0.1);
        var model = LstmLanguageModel.of(symbols, 128, 384, options, key);
        return new LanguageTask.Writer(model, model::generate);
    }

    private static LanguageTask.Writer gptWriter(int symbols, RandomKey key) {
        var nano = Gpt.Config.NANO;
        var config = new Gpt.Config(
                symbols, nano.context(), nano.layers(), nano.heads(), nano.width(), nano.dropout(), nano.bias());
        Gpt model = Gpt.of(config, key);
        return new LanguageTask.Writer(model, (prompt, count, sampling) -> {
            long[] all = model.generate(Tensor.of(prompt).unsqueeze(0), count, sampling)
                    .toLongArray();
            return Arrays.copyOfRange(all, prompt.length, all.length);
        });
    }
}
