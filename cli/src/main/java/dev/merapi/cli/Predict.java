package dev.merapi.cli;

import dev.merapi.cli.task.Answer;
import dev.merapi.cli.task.Answering;
import dev.merapi.cli.task.Answering.Answerer;
import dev.merapi.cli.task.Answering.Asked;
import dev.merapi.cli.task.Answering.Question;
import dev.merapi.cli.text.Figures;
import dev.merapi.cli.text.Pasted;
import dev.merapi.models.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merapi predict}. */
@Command(
        name = "predict",
        description = {
            "Ask a trained network: what images show, which words sounds are, what texts say (the five likeliest"
                    + " classes of each), where cells are in an image, which digits are said one after another, which"
                    + " parts of speech words are, what texts are in another language, how they go on, which words are"
                    + " near to a word or to 'king - man + woman', where shapes are (a picture, IMAGE-mask.png).",
            "",
            "An image (PNG, JPEG, GIF or BMP) of any size is scaled to what the network takes, its proportions aside; a"
                    + " sound (WAV) of any rate is resampled. A text is given in quotes, or - for each line of standard"
                    + " input, in UTF-8; one that begins with - is given after --.",
            ""
        })
final class Predict implements Callable<Integer> {
    private static final int TOP = 5;
    private static final int BAR = 30;
    private static final String INPUT = "-";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, such as runs/fashion-mnist-1.")
    Path run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "QUESTION",
            description = "Image or WAV files, or texts, as the run's network takes.")
    List<String> questions;

    @Option(
            names = "--invert",
            description =
                    "Swap light and dark: Fashion-MNIST is light on black, photos mostly have a light background.")
    boolean invert;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where pictures go that a network draws; the current folder by default.")
    Optional<Path> out;

    @Override
    public Integer call() throws IOException {
        Trained trained = Trained.open(run);
        if (!(trained.task() instanceof Answering task)) {
            throw new Failure("the run in " + run + " is of " + trained.task().name()
                    + ", which doesn't answer questions; name a run of a classifier, a detector, a recognizer, a"
                    + " tagger, a translator, a language model, a segmentation or vectors of words");
        }
        if (invert && task.asked() != Asked.IMAGES) {
            throw new Failure(
                    "--invert is for images, but the run in " + run + " is of " + task.name() + "; leave it out");
        }
        Answerer answerer = trained.answerer(task);
        // All are answered before anything is printed: a bad file fails the whole call.
        List<Answer> answers = (task.asked() == Asked.TEXTS ? texts() : files())
                .stream().map(input -> answerer.to(new Question(input, invert))).toList();
        if (out.isPresent() && answers.stream().noneMatch(Answer.Drawn.class::isInstance)) {
            throw new Failure("--out is for pictures, but the run in " + run + " is of "
                    + trained.task().name() + ", which draws none; leave it out");
        }
        for (Answer answer : answers) {
            print(answer);
        }
        return 0;
    }

    private List<String> files() {
        for (int i = 0; i < questions.size(); i++) {
            if (questions.get(i).isBlank()) {
                throw new Failure("question " + (i + 1) + " is empty; name a file");
            }
        }
        return questions;
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String question : questions) {
            if (question.equals(INPUT)) {
                texts.addAll(lines());
            } else if (isFile(question)) {
                throw new Failure("'" + question + "' is a file, but this run's network is asked about texts; give the"
                        + " text itself in quotes, or a file's lines by: merapi predict " + Pasted.path(run) + " - < "
                        + Pasted.path(Path.of(question)));
            } else {
                texts.add(question);
            }
        }
        return texts;
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static List<String> lines() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(System.in.readAllBytes());
        try {
            String all = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            List<String> lines = all.substring(all.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw new Failure("standard input has no text; give it a line for each question");
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new Failure("standard input isn't text in UTF-8; convert it to UTF-8", e);
        }
    }

    private void print(Answer answer) {
        System.out.println(answer.shown());
        switch (answer) {
            case Answer.Written written -> print(written.lines());
            case Answer.Drawn drawn -> {
                print(drawn.lines());
                System.out.println("  " + written(drawn));
            }
            case Answer.Classes classes -> print(classes.names(), classes.probabilities());
        }
    }

    private static void print(List<String> lines) {
        lines.forEach(line -> System.out.println("  " + line));
    }

    /** A new file: NAME.png, or NAME-2.png and so on where there's one already. */
    private Path written(Answer.Drawn drawn) {
        try {
            for (int i = 1; ; i++) {
                Path file = out.orElse(Path.of("")).resolve(drawn.name() + (i == 1 ? "" : "-" + i) + ".png");
                if (!Files.exists(file) && AtomicFile.writeNew(file, drawn.png())) {
                    return file;
                }
            }
        } catch (UncheckedIOException e) {
            throw new Failure(e.getMessage() + "; choose another folder by --out", e);
        }
    }

    private static void print(List<String> names, float[] probabilities) {
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(TOP)
                .forEach(c -> System.out.println("  " + names.get(c)
                        + " ".repeat(width - names.get(c).length())
                        + String.format("%10s", Figures.percent(probabilities[c])) + "  "
                        + Figures.bar(probabilities[c], BAR, System.out.charset())));
    }
}
