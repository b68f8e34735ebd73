package dev.merapi.models.data;

import dev.merapi.models.augment.BoxAugmentation;
import dev.merapi.models.augment.Boxed;
import dev.merapi.models.augment.Image;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.vision.Anchors;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images and the objects in them, as a single-shot detector learns them: {@code inputs} float32 [b, c, h, w] are
 * normalized, {@code targets} float32 [b, anchors, 5] say of each anchor its object's class from 1, or 0 for the
 * background, and the box's four offsets from the anchor. Training sees images and boxes changed by the augmentation.
 *
 * @param images uint8 [n, c, h, w], contiguous
 * @param truths each image's objects, in pixels
 * @param overlap from which on an anchor stands for an object
 */
public record DetectionDataset(
        Tensor images,
        List<List<Truth>> truths,
        Normalization normalization,
        Anchors anchors,
        double overlap,
        BoxAugmentation augmentation)
        implements Dataset {
    private static final int FIELDS = 5;

    /** Copies the lists and checks that all parts fit together. */
    public DetectionDataset {
        truths = truths.stream().map(List::copyOf).toList();
        if (images.dtype() != DType.UINT8 || images.rank() != 4 || !images.isContiguous()) {
            throw new ShapeException("images must be contiguous uint8 [n, c, h, w], but are " + images.spec());
        }
        if (truths.size() != images.size(0)) {
            throw new ShapeException(images.size(0) + " images need as many lists of objects, but got " + truths.size()
                    + "; an image without objects has an empty list");
        }
        normalization.checkChannels(images);
    }

    @Override
    public int size() {
        return truths.size();
    }

    @Override
    public Batch batch(int[] indices) {
        Tensor inputs = normalization.apply(images, indices);
        List<List<Truth>> objects = Arrays.stream(indices).mapToObj(truths::get).toList();
        return new Batch(inputs, targets(objects));
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        int channels = images.size(1);
        int height = images.size(2);
        int width = images.size(3);
        int pixels = channels * height * width;
        var none = new Normalization(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
        float[] all = none.apply(images, indices).toFloatArray();
        RandomKey key = epoch.fold("augmentation");
        List<Boxed> changed = IntStream.range(0, indices.length)
                .mapToObj(i -> {
                    float[] own = Arrays.copyOfRange(all, i * pixels, (i + 1) * pixels);
                    Boxed sample = new Boxed(new Image(channels, height, width, own), truths.get(indices[i]));
                    return augmentation.of(sample, key.fold(indices[i]));
                })
                .toList();
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(changed.get(i).image().pixels(), 0, all, i * pixels, pixels);
        }
        Tensor shown = Tensor.of(Shape.of(indices.length, channels, height, width), all);
        return new Batch(
                normalization.applyToShares(shown),
                targets(changed.stream().map(Boxed::truths).toList()));
    }

    /** float32 [images, anchors, 5]. */
    private Tensor targets(List<List<Truth>> objects) {
        float[] targets = new float[objects.size() * anchors.size() * FIELDS];
        for (int i = 0; i < objects.size(); i++) {
            List<Truth> own = objects.get(i);
            int[] matches = anchors.match(own.stream().map(Truth::box).toList(), overlap);
            for (int a = 0; a < matches.length; a++) {
                if (matches[a] >= 0) {
                    Truth truth = own.get(matches[a]);
                    int at = (i * anchors.size() + a) * FIELDS;
                    targets[at] = truth.label() + 1;
                    double[] offsets = anchors.encode(a, truth.box());
                    for (int k = 0; k < offsets.length; k++) {
                        targets[at + 1 + k] = (float) offsets[k];
                    }
                }
            }
        }
        return Tensor.of(Shape.of(objects.size(), anchors.size(), FIELDS), targets);
    }
}
