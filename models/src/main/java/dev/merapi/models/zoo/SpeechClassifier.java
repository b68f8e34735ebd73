package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Speech as log-mel spectra x [n, 1, mels, frames] to logits [n, classes]: four convolutions of 3 x 3, the first three
 * halved by pooling, then the mean over time, whose channels and pitches a linear layer weighs. Sounds may be of any
 * length from 8 frames. As Sainath, Parada, "Convolutional neural networks for small-footprint keyword spotting", 2015,
 * with batch norm and the mean of Lin, Chen, Yan, "Network in network", 2014, along time alone.
 */
public record SpeechClassifier(Sequential features, Dropout dropout, Linear output) implements Layer {
    private static final int HALVED = 3;
    private static final double DROPPED = 0.3;

    /** Random parameters: {@code width}, twice and four times as many channels. */
    public static SpeechClassifier of(int mels, int width, int classes, RandomKey key) {
        List<Layer> layers = new ArrayList<>();
        int in = 1;
        for (int i = 0; i <= HALVED; i++) {
            int out = Math.min(width << i, 4 * width);
            layers.add(Conv2d.withoutBias(in, out, 3, Options.DEFAULT.padding(1), key.fold(i)));
            layers.addAll(List.of(BatchNorm.of(out), new Relu()));
            if (i < HALVED) {
                layers.add(new MaxPool2d(2));
            }
            in = out;
        }
        return new SpeechClassifier(
                new Sequential(layers),
                new Dropout(DROPPED),
                Linear.of(in * (mels >> HALVED), classes, key.fold("output")));
    }

    @Override
    public Tensor forward(Tensor x) {
        int least = 1 << HALVED;
        if (x.rank() != 4 || x.size(1) != 1 || x.size(2) < least || x.size(3) < least) {
            throw new ShapeException(
                    "SpeechClassifier: the spectra " + x.shape() + " should be [n, 1, mels, frames] of " + least
                            + " mels and frames or more; put silence around shorter sounds");
        }
        Tensor heard = features.forward(x).mean(3); // [n, channels, mels / 8]
        return output.forward(dropout.forward(heard.flatten(1)));
    }
}
