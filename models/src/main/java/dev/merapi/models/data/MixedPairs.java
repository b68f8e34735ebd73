package dev.merapi.models.data;

import dev.merapi.models.augment.Image;
import dev.merapi.models.augment.Mixing;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * Images of which training sees each mixed with another one of the data set, which follows from the epoch's key and its
 * number: not from its batch. The targets are then float32 [n, classes], each class's share, for a cross-entropy that
 * takes probabilities. Outside training inputs and targets are as they are.
 *
 * @param data batches of float32 [n, c, h, w] and class numbers [n]
 */
public record MixedPairs(Dataset data, int classes, Mixing mixing) implements Derived {
    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        int[] others = partners(epoch.fold("partner"), indices);
        Batch a = data.trainingBatch(indices, epoch);
        Batch b = data.trainingBatch(others, epoch);
        Shape shape = a.inputs().shape();
        if (shape.rank() != 4
                || a.inputs().dtype() != DType.FLOAT32
                || a.targets().rank() != 1) {
            throw new ShapeException("mixing takes images float32 [n, c, h, w] and class numbers [n], but got "
                    + a.inputs().spec() + " and " + a.targets().spec());
        }
        float[] first = a.inputs().toFloatArray();
        float[] second = b.inputs().toFloatArray();
        float[] shares = new float[indices.length * classes];
        int size = shape.remove(0).size();
        for (int i = 0; i < indices.length; i++) {
            Mixing.Mixed mixed = mixing.of(
                    image(shape, first, i * size),
                    image(shape, second, i * size),
                    epoch.fold("mixing").fold(indices[i]));
            System.arraycopy(mixed.image().pixels(), 0, first, i * size, size);
            shares[i * classes + label(a.targets(), i)] += (float) mixed.share();
            shares[i * classes + label(b.targets(), i)] += (float) (1 - mixed.share());
        }
        return new Batch(Tensor.of(shape, first), Tensor.of(Shape.of(indices.length, classes), shares));
    }

    private int[] partners(RandomKey key, int[] indices) {
        return Arrays.stream(Dataset.existing(size(), indices))
                .map(i -> (int) Long.remainderUnsigned(key.fold(i).bits(), size()))
                .toArray();
    }

    private static Image image(Shape shape, float[] all, int from) {
        int size = shape.dim(1) * shape.dim(2) * shape.dim(3);
        return new Image(shape.dim(1), shape.dim(2), shape.dim(3), Arrays.copyOfRange(all, from, from + size));
    }

    private int label(Tensor targets, int i) {
        long label = targets.getLong(i);
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    "label " + label + " isn't one of the " + classes + " classes, 0 to " + (classes - 1));
        }
        return (int) label;
    }
}
