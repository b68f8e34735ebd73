package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.zoo.AlexNet;
import dev.merapi.models.zoo.AutoEncoder;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.models.zoo.GoogLeNet;
import dev.merapi.models.zoo.LeNet5;
import dev.merapi.models.zoo.MobileNetV2;
import dev.merapi.models.zoo.UNet;
import dev.merapi.models.zoo.Vae;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Networks of images have PyTorch's results, gradients and numbers of parameters (make_image_zoo.py). */
class ImageZooTest {
    private static final RandomKey KEY = RandomKey.of(11);

    private static long size(Object model) {
        return State.of(model).size();
    }

    /** As many parameters as a model of that head has beside another one of the same body. */
    private static long heads(int in, int hidden, int classes) {
        return (in + 1L) * hidden + (hidden + 1L) * hidden + (hidden + 1L) * classes;
    }

    @Test
    void leNet() {
        assertEquals(61_706, size(LeNet5.of(10, KEY)));
        compare("lenet5", LeNet5.of(10, KEY), 2, 1, 28, 28);
    }

    @Test
    void alexNet() {
        AlexNet model = AlexNet.of(10, 64, KEY);
        assertEquals(61_100_840, size(model.features()) + heads(256 * 6 * 6, 4096, 1000));
        assertEquals(size(model), size(model.features()) + heads(256 * 6 * 6, 64, 10));
        compare("alexnet", model, 2, 3, 64, 64);
        AlexNet first = AlexNet.of2012(10, 64, KEY);
        assertEquals(60_965_224, size(first.features()) + heads(256 * 6 * 6, 4096, 1000));
        compare("alexnet-2012", first, 2, 3, 64, 64);
    }

    @Test
    void vgg() {
        Vgg model = Vgg.vgg11(10, 32, KEY);
        assertEquals(132_863_336, size(model.features()) + heads(512 * 7 * 7, 4096, 1000));
        assertEquals(size(model), size(model.features()) + heads(512 * 7 * 7, 32, 10));
        compare("vgg11", model, 2, 3, 32, 32);
        Vgg deeper = Vgg.vgg16(10, 32, KEY);
        assertEquals(138_357_544, size(deeper.features()) + heads(512 * 7 * 7, 4096, 1000));
        assertEquals(Shape.of(1, 10), deeper.forward(Tensor.ones(1, 3, 32, 32)).shape());
    }

    @Test
    void googLeNet() {
        assertEquals(6_624_904, size(GoogLeNet.of(1000, KEY)));
        compare("googlenet", GoogLeNet.of(10, KEY), 2, 3, 64, 64);
    }

    @Test
    void mobileNet() {
        assertEquals(3_504_872, size(MobileNetV2.of(1000, KEY)));
        compare("mobilenet", MobileNetV2.of(10, KEY), 2, 3, 64, 64);
    }

    @Test
    void uNet() {
        assertEquals(7_763_074, size(UNet.of(3, 2, 32, 4, KEY)), "31,037,698 with a width of 64");
        UNet model = UNet.of(1, 2, 8, 2, KEY);
        compare("unet", model, 2, 1, 12, 8);
        var e = assertThrows(ShapeException.class, () -> model.forward(Tensor.zeros(1, 1, 16, 18)));
        assertEquals(
                "UNet: the image [1, 1, 16, 18] should be [n, c, h, w] with h and w multiples of 4, as it's halved 2 times;"
                        + " pad or crop it",
                e.getMessage());
    }

    @Test
    void dcgan() {
        Dcgan full = Dcgan.of(100, 64, 3, 64, KEY);
        assertEquals(3_576_704, size(full.generator()));
        assertEquals(2_765_568, size(full.discriminator()));
        Dcgan small = Dcgan.of(16, 8, 1, 16, KEY);
        compare("dcgan-generator", small.generator(), 2, 16, 1, 1);
        compare("dcgan-discriminator", small.discriminator(), 2, 1, 16, 16);
        var e = assertThrows(ShapeException.class, () -> Dcgan.of(16, 8, 1, 28, KEY));
        assertEquals("Dcgan: images of 28 x 28 aren't 4 x 4 doubled; take 8, 16, 32, 64 or 128", e.getMessage());
    }

    @Test
    void autoEncoder() {
        AutoEncoder model = AutoEncoder.of(32, KEY);
        assertEquals(111_521, size(model));
        compare("autoencoder", model, 2, 1, 28, 28);
        assertEquals(Shape.of(3, 32), model.encode(Tensor.ones(3, 1, 28, 28)).shape());
    }

    @Test
    void variationalAutoEncoder() {
        assertEquals(652_824, size(Vae.of(784, 400, 20, KEY)));
        Vae model = Vae.of(784, 40, 5, KEY);
        compare("vae", model, 2, 1, 28, 28);
        Tensor x = Tensor.ones(2, 1, 28, 28);
        Tensor pixels = model.forward(x).slice(1, 0, 784).sigmoid();
        assertTrue(model.reconstruct(x).equalBits(pixels));
        // At the prior the divergence is 0, and logits of 0 cost ln 2 an element.
        Tensor prior = Tensor.zeros(2, 784 + 2 * 5);
        assertEquals(
                784 * Math.log(2), model.loss().of(prior, Tensor.zeros(2, 784)).item(), 1e-2);
        // KL(N(1, e) || N(0, 1)) = (e + 1 - 1 - 1) / 2 for each number of the code.
        Tensor shifted = Tensor.concat(1, Tensor.zeros(2, 784), Tensor.ones(2, 10));
        double divergence = 5 * (Math.E - 1) / 2;
        assertEquals(
                784 * Math.log(2) + divergence,
                model.loss().of(shifted, Tensor.zeros(2, 784)).item(),
                1e-2);
    }

    private static void compare(String name, Layer model, int... input) {
        HashedGolden.compare(name, model, Hashed.of(1000, input).to(DType.FLOAT32));
    }
}
