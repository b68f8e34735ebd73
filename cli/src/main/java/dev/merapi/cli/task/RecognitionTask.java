package dev.merapi.cli.task;

import dev.merapi.cli.report.Transcript;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.JoinedDigits;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.CtcDecoder;
import dev.merapi.models.metric.ErrorRate;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.text.Alphabet;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.SpeechRecognizer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A recognizer of strings of digits, which are joined from single ones by chance; every epoch has others.
 *
 * @param strings how many an epoch has
 */
public record RecognitionTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        int strings,
        Defaults defaults)
        implements Answering {
    private static final Alphabet DIGITS = new Alphabet("0123456789");
    private static final SpeechFeatures FEATURES = SpeechFeatures.of(SpokenDigits.RATE, 256, 100, 40);
    private static final int CHANNELS = 24;
    private static final int UNITS = 96;
    private static final double LARGEST_GRADIENT = 5;
    private static final int VALIDATED = 100;
    private static final int TESTED = 300;
    private static final int BEAM = 16;
    private static final int BATCH = 50;
    private static final int SHOWN = 8;

    /** One string and what became of it. */
    private record Heard(String said, String greedy, String beam, Tensor probabilities) {}

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        SpokenDigits digits = SpokenDigits.open(data);
        RandomKey key = RandomKey.of(settings.seed());
        SpeechRecognizer model = newModel(settings.seed());
        Forward forward = batch -> model.forward(batch.inputs(), batch.more().getFirst());
        Recipe recipe = Recipe.of(new Ctc().framesFirst(true), new ClipNorm(LARGEST_GRADIENT, Adam.of(settings.rate())))
                .schedule(new OneCycle())
                .settings(settings);
        // What is tested on doesn't hang on the seed: all runs are measured by the same strings.
        JoinedDigits test =
                joined(digits.test(), TESTED, settings.limit(), RandomKey.of(0).fold("test"));
        return new Work(
                        model,
                        forward,
                        recipe,
                        joined(digits.train(), strings, settings.limit(), key.fold("train")),
                        joined(
                                digits.validation(),
                                VALIDATED,
                                settings.limit(),
                                RandomKey.of(0).fold("validation")),
                        "strings",
                        Json.object(Map.of("alphabet", Json.of(DIGITS.characters()), "features", FEATURES.toJson())),
                        () -> outcome(model, forward, recipe, test))
                .notes(digits.notes());
    }

    private static SpeechRecognizer newModel(long seed) {
        return SpeechRecognizer.of(
                FEATURES.mels(),
                CHANNELS,
                UNITS,
                DIGITS.symbols(),
                RandomKey.of(seed).fold("model"));
    }

    @Override
    public Asked asked() {
        return Asked.SOUNDS;
    }

    /** The digits that the beam search hears. */
    @Override
    public Answerer answerer(Learned learned) {
        SpeechRecognizer model = learned.into(newModel(0));
        CtcDecoder decoder = new CtcDecoder();
        return question -> {
            Sound.Heard sound = Wav.read(Path.of(question.input())).monoAt(SpokenDigits.RATE);
            Tensor frames = FEATURES.of(sound.samples()).t().unsqueeze(0);
            Tensor log = model.logProbabilities(frames, Tensor.of(new long[] {frames.size(1)}))
                    .getFirst();
            String digits = beam(decoder, log);
            return new Answer.Written(
                    question.input() + sound.conversion(), List.of(digits.isEmpty() ? "no digit" : digits));
        };
    }

    private static String beam(CtcDecoder decoder, Tensor log) {
        return DIGITS.decode(decoder.beam(log, BEAM).getFirst().labels());
    }

    private static JoinedDigits joined(Fsdd takes, int count, int limit, RandomKey key) {
        int size = limit == 0 ? count : Math.min(limit, count);
        return new JoinedDigits(takes, FEATURES, SpeechRecognizer::steps, size, key);
    }

    private static Outcome outcome(SpeechRecognizer model, Forward forward, Recipe recipe, JoinedDigits test) {
        List<Heard> heard = heard(model, test);
        ErrorRate greedy = rate(heard, Heard::greedy);
        ErrorRate beam = rate(heard, Heard::beam);
        double loss = Evaluation.of(forward, test, recipe.loss()).loss();
        double whole = heard.stream().filter(h -> h.said.equals(h.beam)).count() / (double) heard.size();
        return new Outcome(
                List.of(
                        new Outcome.Metric("word error rate", beam.value(), Figures.percent(beam.value())),
                        new Outcome.Metric("greedy word error rate", greedy.value(), Figures.percent(greedy.value())),
                        new Outcome.Metric("strings without error", whole, Figures.percent(whole)),
                        new Outcome.Metric("test loss", loss, Figures.loss(loss))),
                Figures.count(beam.length()) + " digits in " + Figures.count(heard.size()) + " strings: "
                        + beam.substitutions() + " taken for others, " + beam.deletions() + " missing, "
                        + beam.insertions() + " too many (beam of " + BEAM + ")",
                sections(heard, test));
    }

    private static List<Heard> heard(SpeechRecognizer model, JoinedDigits test) {
        CtcDecoder decoder = new CtcDecoder();
        List<Heard> heard = new ArrayList<>();
        for (int from = 0; from < test.size(); from += BATCH) {
            int[] numbers =
                    IntStream.range(from, Math.min(test.size(), from + BATCH)).toArray();
            Batch batch = test.batch(numbers);
            List<Tensor> logs =
                    model.logProbabilities(batch.inputs(), batch.more().getFirst());
            for (int i = 0; i < numbers.length; i++) {
                Tensor log = logs.get(i);
                heard.add(new Heard(
                        test.spoken(numbers[i]).text(),
                        DIGITS.decode(decoder.greedy(log)),
                        beam(decoder, log),
                        log.exp()));
            }
        }
        return heard;
    }

    private static ErrorRate rate(List<Heard> heard, Function<Heard, String> hypothesis) {
        return heard.stream()
                .map(h -> ErrorRate.of(words(h.said), words(hypothesis.apply(h))))
                .reduce(ErrorRate.NONE, ErrorRate::plus);
    }

    /** Each digit is a word. */
    private static List<String> words(String digits) {
        return digits.codePoints().mapToObj(Character::toString).toList();
    }

    private static List<String> sections(List<Heard> heard, JoinedDigits test) {
        List<Transcript> wrong = shown(heard, test, false);
        List<Transcript> right = shown(heard, test, true);
        return Stream.of(
                        wrong.isEmpty() ? "" : Transcript.section("Misheard", wrong),
                        right.isEmpty() ? "" : Transcript.section("Heard rightly", right))
                .filter(section -> !section.isEmpty())
                .toList();
    }

    private static List<Transcript> shown(List<Heard> heard, JoinedDigits test, boolean right) {
        return IntStream.range(0, heard.size())
                .filter(i -> heard.get(i).said.equals(heard.get(i).beam) == right)
                .limit(SHOWN)
                .mapToObj(i -> transcript(heard.get(i), test.spoken(i).samples()))
                .toList();
    }

    private static Transcript transcript(Heard heard, Tensor samples) {
        return new Transcript(
                Sound.mono(samples, SpokenDigits.RATE),
                FEATURES.of(samples),
                heard.probabilities,
                words(" " + DIGITS.characters()),
                words(heard.said),
                words(heard.beam));
    }
}
