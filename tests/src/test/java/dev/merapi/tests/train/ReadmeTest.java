package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in README.md, on fewer images. */
class ReadmeTest {
    @TempDir
    Path folder;

    @Test
    void fifteenLines() {
        ImageData.Split images = ImageData.open(Path.of(System.getProperty("merapi.root", ".."), "data/fashion-mnist"))
                .limit(3000, 500);
        RandomKey key = RandomKey.of(1);
        Layer model = Sequential.of(
                Conv2d.of(1, 16, 3, key.fold("conv")), // [n, 16, 26, 26]
                new Relu(),
                new MaxPool2d(2), // [n, 16, 13, 13]
                new Flatten(),
                Linear.of(16 * 13 * 13, 64, key.fold("hidden")),
                new Relu(),
                Linear.of(64, 10, key.fold("out")));
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(1e-3))
                .batch(128)
                .epochs(3)
                .seed(1);
        Progress progress = new Trainer(model, recipe).fit(images.train(), images.test());
        double accuracy = progress.history().getLast().validationAccuracy();
        Weights.save(model, folder.resolve("model.safetensors"));
        assertTrue(accuracy > 0.65, "3000 images and 3 epochs got to an accuracy of " + accuracy);
        assertEquals(3, progress.history().size());
    }

    @Test
    void gradientOfAFunction() {
        Tensor w = Tensor.of(1f, 2f, 3f);
        Tensor dw = Autograd.grad(List.of(w), () -> w.mul(w).sum()).of(w);
        assertArrayEquals(new float[] {2, 4, 6}, dw.toFloatArray());
    }
}
