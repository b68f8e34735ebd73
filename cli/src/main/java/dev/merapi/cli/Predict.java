package dev.merapi.cli;

import dev.merapi.cli.text.Figures;
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
        // All are read before anything is printed: a bad file fails the whole call.
        List<Picture> pictures = images.stream()
                .map(file -> Picture.read(file, trained.task().input(), invert))
                .toList();
        for (int i = 0; i < pictures.size(); i++) {
            System.out.println(images.get(i) + pictures.get(i).conversion());
            answer(trained, pictures.get(i));
        }
        return 0;
    }

    private static void answer(Trained trained, Picture picture) {
        float[] probabilities = probabilities(trained, picture);
        List<String> names = trained.manifest().classNames();
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

    private static float[] probabilities(Trained trained, Picture picture) {
        try (Scope _ = Scope.open()) {
            Tensor x = trained.manifest().normalization().apply(picture.pixels());
            return trained.model().forward(x).softmax(1).toFloatArray();
        }
    }
}
