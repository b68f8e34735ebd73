package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.Picture;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.layer.AvgPool2d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Child;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A container loads Merapi with an application, in a class loader that it drops when the application goes; the thread that has worked
 * for the application lives on, as a server's do.
 */
class RedeploymentTest {
    @TempDir
    Path folder;

    /** Java's own soft references, from the records' {@code equals}, go when memory is short: here at once. */
    @Test
    void anApplicationsClassLoaderIsCollected() throws IOException, InterruptedException {
        Path picture = folder.resolve("picture.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        List<String> works = List.of("products", "training", "static", "picture");
        List<String> arguments = new ArrayList<>(List.of(picture.toString()));
        arguments.addAll(works);
        assertEquals(
                works.stream().map(work -> work + " collected").collect(Collectors.joining("\n")),
                Child.run(List.of("-XX:SoftRefLRUPolicyMSPerMB=0"), Container.class, arguments.toArray(String[]::new))
                        .replace("\r", ""));
    }

    /** Runs each work in an application of its own, and says whether its class loader went. */
    static final class Container {
        /** Helpers' threads end 5 s after their last work. */
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

        private Container() {}

        public static void main(String[] args) throws Exception {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 1; i < args.length; i++) {
                loaders.add(deployed(args[i], args[0]));
            }
            long until = System.nanoTime() + PATIENCE_NANOS;
            while (loaders.stream().anyMatch(l -> !l.refersTo(null)) && System.nanoTime() < until) {
                System.gc();
                Thread.sleep(100);
            }
            for (int i = 1; i < args.length; i++) {
                System.out.println(args[i] + (loaders.get(i - 1).refersTo(null) ? " collected" : " held"));
            }
        }

        private static WeakReference<ClassLoader> deployed(String work, String picture) throws Exception {
            List<URL> path = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                path.add(Path.of(entry).toUri().toURL());
            }
            Thread thread = Thread.currentThread();
            ClassLoader own = thread.getContextClassLoader();
            try (var loader = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                thread.setContextClassLoader(loader);
                loader.loadClass(Application.class.getName())
                        .getMethod("run", String.class, Path.class)
                        .invoke(null, work, Path.of(picture));
                return new WeakReference<>(loader);
            } finally {
                thread.setContextClassLoader(own);
            }
        }
    }

    /** What an application may do with Merapi. */
    public static final class Application {
        private static final RandomKey KEY = RandomKey.of(1);
        private static List<Object> kept = List.of();

        private Application() {}

        public static void run(String work, Path picture) {
            switch (work) {
                case "products" -> {
                    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                        Tensor x = Tensor.ones(70, 70).to(dtype);
                        x.matmul(x);
                    }
                }
                case "training" -> train();
                case "static" -> kept = List.of(train(), kept);
                case "picture" -> Picture.read(picture, List.of(1, 8, 8), false);
                default -> throw new IllegalArgumentException(work);
            }
        }

        /** A model whose layers have kernels with room of their own each. */
        private static Layer train() {
            Layer model = Sequential.of(
                    Conv2d.of(1, 16, 3, KEY.fold("direct")),
                    new MaxPool2d(2),
                    Conv2d.of(16, 16, 3, KEY.fold("Winograd")).same(),
                    new Relu(),
                    Conv2d.of(16, 16, 1, Options.DEFAULT.stride(2), KEY.fold("subsampled")),
                    new AvgPool2d(Window.of(3)),
                    new MaxPool2d(Window.of(2).stride(1)),
                    new Flatten(),
                    Linear.of(16, 3, KEY.fold("out")));
            Dataset data = new TensorDataset(Tensor.ones(32, 1, 26, 26), Tensor.of(new int[32]));
            Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(1e-3))
                    .batch(16)
                    .epochs(2)
                    .seed(1);
            new Trainer(model, recipe).fit(data, data);
            return model;
        }
    }
}
