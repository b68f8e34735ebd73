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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in README.md, on fewer images. */
class ReadmeTest {
    private static final String CLASSES = System.getProperty("java.class.path");
    private static final String IMPORTS = Stream.of(
                    Path.class,
                    List.class,
                    Tensor.class,
                    Autograd.class,
                    ImageData.class,
                    Linear.class,
                    CrossEntropy.class,
                    Adam.class,
                    Trainer.class)
            .map(type -> "import " + type.getPackageName() + ".*;\n")
            .collect(Collectors.joining());

    @TempDir
    Path folder;

    private static final Path ROOT = Path.of(System.getProperty("merapi.root", ".."));

    /** As somebody has it who copies a block and lets the editor find the imports. */
    @Test
    void eachBlockCompilesAsItStands() throws IOException {
        List<MatchResult> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .toList();
        assertEquals(2, blocks.size());
        for (MatchResult block : blocks) {
            Path source = folder.resolve("Snippet.java");
            Files.writeString(source, IMPORTS + "class Snippet {\n    void run() {\n" + block.group(1) + "    }\n}\n");
            var errors = new ByteArrayOutputStream();
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, errors, "-proc:none", "-d", folder.toString(), "-cp", CLASSES, source.toString());
            assertEquals(0, status, errors::toString);
        }
    }

    @Test
    void fifteenLines() {
        ImageData.Split images =
                ImageData.open(ROOT.resolve("data/fashion-mnist")).limit(3000, 500);
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
