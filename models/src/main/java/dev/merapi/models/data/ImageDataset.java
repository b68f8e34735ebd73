package dev.merapi.models.data;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Images in memory as the bytes they are; a batch of them is normalized when it's asked for: {@code inputs} float32
 * [b, c, h, w], {@code targets} int64 [b].
 *
 * @param images uint8 [n, c, h, w], contiguous
 * @param labels int64 [n], each from 0 to the number of classes - 1
 * @param classNames by label
 * @param normalization how pixels become inputs
 */
public record ImageDataset(Tensor images, Tensor labels, List<String> classNames, Normalization normalization)
        implements Dataset {
    /** Checks that all parts fit together. */
    public ImageDataset {
        classNames = List.copyOf(classNames);
        if (images.dtype() != DType.UINT8 || images.rank() != 4 || !images.isContiguous()) {
            throw new ShapeException("images must be contiguous uint8 [n, c, h, w], but are " + images.spec());
        }
        if (labels.dtype() != DType.INT64 || labels.rank() != 1 || labels.size() != images.size(0)) {
            throw new ShapeException(
                    images.size(0) + " images need labels int64 [" + images.size(0) + "], but got " + labels.spec());
        }
        normalization.checkChannels(images);
        long[] values = labels.toLongArray();
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= classNames.size()) {
                throw new IllegalArgumentException("label " + values[i] + " of image " + i + " isn't one of the "
                        + classNames.size() + " classes, 0 to " + (classNames.size() - 1));
            }
        }
    }

    @Override
    public int size() {
        return images.size(0);
    }

    @Override
    public Batch batch(int[] indices) {
        long[] targets = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            targets[i] = label(indices[i]);
        }
        return new Batch(normalization.apply(images, indices), Tensor.of(targets));
    }

    /** The raw pixels of one image, uint8 [c, h, w], as a view. */
    public Tensor image(int index) {
        return images.select(0, check(index));
    }

    /** The class of one image. */
    public int label(int index) {
        return (int) labels.segment()
                .getAtIndex(ValueLayout.JAVA_LONG, labels.offset() + (long) check(index) * labels.stride(0));
    }

    /** The first {@code n} images, or all if there are fewer; the normalization stays. */
    public ImageDataset limit(int n) {
        int m = Dataset.limited(size(), n);
        return new ImageDataset(images.slice(0, 0, m), labels.slice(0, 0, m), classNames, normalization);
    }

    private int check(int index) {
        return Dataset.existing(size(), index)[0];
    }
}
