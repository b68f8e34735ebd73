package dev.merapi.tests.zoo;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Graph;
import dev.merapi.models.data.Graph.Edge;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.vision.Anchors.Level;
import dev.merapi.models.vision.Anchors.Size;
import dev.merapi.models.zoo.AlexNet;
import dev.merapi.models.zoo.AutoEncoder;
import dev.merapi.models.zoo.BigramModel;
import dev.merapi.models.zoo.CifarResNet;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.Gcn;
import dev.merapi.models.zoo.GoogLeNet;
import dev.merapi.models.zoo.LeNet5;
import dev.merapi.models.zoo.MobileNetV2;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.models.zoo.Ssd;
import dev.merapi.models.zoo.TextCnn;
import dev.merapi.models.zoo.Transformer;
import dev.merapi.models.zoo.UNet;
import dev.merapi.models.zoo.Vae;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first three steps of training are PyTorch's (make_steps.py), of networks that are small where their records allow;
 * recurrent networks, BERT, GPT, speech and DCGAN have tests of their own.
 */
class TrainingStepsTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final int BATCH = 4;
    private static final Loss CROSS = new CrossEntropy();
    private static final List<Level> LEVELS = List.of(
            new Level(8, List.of(new Size(12, 12), new Size(20, 30))), new Level(16, List.of(new Size(40, 40))));
    private static final int NODES = 12;
    private static final Graph GRAPH = Graph.normalized(
            NODES,
            IntStream.range(0, NODES)
                    .boxed()
                    .flatMap(i -> Stream.of(new Edge(i, (i * i + 3) % NODES), new Edge(i, (5 * i + 1) % NODES)))
                    .toList());

    static Stream<StepsGolden<?>> architectures() {
        return Stream.concat(images(), others());
    }

    private static Stream<StepsGolden<?>> images() {
        return Stream.of(
                row("lenet5", () -> LeNet5.of(10, KEY), classes(1, 28), 0.05),
                row("fashion-cnn", () -> FashionCnn.of(KEY), classes(1, 28), 0.01),
                row("alexnet", () -> AlexNet.cifar(10, 64, KEY), classes(3, 32, 1), 0.003),
                row("alexnet-2012", () -> AlexNet.of2012(10, 64, KEY), classes(3, 64, 1), 0.003),
                row("vgg11", () -> Vgg.vgg11Cifar(8, 10, 32, KEY), classes(3, 32), 0.001),
                row("vgg16", () -> Vgg.vgg16Cifar(8, 10, 32, KEY), classes(3, 32), 0.02),
                row("googlenet", () -> GoogLeNet.cifar(10, KEY), classes(3, 16), 0.001),
                row("resnet18", () -> ResNet.resnet18Cifar(16, 10, KEY), classes(3, 16), 0.001),
                row("resnet50", () -> ResNet.resnet50Cifar(16, 10, KEY), classes(3, 16), 0.001),
                row("resnet20", () -> CifarResNet.of(20, 10, KEY), classes(3, 8), 0.01),
                row("resnet56", () -> CifarResNet.of(56, 10, KEY), classes(3, 8), 0.01),
                row("se-resnet20", () -> CifarResNet.squeezed(20, 4, 10, KEY), classes(3, 8), 0.01),
                row("mobilenet", () -> MobileNetV2.cifar(10, KEY), classes(3, 24), 0.001),
                row("unet", () -> UNet.of(1, 2, 8, 2, KEY), TrainingStepsTest::pixels, 0.05));
    }

    private static Stream<StepsGolden<?>> others() {
        Loss smoothed = new CrossEntropy(0.1).classAxis(-1).ignoreIndex(0);
        return Stream.of(
                StepsGolden.of(
                        "autoencoder",
                        () -> AutoEncoder.of(32, KEY),
                        new BinaryCrossEntropy(),
                        TrainingStepsTest::itself,
                        0.05),
                new StepsGolden<>(
                        "vae",
                        () -> Vae.of(784, 40, 5, KEY),
                        (vae, b) -> vae.forward(b.inputs(), b.more().getFirst()),
                        Vae.of(784, 40, 5, KEY).loss(),
                        s -> itself(s).and(Hashed.of(2000 + s, BATCH, 5)),
                        1e-4),
                StepsGolden.of(
                        "ssd", () -> Ssd.of(2, 8, LEVELS, KEY), new MultiBox(), TrainingStepsTest::detections, 0.01),
                row("textcnn", () -> TextCnn.of(40, 12, 6, 3, KEY), s -> texts(s, 40, 3, BATCH, 9), 0.05),
                row("bigram", () -> BigramModel.of(12, KEY), s -> texts(s, 12, 12, BATCH * 8), 1),
                new StepsGolden<>(
                        "gcn",
                        () -> Gcn.of(9, 5, 3, KEY),
                        (gcn, b) -> gcn.forward(
                                b.inputs(), Rebuilt.of(GRAPH, b.inputs().dtype())),
                        CROSS,
                        s -> new Batch(Hashed.of(1000 + s, NODES, 9), labels(s, 3, NODES)),
                        0.1),
                transformer("transformer", false, smoothed),
                transformer("transformer-pre", true, smoothed));
    }

    private static StepsGolden<Layer> row(String name, Supplier<Layer> model, IntFunction<Batch> batches, double rate) {
        return StepsGolden.of(name, model, CROSS, batches, rate);
    }

    private static StepsGolden<Transformer> transformer(String name, boolean first, Loss loss) {
        var options = new TransformerOptions(16, 2)
                .hidden(24)
                .dropout(0)
                .normFirst(first)
                .activation(first ? TransformerOptions.Activation.GELU : TransformerOptions.Activation.RELU);
        return new StepsGolden<>(
                name,
                () -> Transformer.of(new Transformer.Config(11, 9, 6, 6, 2, options, 0, 1, 2), KEY),
                (model, b) -> model.forward(b.inputs(), b.more().getFirst()),
                loss,
                TrainingStepsTest::translations,
                0.02);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void stepsArePyTorchs(StepsGolden<?> golden) {
        golden.compareExactly();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void stepsInFloat32FollowThem(StepsGolden<?> golden) {
        golden.compareInFloat32();
    }

    private static Tensor labels(int step, int classes, int... shape) {
        int n = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        long[] labels =
                LongStream.range(0, n).map(i -> (i * 7 + step * 3L) % classes).toArray();
        return Tensor.of(labels).reshape(shape);
    }

    private static Tensor symbols(int step, int count, int... shape) {
        int n = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        long[] symbols = LongStream.range(11L * step, 11L * step + n)
                .map(i -> i * i * 7 % count)
                .toArray();
        return Tensor.of(symbols).reshape(shape);
    }

    /** Symbols and a class for each row of them. */
    private static Batch texts(int step, int count, int classes, int... shape) {
        return new Batch(symbols(step, count, shape), labels(step, classes, shape[0]));
    }

    /** Blurred patterns of 4 x 4 with noise. */
    private static Tensor images(int step, int n, int channels, int h, int w) {
        Tensor coarse = Hashed.of(4000 + step, n, channels, 4, 4)
                .reshape(n, channels, 4, 1, 4, 1)
                .expand(n, channels, 4, h / 4, 4, w / 4)
                .reshape(n, channels, h, w);
        return coarse.add(Hashed.of(1000 + step, n, channels, h, w).div(4));
    }

    private static IntFunction<Batch> classes(int channels, int size) {
        return classes(channels, size, BATCH);
    }

    private static IntFunction<Batch> classes(int channels, int size, int n) {
        return step -> new Batch(images(step, n, channels, size, size), labels(step, 10, n));
    }

    private static Batch pixels(int step) {
        return new Batch(images(step, BATCH, 1, 8, 8), labels(step, 2, BATCH, 8, 8));
    }

    private static Batch itself(int step) {
        Tensor x = Hashed.of(1000 + step, BATCH, 1, 28, 28).add(1).div(2);
        return new Batch(x, x);
    }

    /** Every eleventh anchor or so has an object, of one class or the other. */
    private static Batch detections(int step) {
        int anchors = 4 * 6 * 2 + 2 * 3;
        double[] label = IntStream.range(0, BATCH * anchors)
                .mapToDouble(a -> (a + step) % 11 == 0 ? 1 + a % 2 : 0)
                .toArray();
        Tensor labels = Tensor.of(label).reshape(BATCH, anchors, 1);
        Tensor offsets =
                Hashed.of(3000 + step, BATCH, anchors, 4).mul(labels.gt(0).to(DType.FLOAT64));
        return new Batch(images(step, BATCH, 3, 32, 48), Tensor.concat(2, labels, offsets));
    }

    /** Sources and targets of lengths 6, 5, 4 and 3: what came before, and the symbol wanted there. */
    private static Batch translations(int step) {
        Tensor lengths = Tensor.of(6L, 5L, 4L, 3L).reshape(BATCH, 1);
        Tensor shown = Tensor.arange(6).reshape(1, 6).lt(lengths).to(DType.INT64);
        Tensor source = symbols(step, 10, BATCH, 6).add(1).mul(shown);
        Tensor written = symbols(step + 50, 8, BATCH, 6).add(1).mul(shown);
        return new Batch(source, written.slice(1, 1, 6), List.of(written.slice(1, 0, 5)));
    }
}
