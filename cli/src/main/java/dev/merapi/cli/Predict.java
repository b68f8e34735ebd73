package dev.merapi.cli;

import dev.merapi.cli.task.ImageTask;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageInput;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Weights;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merapi predict}. */
@Command(
        name = "predict",
        description = {
            "Ask a trained network what images show: the five likeliest classes of each.",
            "",
            "An image (PNG, JPEG, GIF or BMP) of any size is scaled to what the network takes, its proportions aside.",
            ""
        })
final class Predict implements Callable<Integer> {
    private static final int TOP = 5;
    private static final int BAR = 30;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, such as runs/fashion-mnist-1.")
    Path run;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
    List<Path> images;

    @Option(
            names = "--invert",
            description =
                    "Swap light and dark: Fashion-MNIST is light on black, photos mostly have a light background.")
    boolean invert;

    @Override
    public Integer call() {
        Trained trained = Trained.open(run);
        if (!(trained.task() instanceof ImageTask task)) {
            throw new Failure("the run in " + run + " is of " + trained.task().name()
                    + ", which doesn't look at images; name a run of an image classifier");
        }
        ImageInput input =
                trained.understood(() -> ImageInput.of(trained.manifest().details()));
        Layer model = task.newModel(0);
        Weights.load(model, trained.folder().model());
        // All are read before anything is printed: a bad file fails the whole call.
        List<Picture> pictures = images.stream()
                .map(file -> Picture.read(file, input.shape(), invert))
                .toList();
        for (int i = 0; i < pictures.size(); i++) {
            System.out.println(images.get(i) + pictures.get(i).conversion());
            answer(input, probabilities(input, model, pictures.get(i)));
        }
        return 0;
    }

    private static void answer(ImageInput input, float[] probabilities) {
        List<String> names = input.classNames();
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(TOP)
                .forEach(c -> System.out.println(
                        "  " + names.get(c) + " ".repeat(width - names.get(c).length())
                                + String.format("%10s", Figures.percent(probabilities[c])) + "  "
                                + Figures.bar(probabilities[c], BAR, System.out.charset())));
    }

    private static float[] probabilities(ImageInput input, Layer model, Picture picture) {
        try (Scope _ = Scope.open()) {
            Tensor x = input.normalization().apply(picture.pixels());
            return model.forward(x).softmax(1).toFloatArray();
        }
    }
}
