package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * x [n, 3, h, w], logits [n, classes]; 3,504,872 parameters for 1000 classes, named as torchvision's. Source: Sandler
 * et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018, table 2.
 *
 * @param features the first convolution, the bottlenecks, the last convolution
 */
public record MobileNetV2(Sequential features, Sequential classifier) implements Layer {
    /** Table 2: expansion t, channels c, repetitions n, stride s of the first. */
    private record Stage(int t, int c, int n, int s) {}

    private static final List<Stage> STAGES = List.of(
            new Stage(1, 16, 1, 1),
            new Stage(6, 24, 2, 2),
            new Stage(6, 32, 3, 2),
            new Stage(6, 64, 4, 2),
            new Stage(6, 96, 3, 1),
            new Stage(6, 160, 3, 2),
            new Stage(6, 320, 1, 1));

    /**
     * Table 1: widen, filter each channel alone, narrow without an activation; added to x where the shapes agree.
     *
     * @param conv the three convolutions
     * @param residual whether x is added
     */
    public record Bottleneck(Sequential conv, boolean residual) implements Layer {
        static Bottleneck of(int in, int out, int stride, int expansion, RandomKey key) {
            int wide = in * expansion;
            List<Layer> layers = new ArrayList<>();
            if (expansion != 1) {
                layers.add(convolution(in, wide, 1, Options.DEFAULT, key.fold("widen")));
            }
            Options depthwise = Options.DEFAULT.stride(stride).padding(1).groups(wide);
            layers.add(convolution(wide, wide, 3, depthwise, key.fold("filter")));
            layers.add(Conv2d.withoutBias(wide, out, 1, Options.DEFAULT, key.fold("narrow")));
            layers.add(BatchNorm.of(out));
            return new Bottleneck(new Sequential(layers), stride == 1 && in == out);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = conv.forward(x);
            return residual ? x.add(y) : y;
        }
    }

    /** Random parameters. */
    public static MobileNetV2 of(int classes, RandomKey key) {
        return of(2, classes, key);
    }

    /** For images of 32 x 32, of which the first convolution keeps every pixel. Random parameters. */
    public static MobileNetV2 cifar(int classes, RandomKey key) {
        return of(1, classes, key);
    }

    private static MobileNetV2 of(int firstStride, int classes, RandomKey key) {
        List<Layer> features = new ArrayList<>();
        Options first = Options.DEFAULT.stride(firstStride).padding(1);
        features.add(convolution(3, 32, 3, first, key.fold("first")));
        int in = 32;
        for (Stage stage : STAGES) {
            for (int i = 0; i < stage.n(); i++) {
                int stride = i == 0 ? stage.s() : 1;
                features.add(Bottleneck.of(in, stage.c(), stride, stage.t(), key.fold(features.size())));
                in = stage.c();
            }
        }
        features.add(convolution(in, 1280, 1, Options.DEFAULT, key.fold("last")));
        Linear classifier = Linear.of(1280, classes, key.fold("classifier"));
        return new MobileNetV2(new Sequential(features), Sequential.of(new Dropout(0.2), classifier));
    }

    /** With batch norm and relu6 = min(relu(x), 6), whose derivative at 0 is 0 (clamp's is 1). */
    private static Sequential convolution(int in, int out, int kernel, Options options, RandomKey key) {
        Layer below6 = x -> x.clamp(Double.NEGATIVE_INFINITY, 6);
        Conv2d conv = Conv2d.withoutBias(in, out, kernel, options, key);
        return Sequential.of(conv, BatchNorm.of(out), new Relu(), below6);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor pooled = new GlobalAvgPool().forward(features.forward(x)); // [n, 1280]
        return classifier.forward(pooled);
    }
}
