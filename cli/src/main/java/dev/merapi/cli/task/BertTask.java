package dev.merapi.cli.task;

import dev.merapi.cli.report.Blanks;
import dev.merapi.cli.report.TextSections;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Polynomial;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.Bert;
import dev.merapi.models.zoo.MaskedTexts;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small BERT: it learns to name hidden words of texts, of which no label is looked at, and is then fine-tuned to
 * classify them. The same network classifies without having been pretrained, for comparison.
 *
 * @param pretraining epochs of naming hidden words, and the learning rate at its highest
 */
public record BertTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        Pretraining pretraining,
        Defaults defaults)
        implements Answering {
    private static final TransformerOptions OPTIONS =
            new TransformerOptions(128, 4).hidden(512).activation(TransformerOptions.Activation.GELU);

    private static final int LAYERS = 2;
    private static final int LENGTH = 128;
    private static final int SYMBOLS = 8000;
    private static final int WARMUP = 100;

    /** How it's pretrained. */
    public record Pretraining(int epochs, double rate) {}

    /** What all phases have in common. */
    private record Setting(BertWords words, TextTask.Texts texts, Manifest.Settings settings, Bert.Config config) {
        Bert encoder() {
            return Bert.of(config, key().fold("encoder"));
        }

        Bert.Classifier classifier(Bert encoder) {
            int classes = texts.train().classNames().size();
            return Bert.Classifier.of(encoder, classes, key().fold("classifier"));
        }

        private RandomKey key() {
            return RandomKey.of(settings.seed()).fold("model");
        }

        Recipe recipe(CrossEntropy loss, int epochs, double rate) {
            AdamW adam = new AdamW(rate, 0.9, 0.999, 1e-8, 0.01);
            return Recipe.of(loss, new ClipNorm(1, ParameterGroups.decayingMatrices(adam)))
                    .schedule(new Warmup(WARMUP, new Polynomial(1)))
                    .settings(settings)
                    .epochs(epochs);
        }

        /** How many words all texts have. */
        IntStream lengths() {
            return Stream.of(texts.train(), texts.validation(), texts.test())
                    .flatMap(part -> part.texts().stream())
                    .mapToInt(text -> words.tokenizer().encode(text).length);
        }

        /** Some words hidden. */
        Dataset hidden(List<String> part) {
            List<int[]> ids = part.stream().map(words.tokenizer()::encode).toList();
            return new MaskedTexts(ids, LENGTH, BertWords.CLASS, words.masking());
        }

        Dataset labelled(LabelledTexts part) {
            List<int[]> ids = part.texts().stream()
                    .map(text -> words.classified(text, LENGTH))
                    .toList();
            return new TensorDataset(
                    Sequences.padSequences(ids, LENGTH),
                    Tensor.of(
                            part.labels().stream().mapToLong(Integer::longValue).toArray()));
        }
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        TextTask.Texts texts = TextData.imdb(data).limit(settings.limit());
        BertWords words = details.map(Tokenizer::of)
                .map(BertWords::new)
                .orElseGet(() -> FileFormatException.naming(
                        data.resolve(TextData.REVIEWS),
                        () -> BertWords.of(texts.train().texts(), SYMBOLS)));
        var setting = new Setting(words, texts, settings, config(words));
        Bert encoder = setting.encoder();
        Bert.Classifier model = setting.classifier(encoder);
        Bert.Classifier plain = setting.classifier(setting.encoder());
        return new Work(
                model,
                List.of(
                        masked(setting, encoder),
                        classifying(setting, "scratch", plain, () -> compared(plain, setting)),
                        classifying(setting, "fine-tuning", model, () -> Outcome.NONE)),
                "texts",
                words.tokenizer().toJson(),
                () -> outcome(model, setting),
                LongTexts.note(setting.lengths(), LENGTH - 1, "middle", texts::place));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    @Override
    public Answerer answerer(Learned learned) {
        BertWords words = new BertWords(Tokenizer.of(learned.details()));
        RandomKey key = RandomKey.of(0);
        Bert.Classifier model =
                learned.into(Bert.Classifier.of(Bert.of(config(words), key), TextData.SENTIMENTS.size(), key));
        return question -> {
            TextQuestion asked = TextQuestion.of(question.input(), words.tokenizer());
            return Answer.Classes.of(
                    asked.shown(LENGTH - 1, "middle is"),
                    TextData.SENTIMENTS,
                    model,
                    Sequences.padSequences(List.of(words.classified(question.input(), LENGTH)), LENGTH));
        };
    }

    private static Bert.Config config(BertWords words) {
        return new Bert.Config(words.size(), LENGTH, LAYERS, OPTIONS, Vocabulary.PADDING);
    }

    private Phase masked(Setting setting, Bert encoder) {
        var model = Bert.MaskedLm.of(encoder, setting.key().fold("masked"));
        Forward forward = batch -> model.forward(batch.inputs(), batch.more().getFirst());
        List<String> held = setting.texts().validation().texts();
        Dataset hidden = setting.hidden(held);
        var loss = new CrossEntropy().classAxis(-1);
        return new Phase(
                "pretraining",
                model,
                forward,
                setting.recipe(loss, pretraining.epochs(), pretraining.rate()),
                setting.hidden(setting.texts().train().texts()),
                hidden,
                () -> {
                    Masked masked = Masked.of(forward, hidden, loss);
                    var blanks = new Cloze(setting.words(), model, LENGTH).of(held);
                    return new Outcome(
                            List.of(
                                    new Outcome.Metric(
                                            "hidden words named",
                                            masked.accuracy(),
                                            Figures.percent(masked.accuracy())),
                                    new Outcome.Metric(
                                            "hidden words' loss", masked.loss(), Figures.loss(masked.loss()))),
                            "",
                            List.of(Blanks.section(blanks)));
                });
    }

    private static Phase classifying(Setting setting, String name, Bert.Classifier model, Supplier<Outcome> outcome) {
        Manifest.Settings s = setting.settings();
        return new Phase(
                name,
                model,
                Forward.of(model),
                setting.recipe(new CrossEntropy(), s.epochs(), s.rate()),
                setting.labelled(setting.texts().train()),
                setting.labelled(setting.texts().validation()),
                outcome);
    }

    private static Evaluation test(Bert.Classifier model, Setting setting) {
        return Evaluation.of(Forward.of(model), setting.labelled(setting.texts().test()), new CrossEntropy());
    }

    private static Outcome compared(Bert.Classifier plain, Setting setting) {
        double accuracy = test(plain, setting).accuracy();
        return new Outcome(
                List.of(new Outcome.Metric("accuracy without pretraining", accuracy, Figures.percent(accuracy))),
                "",
                List.of());
    }

    private static Outcome outcome(Bert.Classifier model, Setting setting) {
        LabelledTexts test = setting.texts().test();
        Evaluation evaluation = test(model, setting);
        var classified = Classification.of(evaluation, test.classNames());
        return new Outcome(
                List.of(classified.accuracy(), classified.loss()),
                classified.text("texts"),
                new TextSections(evaluation, classified.matrix(), test).html());
    }
}
