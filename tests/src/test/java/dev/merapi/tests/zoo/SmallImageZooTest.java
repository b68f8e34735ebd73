package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.AlexNet;
import dev.merapi.models.zoo.CifarResNet;
import dev.merapi.models.zoo.GoogLeNet;
import dev.merapi.models.zoo.MobileNetV2;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Squeeze-and-excitation networks and the forms for 32 x 32 pixels: PyTorch's results (make_small_image_zoo.py). */
class SmallImageZooTest {
    private static final RandomKey KEY = RandomKey.of(11);

    @Test
    void squeezedResNets() {
        compare("se-resnet20", CifarResNet.squeezed(20, 4, 10, KEY), 32);
        ResNet model = ResNet.seResnet50(10, KEY);
        long moreClasses = 990 * (2048 + 1);
        assertEquals(28_088_024, State.of(model).size() + moreClasses, "the published number");
        compare("se-resnet50", model, 64);
    }

    @Test
    void withoutExcitationItsTheResNetOf2016() {
        compare("resnet20", CifarResNet.of(20, 10, KEY), 32);
        var e = assertThrows(IllegalArgumentException.class, () -> CifarResNet.squeezed(20, 32, 10, KEY));
        assertEquals("a reduction to one in 32 leaves nothing of a block's 16 channels; take 1 to 16", e.getMessage());
    }

    @Test
    void residualNetworksOfAnyWidth() {
        compare("resnet50-cifar", ResNet.resnet50Cifar(16, 10, KEY), 32);
    }

    @Test
    void alexNet() {
        compare("alexnet-cifar", AlexNet.cifar(10, 64, KEY), 32);
    }

    @Test
    void vgg() {
        compare("vgg16-cifar", Vgg.vgg16Cifar(16, 10, 32, KEY), 32);
    }

    @Test
    void googLeNet() {
        compare("googlenet-cifar", GoogLeNet.cifar(10, KEY), 32);
    }

    @Test
    void mobileNet() {
        compare("mobilenet-cifar", MobileNetV2.cifar(10, KEY), 32);
    }

    @Test
    void squeezedNetworkLearnsABatchByHeart() {
        Batch batch = new Batch(KEY.fold("noise").normal(8, 3, 16, 16), Tensor.of(0L, 1, 2, 3, 4, 5, 6, 7));
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(5e-3)).batch(8).shards(1);
        Trainer trainer = new Trainer(CifarResNet.squeezed(20, 4, 10, KEY), recipe);
        double loss = trainer.step(batch);
        for (int step = 1; step < 20; step++) {
            loss = trainer.step(batch);
        }
        double got = loss;
        assertTrue(got < 0.3, () -> "it only got to a loss of " + got);
    }

    private static void compare(String name, Layer model, int size) {
        HashedGolden.compare(name, model, Hashed.of(1000, 2, 3, size, size).to(DType.FLOAT32));
    }
}
