package dev.merapi.cli.task;

import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.text.Alphabet;
import dev.merapi.models.zoo.TacotronLoss;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Recordings beside the letters of what is said, all filled up to the same lengths, so that a sample is the same in
 * whatever batch: inputs are ids [n, s], more the log-mel frames [n, t, mels], targets those of {@link
 * TacotronLoss#target}.
 */
final class DigitTexts implements Dataset {
    private final Tensor ids;
    private final Tensor frames;
    private final Tensor targets;

    /**
     * Reads all.
     *
     * @param steps how many steps of {@code loss.group()} frames a sample has; longer recordings lose their end
     */
    DigitTexts(Fsdd recordings, SpeechFeatures features, Alphabet alphabet, TacotronLoss loss, int steps) {
        List<Recording> all = recordings.recordings();
        int n = all.size();
        int longest = SpokenDigits.NAMES.stream().mapToInt(String::length).max().orElseThrow();
        int[] letters = new int[n * longest];
        float[] stops = new float[n * steps];
        float[] distances = new float[n * steps * longest];
        Tensor[] seen = new Tensor[n];
        for (int i = 0; i < n; i++) {
            int[] text = alphabet.encode(SpokenDigits.NAMES.get(all.get(i).digit()));
            System.arraycopy(text, 0, letters, i * longest, text.length);
            Tensor own = features.of(SpokenDigits.samples(all.get(i))).t();
            int said = Math.min(steps, Math.ceilDiv(own.size(0), loss.group()));
            seen[i] = filled(own, steps * loss.group());
            for (int k = 0; k < steps; k++) {
                stops[i * steps + k] = k >= said - 1 ? 1 : 0;
                for (int j = 0; j < longest; j++) {
                    distances[(i * steps + k) * longest + j] = (float) TacotronLoss.distance(k, j, said, text.length);
                }
            }
        }
        ids = Tensor.of(Shape.of(n, longest), letters);
        frames = Tensor.stack(0, seen);
        targets = loss.target(
                frames, Tensor.of(Shape.of(n, steps), stops), Tensor.of(Shape.of(n, steps, longest), distances));
    }

    /** The most steps that one of these recordings has. */
    static int steps(Fsdd recordings, SpeechFeatures features, int group) {
        return recordings.recordings().stream()
                .mapToInt(r -> Math.ceilDiv(features.of(SpokenDigits.samples(r)).size(1), group))
                .max()
                .orElse(1);
    }

    private static Tensor filled(Tensor x, int length) {
        int more = length - x.size(0);
        return more <= 0 ? x.slice(0, 0, length) : x.pad(new int[] {0, 0}, new int[] {more, 0}, 0);
    }

    @Override
    public int size() {
        return ids.size(0);
    }

    @Override
    public Batch batch(int[] indices) {
        Tensor rows = Tensor.of(
                Arrays.stream(Dataset.existing(size(), indices)).asLongStream().toArray());
        return new Batch(ids.indexSelect(0, rows), targets.indexSelect(0, rows), List.of(frames.indexSelect(0, rows)));
    }
}
