package dev.merapi.cli;

import dev.merapi.cli.task.ImageTask;
import dev.merapi.cli.task.SpeechTask;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Wav;
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
            "Ask a trained network what images show or which words sounds are: the five likeliest classes of each.",
            "",
            "An image (PNG, JPEG, GIF or BMP) of any size is scaled to what the network takes, its proportions aside; a"
                    + " sound (WAV) of any rate is resampled.",
            ""
        })
final class Predict implements Callable<Integer> {
    private static final int TOP = 5;
    private static final int BAR = 30;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, such as runs/fashion-mnist-1.")
    Path run;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Image or WAV files.")
    List<Path> files;

    @Option(
            names = "--invert",
            description =
                    "Swap light and dark: Fashion-MNIST is light on black, photos mostly have a light background.")
    boolean invert;

    @Override
    public Integer call() {
        Trained trained = Trained.open(run);
        // All are read before anything is printed: a bad file fails the whole call.
        List<Answer> answers = switch (trained.task()) {
            case ImageTask task -> images(trained, task);
            case SpeechTask _ -> sounds(trained);
            default ->
                throw new Failure(
                        "the run in " + run + " is of " + trained.task().name()
                                + ", which doesn't look at images or listen to words; name a run of a classifier");
        };
        answers.forEach(Answer::print);
        return 0;
    }

    /** What a network says to a file; {@code shown} is the file and what was done to read it. */
    private record Answer(String shown, List<String> classes, float[] probabilities) {
        void print() {
            System.out.println(shown);
            int width = classes.stream().mapToInt(String::length).max().orElse(0);
            IntStream.range(0, probabilities.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                    .limit(TOP)
                    .forEach(c -> System.out.println("  " + classes.get(c)
                            + " ".repeat(width - classes.get(c).length())
                            + String.format("%10s", Figures.percent(probabilities[c])) + "  "
                            + Figures.bar(probabilities[c], BAR, System.out.charset())));
        }
    }

    private List<Answer> images(Trained trained, ImageTask task) {
        ImageInput input =
                trained.understood(() -> ImageInput.of(trained.manifest().details()));
        Layer model = task.newModel(0);
        Weights.load(model, trained.folder().model());
        return files.stream()
                .map(file -> {
                    Picture picture = Picture.read(file, input.shape(), invert);
                    Tensor x = input.normalization().apply(picture.pixels());
                    return new Answer(file + picture.conversion(), input.classNames(), probabilities(model, x));
                })
                .toList();
    }

    private List<Answer> sounds(Trained trained) {
        Layer model = SpeechTask.newModel(0);
        Weights.load(model, trained.folder().model());
        return files.stream()
                .map(file -> {
                    Sound.Heard heard = Wav.read(file).monoAt(SpeechTask.RATE);
                    Tensor x = SpeechTask.seen(heard.samples());
                    return new Answer(file + heard.conversion(), SpeechTask.CLASSES, probabilities(model, x));
                })
                .toList();
    }

    private static float[] probabilities(Layer model, Tensor x) {
        try (Scope _ = Scope.open()) {
            return model.forward(x).softmax(1).toFloatArray();
        }
    }
}
