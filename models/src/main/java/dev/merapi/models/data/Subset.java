package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import java.util.Arrays;

/**
 * Some samples of a data set, numbered anew from 0. What chance does to a sample in training is what it does in the
 * whole.
 *
 * @param numbers of the samples, in the order of their new numbers; one may occur several times
 */
public record Subset(Dataset data, int[] numbers) implements Dataset {
    /** Copies and checks the numbers. */
    public Subset {
        numbers = numbers.clone();
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < 0 || numbers[i] >= data.size()) {
                throw new IndexOutOfBoundsException("sample " + numbers[i] + ", number " + i + " of a subset, doesn't"
                        + " exist; the " + data.size() + " samples are numbered from 0");
            }
        }
    }

    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public Batch batch(int[] indices) {
        return data.batch(inWhole(indices));
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        return data.trainingBatch(inWhole(indices), epoch);
    }

    private int[] inWhole(int[] indices) {
        return Arrays.stream(Dataset.existing(size(), indices))
                .map(i -> numbers[i])
                .toArray();
    }
}
