package dev.merapi.models.data;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The numbers of samples to train on, to validate on and to test on: each sample is in exactly one part, and which
 * follows from the key. In each part they are in ascending order.
 */
public record Splits(int[] train, int[] validation, int[] test) {
    /**
     * Parts n samples by chance.
     *
     * @param validation share of the samples to validate on, from 0 to 1
     * @param test share of the samples to test on, from 0 to 1; the rest is to train on
     */
    public static Splits of(int n, double validation, double test, RandomKey key) {
        return stratified(new int[HeapArray.length("Splits", n, Integer.BYTES)], validation, test, key);
    }

    /**
     * The same with every class's samples parted in these shares by themselves, so that each part has its share of
     * every class, to the nearest sample.
     *
     * @param labels by sample
     */
    public static Splits stratified(int[] labels, double validation, double test, RandomKey key) {
        if (!(validation >= 0 && test >= 0 && validation + test <= 1)) {
            throw new IllegalArgumentException("shares of " + validation + " to validate and " + test
                    + " to test can't be taken of a whole; both must be 0 or more and together at most 1");
        }
        int[] part = new int[labels.length];
        for (int label : Arrays.stream(labels).distinct().toArray()) {
            int[] members = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label)
                    .toArray();
            int[] order = key.fold(label).permutation(members.length);
            int tested = (int) Math.round(test * members.length);
            int held = (int) Math.min(members.length, tested + Math.round(validation * members.length));
            for (int i = 0; i < held; i++) {
                part[members[order[i]]] = i < tested ? 2 : 1;
            }
        }
        return new Splits(numbers(part, 0), numbers(part, 1), numbers(part, 2));
    }

    private static int[] numbers(int[] part, int wanted) {
        return IntStream.range(0, part.length).filter(i -> part[i] == wanted).toArray();
    }
}
