package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Window;

/**
 * x [n, 3, h, w], logits [n, classes]; 6,624,904 parameters for 1000 classes, named as torchvision's. Source: Szegedy
 * et al., "Going deeper with convolutions", 2015, table 1; torchvision's form: batch norm behind each convolution, 3 x
 * 3 for 5 x 5, and without the auxiliary classifiers, which only train.
 */
public record GoogLeNet(
        BasicConv2d conv1,
        BasicConv2d conv2,
        BasicConv2d conv3,
        Inception inception3a,
        Inception inception3b,
        Inception inception4a,
        Inception inception4b,
        Inception inception4c,
        Inception inception4d,
        Inception inception4e,
        Inception inception5a,
        Inception inception5b,
        Dropout dropout,
        Linear fc)
        implements Layer {
    private static final Window HALVE = Window.of(3).stride(2);

    /** A convolution, batch norm and relu; padded so that stride 1 keeps the image's size. */
    public record BasicConv2d(Conv2d conv, BatchNorm bn) implements Layer {
        static BasicConv2d of(int in, int out, int kernel, int stride, RandomKey key) {
            Options options = Options.DEFAULT.stride(stride).padding(kernel / 2);
            BatchNorm b = BatchNorm.of(out);
            return new BasicConv2d(
                    Conv2d.withoutBias(in, out, kernel, options, key),
                    new BatchNorm(b.weight(), b.bias(), b.runningMean(), b.runningVar(), b.momentum(), 1e-3));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sequential.of(conv, bn, new Relu()).forward(x);
        }
    }

    /** Figure 2b: four ways side by side, joined along the channels. */
    public record Inception(BasicConv2d branch1, Sequential branch2, Sequential branch3, Sequential branch4)
            implements Layer {
        /** Channels as in the columns of table 1: of 1 x 1, of 3 x 3 and 5 x 5 with their reductions, of the pool's. */
        static Inception of(int in, int c1, int red3, int c3, int red5, int c5, int pool, RandomKey key) {
            return new Inception(
                    BasicConv2d.of(in, c1, 1, 1, key.fold("1x1")),
                    Sequential.of(
                            BasicConv2d.of(in, red3, 1, 1, key.fold("3x3 reduce")),
                            BasicConv2d.of(red3, c3, 3, 1, key.fold("3x3"))),
                    Sequential.of(
                            BasicConv2d.of(in, red5, 1, 1, key.fold("5x5 reduce")),
                            BasicConv2d.of(red5, c5, 3, 1, key.fold("5x5"))),
                    Sequential.of(
                            new MaxPool2d(Window.of(3).stride(1).padding(1)),
                            BasicConv2d.of(in, pool, 1, 1, key.fold("pool"))));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Tensor.concat(1, branch1.forward(x), branch2.forward(x), branch3.forward(x), branch4.forward(x));
        }
    }

    /** Random parameters. */
    public static GoogLeNet of(int classes, RandomKey key) {
        return of(BasicConv2d.of(3, 64, 7, 2, key.fold("conv1")), classes, key);
    }

    /** For images of 32 x 32: the first convolution is 3 x 3 and keeps their size. Random parameters. */
    public static GoogLeNet cifar(int classes, RandomKey key) {
        return of(BasicConv2d.of(3, 64, 3, 1, key.fold("conv1")), classes, key);
    }

    private static GoogLeNet of(BasicConv2d first, int classes, RandomKey key) {
        return new GoogLeNet(
                first,
                BasicConv2d.of(64, 64, 1, 1, key.fold("conv2")),
                BasicConv2d.of(64, 192, 3, 1, key.fold("conv3")),
                Inception.of(192, 64, 96, 128, 16, 32, 32, key.fold("3a")),
                Inception.of(256, 128, 128, 192, 32, 96, 64, key.fold("3b")),
                Inception.of(480, 192, 96, 208, 16, 48, 64, key.fold("4a")),
                Inception.of(512, 160, 112, 224, 24, 64, 64, key.fold("4b")),
                Inception.of(512, 128, 128, 256, 24, 64, 64, key.fold("4c")),
                Inception.of(512, 112, 144, 288, 32, 64, 64, key.fold("4d")),
                Inception.of(528, 256, 160, 320, 32, 128, 128, key.fold("4e")),
                Inception.of(832, 256, 160, 320, 32, 128, 128, key.fold("5a")),
                Inception.of(832, 384, 192, 384, 48, 128, 128, key.fold("5b")),
                new Dropout(0.2),
                Linear.of(1024, classes, key.fold("fc")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h1 = conv1.forward(x).maxPool2dCeil(HALVE); // [n, 64, h / 4, w / 4]
        Tensor h2 = conv3.forward(conv2.forward(h1)).maxPool2dCeil(HALVE);
        Tensor h3 = inception3b.forward(inception3a.forward(h2)).maxPool2dCeil(HALVE);
        Tensor h4 = inception4c.forward(inception4b.forward(inception4a.forward(h3)));
        Tensor h5 = inception4e.forward(inception4d.forward(h4)).maxPool2dCeil(Window.of(2));
        Tensor features = inception5b.forward(inception5a.forward(h5)); // [n, 1024, h / 32, w / 32]
        return fc.forward(dropout.forward(new GlobalAvgPool().forward(features)));
    }
}
