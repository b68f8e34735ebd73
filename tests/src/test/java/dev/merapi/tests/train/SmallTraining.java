package dev.merapi.tests.train;

import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.train.Recipe;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** A training of a second or two that uses all that could spoil the bits: dropout, batch norm, shards, uneven batches. */
final class SmallTraining {
    static final int SAMPLES = 150;
    static final int BATCH = 32;
    static final int STEPS = (SAMPLES + BATCH - 1) / BATCH;
    private static final int CLASSES = 4;

    private SmallTraining() {}

    /** Random weights from a seed. */
    static Layer model(long seed) {
        RandomKey key = RandomKey.of(seed);
        return Sequential.of(
                Conv2d.of(1, 8, 3, key.fold("conv")),
                BatchNorm.of(8),
                new Relu(),
                new MaxPool2d(2),
                new Flatten(),
                new Dropout(0.2),
                Linear.of(8 * 5 * 5, CLASSES, key.fold("fc")));
    }

    static Recipe recipe(int epochs) {
        return Recipe.of(new CrossEntropy(0.1), Adam.of(3e-3))
                .schedule(new Cosine(0))
                .batch(BATCH)
                .shards(3)
                .epochs(epochs)
                .seed(7);
    }

    /** Noisy images with a bright quarter that says the class. */
    static ImageDataset images() {
        int[] noise = RandomKey.of(5).permutation(SAMPLES * 144);
        byte[] pixels = new byte[SAMPLES * 144];
        for (int i = 0; i < pixels.length; i++) {
            int quarter = (i / 12 % 12 / 6) * 2 + i % 12 / 6;
            boolean bright = quarter == i / 144 % CLASSES;
            pixels[i] = (byte) (noise[i] % 128 + (bright ? 100 : 0));
        }
        long[] labels = IntStream.range(0, SAMPLES).mapToLong(i -> i % CLASSES).toArray();
        Tensor images = Tensor.of(DType.UINT8, Shape.of(SAMPLES, 1, 12, 12), pixels);
        return new ImageDataset(
                images,
                Tensor.of(labels),
                IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList(),
                Normalization.of(images));
    }

    /** A digest of all tensors of a model. */
    static String digest(Layer model) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            State.of(model).tensors().forEach((name, tensor) -> {
                sha.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                sha.update(tensor.segment()
                        .asSlice(0, (long) tensor.size() * Float.BYTES)
                        .toArray(ValueLayout.JAVA_BYTE));
            });
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file in which a run of these tests keeps its checkpoint. */
    static Path checkpoint(Path folder) {
        return folder.resolve("checkpoint.safetensors");
    }
}
