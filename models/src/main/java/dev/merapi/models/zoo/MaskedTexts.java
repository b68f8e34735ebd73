package dev.merapi.models.zoo;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.text.Sequences;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts for a masked language model: {@code inputs} int64 [b, length] with some words hidden, {@code targets} int64
 * [b, k] the hidden words, and as {@code more} their places int64 [b, k]; k is the most that a text of the batch
 * hides, and what is over has the target {@link CrossEntropy#IGNORE}. A longer text shows a window, in each epoch
 * another one.
 *
 * @param texts words' ids
 * @param length of the inputs, {@code first} included
 * @param first the id in front of every text
 */
public record MaskedTexts(List<int[]> texts, int length, int first, TokenMasking masking) implements Dataset {
    private static final RandomKey STILL = RandomKey.of(0).fold("masked texts");

    /** Copies the list and checks the length. */
    public MaskedTexts {
        texts = List.copyOf(texts);
        if (length < 2) {
            throw new IllegalArgumentException(
                    "masked texts of length " + length + " have no room for a word; use 2 or more");
        }
    }

    @Override
    public int size() {
        return texts.size();
    }

    /** The beginnings of the texts; a text has the same words hidden each time. */
    @Override
    public Batch batch(int[] indices) {
        List<Batch> samples = new ArrayList<>();
        for (int i : Dataset.existing(size(), indices)) {
            samples.add(sample(texts.get(i), 0, STILL.fold(i)));
        }
        return together(samples);
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        List<Batch> samples = new ArrayList<>();
        for (int i : Dataset.existing(size(), indices)) {
            RandomKey key = epoch.fold(i);
            int over = Math.max(0, texts.get(i).length - (length - 1));
            int from = (int) (key.fold("window").uniform(1).item() * (over + 1));
            samples.add(sample(texts.get(i), Math.min(from, over), key));
        }
        return together(samples);
    }

    /** Ids with the hidden ones replaced [1, length], and their targets [1, length]. */
    private Batch sample(int[] text, int from, RandomKey key) {
        int end = Math.min(text.length, from + length - 1);
        int[] ids = new int[1 + end - from];
        ids[0] = first;
        System.arraycopy(text, from, ids, 1, end - from);
        return masking.apply(Sequences.padSequences(List.of(ids), length), key);
    }

    private static Batch together(List<Batch> samples) {
        List<int[]> places = new ArrayList<>();
        int most = 1;
        for (Batch sample : samples) {
            long[] targets = sample.targets().toLongArray();
            int[] hidden = IntStream.range(0, targets.length)
                    .filter(t -> targets[t] != CrossEntropy.IGNORE)
                    .toArray();
            places.add(hidden);
            most = Math.max(most, hidden.length);
        }
        long[] targets = new long[samples.size() * most];
        Arrays.fill(targets, CrossEntropy.IGNORE);
        for (int i = 0; i < places.size(); i++) {
            long[] all = samples.get(i).targets().toLongArray();
            for (int k = 0; k < places.get(i).length; k++) {
                targets[i * most + k] = all[places.get(i)[k]];
            }
        }
        Tensor inputs = Tensor.concat(0, samples.stream().map(Batch::inputs).toList());
        return new Batch(
                inputs,
                Tensor.of(Shape.of(samples.size(), most), targets),
                List.of(Sequences.padSequences(places, most)));
    }
}
