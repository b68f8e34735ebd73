package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.AlexNet;
import dev.merapi.models.zoo.AutoEncoder;
import dev.merapi.models.zoo.CifarResNet;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.models.zoo.GoogLeNet;
import dev.merapi.models.zoo.LeNet5;
import dev.merapi.models.zoo.MobileNetV2;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.models.zoo.UNet;
import dev.merapi.models.zoo.Vae;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Networks of images learn one small batch by heart in a few steps: deep ones without their dropout, which would make each loss
 * another draw.
 */
class ImageOverfitTest {
    private static final RandomKey KEY = RandomKey.of(11);
    private static final int SAMPLES = 8;

    /**
     * Of a mean of eight: together they cost 0.4 at most, so each less than log 2, and each label has more than half of the
     * probability.
     */
    private static final double SMALL = 0.05;

    private static final Loss CROSS_ENTROPY = new CrossEntropy();
    private static final Loss BINARY = new BinaryCrossEntropy();

    @Test
    void leNet() {
        assertLearns(LeNet5.of(10, KEY), CROSS_ENTROPY, classes(1, 28), 40, 3e-3, SMALL);
    }

    @Test
    void alexNet() {
        assertLearns(Rebuilt.of(AlexNet.of(10, 256, KEY), DType.FLOAT32), CROSS_ENTROPY, colours(64), 50, 5e-4, SMALL);
    }

    @Test
    void vgg() {
        assertLearns(Rebuilt.of(Vgg.vgg11(10, 256, KEY), DType.FLOAT32), CROSS_ENTROPY, colours(32), 40, 2e-4, SMALL);
    }

    @Test
    void vgg16() {
        assertLearns(
                Rebuilt.of(Vgg.vgg16Cifar(16, 10, 64, KEY), DType.FLOAT32),
                CROSS_ENTROPY,
                colours(32),
                60,
                2e-3,
                SMALL);
    }

    @Test
    void resNet18() {
        assertLearns(ResNet.resnet18Cifar(16, 10, KEY), CROSS_ENTROPY, classes(3, 16), 20, 3e-3, SMALL);
    }

    @Test
    void resNet50() {
        assertLearns(ResNet.resnet50Cifar(16, 10, KEY), CROSS_ENTROPY, classes(3, 16), 20, 3e-3, SMALL);
    }

    @Test
    void cifarResNets() {
        assertLearns(CifarResNet.of(20, 10, KEY), CROSS_ENTROPY, classes(3, 16), 20, 5e-3, SMALL);
        assertLearns(CifarResNet.of(56, 10, KEY), CROSS_ENTROPY, classes(3, 16), 20, 5e-3, SMALL);
    }

    @Test
    void googLeNet() {
        assertLearns(GoogLeNet.of(10, KEY), CROSS_ENTROPY, classes(3, 32), 20, 1e-3, SMALL);
    }

    @Test
    void mobileNet() {
        assertLearns(MobileNetV2.of(10, KEY), CROSS_ENTROPY, classes(3, 32), 20, 2e-3, SMALL);
    }

    @Test
    void uNetFindsWhatIsBright() {
        Loss perPixel =
                (output, target) -> output.moveAxis(1, -1).reshape(-1, 2).crossEntropy(target.flatten());
        Tensor x = KEY.fold("blobs").normal(4, 1, 16, 16).avgPool2d(3, 1, 1);
        Batch batch = new Batch(x, x.gt(0).to(DType.INT64));
        assertLearns(UNet.of(1, 2, 8, 2, KEY), perPixel, batch, 50, 1e-2, SMALL);
    }

    @Test
    void discriminatorTellsTrueFromMade() {
        Dcgan gan = Dcgan.of(16, 8, 1, 16, KEY);
        Tensor made = gan.generator().forward(KEY.fold("noise").normal(4, 16, 1, 1));
        assertTrue(made.abs().max().item() <= 1);
        Tensor images = Tensor.concat(0, made, Tensor.full(made.dtype(), made.shape(), 0.5));
        Batch batch = new Batch(images, Tensor.of(0f, 0, 0, 0, 1, 1, 1, 1));
        assertLearns(gan.discriminator(), BINARY, batch, 40, 2e-3, SMALL);
    }

    @Test
    void generatorLearnsToDeceive() {
        Dcgan gan = Dcgan.of(16, 8, 1, 16, KEY);
        // Its loss is how surely the discriminator, which stays as it is, calls its images made: log 2 where it can't
        // tell. At 0.15
        // it takes them for true with 86 %; how far it can be deceived, untrained, is its own affair.
        Loss deceived = (made, truth) -> BINARY.of(gan.discriminator().forward(made), truth);
        Batch batch = new Batch(KEY.fold("noise").normal(SAMPLES, 16, 1, 1), Tensor.ones(SAMPLES));
        assertLearns(gan.generator(), deceived, batch, 60, 5e-3, 0.15);
    }

    @Test
    void autoEncoder() {
        Batch batch = new Batch(stripes(4), stripes(4));
        assertLearns(AutoEncoder.of(32, KEY), BINARY, batch, 60, 5e-3, 0.15);
    }

    @Test
    void variationalAutoEncoder() {
        Vae model = Vae.of(784, 400, 20, KEY);
        Batch batch = new Batch(stripes(SAMPLES), stripes(SAMPLES));
        assertLearns(model, model.loss(), batch, 40, 3e-3, 150);
    }

    /** Images whose left part, of a width by the sample, is white. */
    private static Tensor stripes(int n) {
        Tensor column = Tensor.arange(28).reshape(1, 1, 1, 28);
        Tensor edge = Tensor.arange(n).add(1).mul(3).reshape(n, 1, 1, 1);
        return column.lt(edge).to(DType.FLOAT32).expand(n, 1, 28, 28).contiguous();
    }

    private static Batch classes(int channels, int size) {
        Tensor x = KEY.fold("noise").normal(SAMPLES, channels, size, size);
        return new Batch(x, Tensor.of(0L, 1, 2, 3, 4, 5, 6, 7));
    }

    /** A class for each of eight colours: without batch norm deep networks tell noises apart only after many steps. */
    private static Batch colours(int size) {
        Tensor x = KEY.fold("noise").normal(SAMPLES, 3, size, size).mul(0.5);
        float[] shifts = new float[3 * SAMPLES];
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] = (((i / 3) >> (i % 3)) & 1) == 1 ? 1 : -1;
        }
        return new Batch(x.add(Tensor.of(Shape.of(SAMPLES, 3, 1, 1), shifts)), Tensor.arange(SAMPLES));
    }

    /** Trains until the loss isn't above a bound, and fails if so many steps don't get there. */
    private static void assertLearns(Layer model, Loss loss, Batch batch, int steps, double rate, double bound) {
        Recipe recipe = Recipe.of(loss, Adam.of(rate)).batch(batch.size()).shards(1);
        Trainer trainer = new Trainer(model, recipe);
        double last = trainer.step(batch);
        for (int step = 1; step < steps && last > bound; step++) {
            last = trainer.step(batch);
        }
        double got = last;
        assertTrue(got <= bound, () -> model.getClass().getSimpleName() + " only got to a loss of " + got);
    }
}
