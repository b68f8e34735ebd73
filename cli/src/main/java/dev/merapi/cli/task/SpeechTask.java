package dev.merapi.cli.task;

import dev.merapi.cli.report.Clip;
import dev.merapi.cli.report.SpeechSections;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.augment.RandomCrop;
import dev.merapi.models.data.AugmentedInputs;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.SpeechClassifier;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A convolutional network that tells spoken digits apart. */
public record SpeechTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Answering {
    private static final List<String> CLASSES = SpokenDigits.NAMES;
    private static final int WIDTH = 16;
    private static final int FRAMES = 80;
    private static final int SHIFT = 4;
    private static final int MOST_WRONG = 20;
    private static final SpeechFeatures FEATURES = SpeechFeatures.of(SpokenDigits.RATE, 256, 100, 40);

    private static SpeechClassifier newModel(long seed) {
        return SpeechClassifier.of(
                FEATURES.mels(), WIDTH, CLASSES.size(), RandomKey.of(seed).fold("model"));
    }

    /** What the network sees [1, 1, mels, frames] of samples [n] at {@link SpokenDigits#RATE}: one second. */
    static Tensor seen(Tensor samples) {
        return FEATURES.of(samples, FRAMES).unsqueeze(0).unsqueeze(0);
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        SpokenDigits digits = SpokenDigits.open(data).limit(settings.limit());
        SpeechClassifier model = newModel(settings.seed());
        Recipe recipe = recipe(settings);
        return Work.of(
                        model,
                        recipe,
                        training(digits.train()),
                        dataset(digits.validation()),
                        "recordings",
                        FEATURES.toJson(),
                        () -> outcome(model, recipe, digits.test()))
                .notes(digits.notes());
    }

    @Override
    public Asked asked() {
        return Asked.SOUNDS;
    }

    @Override
    public Answerer answerer(Learned learned) {
        SpeechClassifier model = learned.into(newModel(0));
        return question -> {
            Sound.Heard heard = Wav.read(Path.of(question.input())).monoAt(SpokenDigits.RATE);
            return Answer.Classes.of(question.input() + heard.conversion(), CLASSES, model, seen(heard.samples()));
        };
    }

    /** A trained classifier, and how it does on recordings that it wasn't trained on. */
    record Judge(SpeechClassifier model, double accuracy) {}

    /** A classifier with this task's defaults and seed 0; with a limit above 0 of so many recordings alone. */
    Judge trained(Path data, int limit) {
        var settings = new Manifest.Settings(
                data.toString(), defaults.epochs(), defaults.batch(), defaults.rate(), 0, limit, 0, 0);
        SpokenDigits digits = SpokenDigits.open(data).limit(limit);
        SpeechClassifier model = newModel(0);
        Recipe recipe = recipe(settings);
        new Trainer(model, recipe).fit(training(digits.train()));
        return new Judge(
                model,
                Evaluation.of(Forward.of(model), dataset(digits.test()), recipe.loss())
                        .accuracy());
    }

    private static Recipe recipe(Manifest.Settings settings) {
        return Recipe.of(new CrossEntropy(), Adam.of(settings.rate()))
                .schedule(new OneCycle())
                .settings(settings);
    }

    /** Recordings that are a little earlier or later, higher or lower, each time they are heard. */
    static Dataset training(Fsdd recordings) {
        return new AugmentedInputs(dataset(recordings), new RandomCrop(SHIFT));
    }

    static Dataset dataset(Fsdd recordings) {
        List<Tensor> seen = recordings.recordings().stream()
                .map(r -> seen(SpokenDigits.samples(r)))
                .toList();
        long[] digits =
                recordings.recordings().stream().mapToLong(Recording::digit).toArray();
        return new TensorDataset(Tensor.concat(0, seen), Tensor.of(digits));
    }

    private static Outcome outcome(SpeechClassifier model, Recipe recipe, Fsdd test) {
        Evaluation evaluation = Evaluation.of(Forward.of(model), dataset(test), recipe.loss());
        var classified = Classification.of(evaluation, CLASSES);
        return new Outcome(
                List.of(classified.accuracy(), classified.loss(), classified.macroF1(), classified.wrong()),
                classified.text("recordings"),
                new SpeechSections(
                                classified.matrix(),
                                CLASSES,
                                wrong(evaluation, test.recordings()),
                                right(evaluation, test.recordings()))
                        .html());
    }

    private static List<Clip> wrong(Evaluation evaluation, List<Recording> test) {
        return surest(evaluation)
                .filter(i -> evaluation.predicted()[i] != evaluation.wanted()[i])
                .limit(MOST_WRONG)
                .map(i -> clip(evaluation, test.get(i), i))
                .toList();
    }

    private static List<Clip> right(Evaluation evaluation, List<Recording> test) {
        return IntStream.range(0, CLASSES.size())
                .boxed()
                .flatMap(digit -> surest(evaluation)
                        .filter(i ->
                                evaluation.wanted()[i] == digit && evaluation.predicted()[i] == digit)
                        .limit(1))
                .map(i -> clip(evaluation, test.get(i), i))
                .toList();
    }

    private static Stream<Integer> surest(Evaluation evaluation) {
        return IntStream.range(0, evaluation.predicted().length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -evaluation.confidence()[i]));
    }

    private static Clip clip(Evaluation evaluation, Recording recording, int i) {
        Tensor samples = SpokenDigits.samples(recording);
        String taken = CLASSES.get(evaluation.predicted()[i]);
        String is = CLASSES.get(evaluation.wanted()[i]);
        boolean wrong = !taken.equals(is);
        return new Clip(
                Sound.mono(SpeechFeatures.loud(samples), SpokenDigits.RATE),
                seen(samples).flatten(0).reshape(FEATURES.mels(), FRAMES),
                taken,
                (wrong ? "is " + is + ", " : "") + Figures.percent(evaluation.confidence()[i]) + " sure; "
                        + recording.file(),
                wrong);
    }
}
