package dev.merapi.models.data;

import dev.merapi.tensor.Tensor;
import java.util.Collections;

/** Images that are to come out as they went in: inputs and targets are the pixels from 0 to 1, float32 [b, c, h, w]. */
public record Reconstruction(ImageDataset images) implements Dataset {
    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Batch batch(int[] indices) {
        int channels = images.images().size(1);
        var none = new Normalization(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
        Tensor pixels = none.apply(images.images(), indices);
        return new Batch(pixels, pixels);
    }
}
