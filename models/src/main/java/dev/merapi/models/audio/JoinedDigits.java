package dev.merapi.models.audio;

import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.augment.Draws;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.loss.Ctc;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Strings of 3 to 5 digits that one speaker seems to say: takes chosen by chance, each as loud as the others, with a
 * pause of up to a fifth of a second before, between and behind them. In training every epoch has strings of its own;
 * otherwise they are always the same, and string i is the same in whatever batch.
 *
 * <p>A batch's inputs are log-mel frames [n, t, mels], zeros behind shorter strings; more are the numbers of frames
 * [n]; targets are those of {@link Ctc#targets}, of {@code digit + 1}.
 */
public final class JoinedDigits implements Dataset {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 5;
    private static final double PAUSE_SECONDS = 0.2;

    private final List<List<Take>> speakers;
    private final SpeechFeatures features;
    private final IntUnaryOperator steps;
    private final int size;
    private final RandomKey key;

    /** A digit as it was said, at the features' rate. */
    private record Take(int digit, float[] samples) {}

    /** What was said, and the sound [n] of it. */
    public record Spoken(List<Integer> digits, Tensor samples) {
        /** The digits side by side, such as {@code 4071}. */
        public String text() {
            StringBuilder text = new StringBuilder();
            digits.forEach(text::append);
            return text.toString();
        }
    }

    /**
     * Strings of a data set's takes.
     *
     * @param steps how many steps a network's output has for so many frames
     * @param size how many strings
     */
    public JoinedDigits(Fsdd recordings, SpeechFeatures features, IntUnaryOperator steps, int size, RandomKey key) {
        if (recordings.recordings().isEmpty() || size < 1) {
            throw new IllegalArgumentException(size + " strings can't be joined of "
                    + recordings.recordings().size() + " recordings; there must be one of each at least");
        }
        this.speakers = recordings.speakers().stream()
                .map(speaker -> recordings.of(speaker).recordings().stream()
                        .map(r -> take(r, features.rate()))
                        .toList())
                .toList();
        this.features = features;
        this.steps = steps;
        this.size = size;
        this.key = key;
    }

    private static Take take(Recording recording, int rate) {
        Tensor samples = recording.sound().monoAt(rate).samples();
        return new Take(recording.digit(), SpeechFeatures.loud(samples).toFloatArray());
    }

    @Override
    public int size() {
        return size;
    }

    /** String i. */
    public Spoken spoken(int i) {
        return spoken(key.fold(Dataset.existing(size, i)[0]));
    }

    private Spoken spoken(RandomKey own) {
        Draws draws = new Draws(own);
        List<Take> takes = speakers.get(draws.below(speakers.size()));
        int count = SHORTEST + draws.below(LONGEST - SHORTEST + 1);
        List<Integer> digits = new ArrayList<>();
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Take take = takes.get(draws.below(takes.size()));
            digits.add(take.digit);
            parts.add(pause(draws));
            parts.add(take.samples);
        }
        parts.add(pause(draws));
        return new Spoken(digits, joined(parts));
    }

    private float[] pause(Draws draws) {
        return new float[draws.below((int) (PAUSE_SECONDS * features.rate()))];
    }

    private static Tensor joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return Tensor.of(all);
    }

    @Override
    public Batch batch(int[] indices) {
        return batch(indices, key);
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        return batch(indices, epoch.fold("strings"));
    }

    private Batch batch(int[] indices, RandomKey keys) {
        List<Spoken> strings = Arrays.stream(Dataset.existing(size, indices))
                .mapToObj(i -> spoken(keys.fold(i)))
                .toList();
        List<Tensor> seen =
                strings.stream().map(s -> features.of(s.samples()).t()).toList();
        int[] frames = seen.stream().mapToInt(x -> x.size(0)).toArray();
        int longest = Arrays.stream(frames).max().orElse(1);
        List<Tensor> filled = seen.stream()
                .map(x -> x.pad(new int[] {0, 0}, new int[] {longest - x.size(0), 0}, 0))
                .toList();
        List<int[]> labels = strings.stream()
                .map(s -> s.digits().stream().mapToInt(d -> d + 1).toArray())
                .toList();
        Tensor targets = Ctc.targets(labels, Arrays.stream(frames).map(steps).toArray());
        long[] lengths = Arrays.stream(frames).asLongStream().toArray();
        return new Batch(Tensor.stack(0, filled), targets, List.of(Tensor.of(lengths)));
    }
}
