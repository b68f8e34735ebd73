package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake gets one sentence that says what is wrong: 2 if the command was wrong, 1 if the files were. */
class MistakesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            train                                       | 2 | fashion-mnist
            train fashion-mnst                          | 2 | did you mean fashion-mnist?
            train mlp --batch 0                         | 2 | --batch 0
            train mlp --lr -1                           | 2 | --lr -1
            train mlp --epochs many                     | 2 | 'many' is not an int
            train mlp --colour red                      | 2 | --colour
            train mlp --threads 0                       | 2 | --threads 0
            train cifar10                               | 2 | --data
            trian mlp                                   | 2 | did you mean train?
            train mlp --data nowhere                    | 1 | nowhere doesn't exist
            train gcn-cora --limit 5                    | 2 | --limit would change nothing for gcn-cora: it learns from one graph
            train gcn-cora --batch 5                    | 2 | --batch would change nothing for gcn-cora
            train ngram-shakespeare --epochs 5          | 2 | --epochs would change nothing for ngram-shakespeare
            zoo --threads 2                             | 2 | --threads is for a check
            help train extra                            | 2 | Unmatched argument at index 2: 'extra'
            train --resume nowhere                      | 1 | nowhere doesn't exist
            evaluate .                                  | 1 | no manifest.json
            predict . image.png                         | 1 | no manifest.json
            bench --filter nothing                      | 2 | no case's name contains 'nothing'
            """)
    void isOneSentence(String args, int code, String words) throws IOException, InterruptedException {
        new Command(folder).run((Object[]) args.split(" ")).failed(code, words);
    }

    @Test
    void inAnArgumentNamesIt() throws IOException {
        Here.run("train", "mlp", "--out=").failed(2, "'--out'", "it is empty; name a file or a folder");
        Here.run("predict", "", "x.png").failed(2, "RUN", "it is empty");
        Here.run("evaluate", "a\0b").failed(2, "RUN", "it is no path");
        Here.run("predict", folder, "- 5 degrees").failed(2, "a text that begins with - is given after --");
        Here.run("zoo", "--check", "all", "mlp").failed(2, "--check all", "leave the other names out");
        Here.run("zoo", "--data", folder).failed(2, "--data", "--check");
        Path file = Files.writeString(folder.resolve("file"), "");
        Path few = Stripes.write(folder.resolve("few"), 60, 10);
        Here.run("train", "mlp", "--data", few, "--out", file.resolve("run"))
                .failed(1, "can't make the folder " + file.resolve("run") + ": ", "choose another by --out");
    }

    @Test
    void inTheFolderNamesIt() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self")), "no /proc here");
        Path few = Stripes.write(folder.resolve("few"), 60, 10);
        Here.run("train", "mlp", "--data", few, "--out", "/proc/run")
                .failed(
                        1,
                        "can't make the folder /proc/run: /proc takes no new files or folders; choose another by --out");
    }

    @Test
    void inTheDataNamesTheFile() throws IOException, InterruptedException {
        Path data = Stripes.write(folder.resolve("stripes"), 60, 10);
        Command merapi = new Command(folder);
        Object[] train = {"train", "mlp", "--data", data};
        merapi.run("train", "cifar10", "--data", data).failed(1, "28 x 28", "32 x 32", "merapi train");

        Path labels = data.resolve("train-labels-idx1-ubyte");
        byte[] good = Files.readAllBytes(labels);
        byte[] outOfRange = good.clone();
        outOfRange[10] = 10;
        Files.write(labels, outOfRange);
        merapi.run(train).failed(1, labels.toString(), "label 2 is 10");

        Files.write(labels, Arrays.copyOf(good, 15));
        merapi.run(train).failed(1, labels.toString());

        byte[] wrongMagic = good.clone();
        wrongMagic[0] = 'x';
        Files.write(labels, wrongMagic);
        merapi.run(train).failed(1, labels.toString());

        Files.delete(labels);
        merapi.run(train).failed(1, labels.toString(), "missing");
    }

    @Test
    void inAnImageNamesTheFile() throws IOException, InterruptedException {
        Path data = Stripes.write(folder.resolve("stripes"), 100, 10);
        Command merapi = new Command(folder);
        merapi.run("train", "mlp", "--data", data, "--epochs", 1, "--out", "run")
                .ok();
        Path image = Stripes.draw(folder.resolve("image.png"), 1, 2, true);
        byte[] bytes = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(bytes, 100));
        merapi.run("predict", "run", image).failed(1, image.toString());
        Files.writeString(image, "text");
        merapi.run("predict", "run", image).failed(1, image + ": this is no image");
        merapi.run("predict", "run", "none.png").failed(1, "none.png doesn't exist");
    }
}
