package dev.merapi.cli.task;

import dev.merapi.cli.report.Clip;
import dev.merapi.cli.report.SynthesisSections;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.GriffinLim;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.io.Json;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.text.Alphabet;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.SpeechClassifier;
import dev.merapi.models.zoo.Tacotron;
import dev.merapi.models.zoo.TacotronLoss;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A synthesizer that learns to say the digits as one speaker does. It's judged by ears of its own: a classifier of
 * digits that the test trains on all speakers' recordings, as {@code judge} does, and that never hears a synthesized
 * one before.
 *
 * @param speaker who is to be imitated
 * @param judge the classifier's task, whose defaults it's trained with
 */
public record SynthesisTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        String speaker,
        SpeechTask judge,
        Defaults defaults)
        implements Task {
    private static final Alphabet LETTERS = Alphabet.of(SpokenDigits.NAMES);
    private static final SpeechFeatures FEATURES = SpeechFeatures.of(SpokenDigits.RATE, 256, 64, 40);
    private static final int REDUCTION = 4;
    private static final int UNITS = 64;
    private static final double DROPOUT = 0.5;
    private static final double LARGEST_GRADIENT = 1;
    private static final TacotronLoss LOSS = new TacotronLoss(REDUCTION, FEATURES.mels());

    /** A word as it came out. */
    private record Said(int digit, Tensor spectrum, Tensor alignment, Tensor samples, int taken, double confidence) {}

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        SpokenDigits digits = SpokenDigits.open(data, speaker).limit(settings.limit());
        RandomKey key = RandomKey.of(settings.seed());
        Tacotron model = Tacotron.of(
                new Tacotron.Config(LETTERS.symbols(), FEATURES.mels(), UNITS, REDUCTION, DROPOUT), key.fold("model"));
        Forward forward =
                batch -> LOSS.output(model.forward(batch.inputs(), batch.more().getFirst()));
        Recipe recipe = Recipe.of(LOSS, new ClipNorm(LARGEST_GRADIENT, Adam.of(settings.rate())))
                .schedule(new OneCycle())
                .settings(settings);
        int steps = details.map(known -> Math.toIntExact(known.get("steps").integer()))
                .orElseGet(() -> DigitTexts.steps(digits.train(), FEATURES, REDUCTION));
        DigitTexts test = new DigitTexts(digits.test(), FEATURES, LETTERS, LOSS, steps);
        return new Work(
                        model,
                        forward,
                        recipe,
                        new DigitTexts(digits.train(), FEATURES, LETTERS, LOSS, steps),
                        new DigitTexts(digits.validation(), FEATURES, LETTERS, LOSS, steps),
                        "recordings",
                        details(steps),
                        () -> outcome(model, Evaluation.of(forward, test, LOSS).loss(), steps, digits, data, settings))
                .notes(notes(digits));
    }

    private List<String> notes(SpokenDigits digits) {
        String judged =
                "the test trains the classifier that judges, which takes as long as merapi train " + judge.name();
        return Stream.concat(digits.notes().stream(), Stream.of(judged)).toList();
    }

    private static Json details(int steps) {
        Map<String, Json> details = new LinkedHashMap<>();
        details.put("alphabet", Json.of(LETTERS.characters()));
        details.put("features", FEATURES.toJson());
        details.put("steps", Json.of(steps));
        return Json.object(details);
    }

    private Outcome outcome(
            Tacotron model, double loss, int steps, SpokenDigits digits, Path data, Manifest.Settings settings) {
        SpeechTask.Judge ears = judge.trained(data, settings.limit());
        RandomKey key = RandomKey.of(settings.seed()).fold("phases");
        List<Said> all = new ArrayList<>();
        for (int digit = 0; digit < SpokenDigits.NAMES.size(); digit++) {
            all.add(said(model, digit, steps, ears.model(), key.fold(digit)));
        }
        long right = all.stream().filter(s -> s.taken == s.digit).count();
        double sure = all.stream()
                .mapToDouble(s -> s.taken == s.digit ? s.confidence : 0)
                .average()
                .orElseThrow();
        Map<String, byte[]> files = new LinkedHashMap<>();
        all.forEach(s -> files.put(SpokenDigits.NAMES.get(s.digit) + ".wav", Wav.bytes(sound(s.samples))));
        return new Outcome(
                List.of(
                        new Outcome.Metric("recognized digits", right, right + " of " + all.size()),
                        new Outcome.Metric("mean confidence", sure, Figures.percent(sure)),
                        new Outcome.Metric("test loss", loss, Figures.loss(loss)),
                        new Outcome.Metric(
                                "classifier's accuracy on recordings",
                                ears.accuracy(),
                                Figures.percent(ears.accuracy()))),
                text(all),
                new SynthesisSections(all.stream().map(s -> word(s, digits)).toList()).html(),
                files);
    }

    private static Said said(Tacotron model, int digit, int steps, SpeechClassifier ears, RandomKey key) {
        try (Scope scope = Scope.open()) {
            Tacotron.Spoken spoken = model.speak(LETTERS.encode(SpokenDigits.NAMES.get(digit)), steps);
            Tensor spectrum = spoken.fine().squeeze(0).t().contiguous();
            GriffinLim phases = GriffinLim.of(FEATURES.mel().stft());
            Tensor samples = SpeechFeatures.loud(phases.of(FEATURES.magnitudes(spectrum), key));
            Tensor heard = ears.forward(SpeechTask.seen(samples)).softmax(1);
            return new Said(
                    digit,
                    scope.keep(spectrum),
                    scope.keep(spoken.alignment().squeeze(0).t().contiguous()),
                    scope.keep(samples),
                    heard.argmax(1).toIntArray()[0],
                    heard.max().item());
        }
    }

    private static String text(List<Said> all) {
        StringBuilder text = new StringBuilder();
        for (Said s : all) {
            text.append(String.format(
                    "%-6s is heard as %-6s %9s sure%n",
                    SpokenDigits.NAMES.get(s.digit), SpokenDigits.NAMES.get(s.taken), Figures.percent(s.confidence)));
        }
        return text.toString();
    }

    private static SynthesisSections.Word word(Said s, SpokenDigits digits) {
        String name = SpokenDigits.NAMES.get(s.digit);
        Clip made = new Clip(
                sound(s.samples),
                s.spectrum,
                SpokenDigits.NAMES.get(s.taken),
                Figures.percent(s.confidence) + " sure; " + name + ".wav",
                s.taken != s.digit);
        Optional<Recording> recorded = digits.test().recordings().stream()
                .filter(r -> r.digit() == s.digit)
                .findFirst();
        return new SynthesisSections.Word(name, made, recorded.map(SynthesisTask::clip), s.alignment);
    }

    private static Clip clip(Recording recording) {
        Tensor samples = SpeechFeatures.loud(SpokenDigits.samples(recording));
        return new Clip(sound(samples), FEATURES.of(samples), recording.file(), "the speaker", false);
    }

    private static Sound sound(Tensor samples) {
        return Sound.mono(samples, SpokenDigits.RATE);
    }
}
