package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set whose classes come equally often in training, however many samples each has: an epoch takes as many
 * samples as there are, of every class the same number (to one), each class's own in random order and again from the
 * start where they are too few. Outside training it's the data set itself.
 *
 * @param labels by sample
 */
public record Balanced(Dataset data, int[] labels) implements Derived {
    /** Copies and checks the labels. */
    public Balanced {
        labels = labels.clone();
        if (labels.length != data.size()) {
            throw new ShapeException(
                    data.size() + " samples need as many labels to be balanced by, not " + labels.length);
        }
    }

    @Override
    public int[] trainingOrder(int batchSize, RandomKey epoch) {
        List<int[]> classes = Arrays.stream(labels)
                .distinct()
                .sorted()
                .mapToObj(label -> members(label, epoch.fold("class").fold(label)))
                .toList();
        // Which classes get one more, where their number doesn't divide the samples', is a matter of chance too.
        int[] turns = epoch.fold("turns").permutation(classes.size());
        int[] order = epoch.permutation(labels.length);
        for (int i = 0; i < order.length; i++) {
            int[] members = classes.get(turns[order[i] % turns.length]);
            order[i] = members[order[i] / turns.length % members.length];
        }
        return order;
    }

    private int[] members(int label, RandomKey key) {
        int[] members = IntStream.range(0, labels.length)
                .filter(i -> labels[i] == label)
                .toArray();
        return Arrays.stream(key.permutation(members.length))
                .map(i -> members[i])
                .toArray();
    }
}
