package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.Cora;
import dev.merapi.models.data.Csv;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.JsonLines;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data without a sample is refused where it's read or used, not found as NaN in a report. */
class EmptyDataTest {
    private static final TensorDataset NOTHING =
            new TensorDataset(Tensor.of(Shape.of(0, 2), new float[0]), Tensor.of(new long[0]));

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void refused(Path file, String sentence, Runnable read) {
        assertEquals(
                file + ": " + sentence,
                assertThrows(FileFormatException.class, read::run).getMessage());
    }

    @Test
    void tablesNeedRows() throws IOException {
        Path csv = write("a.csv", "one,two\n");
        refused(
                csv,
                "the first line names columns, but no line of values follows; get the file again",
                () -> Csv.read(csv));
        Path lines = write("a.jsonl", "\n\n");
        refused(lines, "there are no values in it; write one a line", () -> JsonLines.read(lines));
    }

    @Test
    void imageFilesNeedImages() throws IOException {
        for (String part : new String[] {"train", "t10k"}) {
            byte[] images = ByteBuffer.allocate(16)
                    .putInt(0x0803)
                    .putInt(0)
                    .putInt(28)
                    .putInt(28)
                    .array();
            Files.write(folder.resolve(part + "-images-idx3-ubyte"), images);
            Files.write(
                    folder.resolve(part + "-labels-idx1-ubyte"),
                    ByteBuffer.allocate(8).putInt(0x0801).array());
        }
        refused(
                folder.resolve("train-images-idx3-ubyte"),
                "there are 0 images of 28 x 28 pixels in it, so there is nothing to see; get the file again",
                () -> ImageData.open(folder));
    }

    @Test
    void coraNeedsPapersToTestOnAndWholeLines() throws IOException {
        StringBuilder papers = new StringBuilder();
        for (int i = 0; i < 640; i++) {
            papers.append(i)
                    .append('\t')
                    .append(i % 7)
                    .append('\t')
                    .append(i % 30)
                    .append('\n');
        }
        Path nodes = write("nodes.tsv", papers + papers.toString().replaceAll("(?m)^", "7"));
        refused(nodes, "line 641 should be of paper 640", () -> Cora.open(folder));
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < 32_768; i++) {
            wide.append(i).append("\t0\t65536\n");
        }
        write("nodes.tsv", wide.toString());
        write("edges.tsv", "0\t1\n");
        refused(
                nodes,
                "its 32768 papers by 65537 words are more than 2^31 - 1 numbers; number its words closer, from 0 on",
                () -> Cora.open(folder));
        write("nodes.tsv", papers.toString());
        Path edges = write("edges.tsv", "0\t1\n5\t639\n");
        Path test = write("test_index.txt", "");
        refused(test, "it names no paper to test on; write one's number on each line", () -> Cora.open(folder));
        write("test_index.txt", "3\n640\n");
        refused(test, "line 2 has the number 640, but it must be 0 to 639", () -> Cora.open(folder));
        write("test_index.txt", "3\n\n");
        refused(test, "line 2 has '' where a number should be", () -> Cora.open(folder));
        write("test_index.txt", " 3 \n9\n");
        assertEquals(2, Cora.open(folder).test().size());
        write("edges.tsv", "0\t1\n2\n");
        refused(edges, "line 2 needs two papers' numbers, parted by a tab", () -> Cora.open(folder));
        write("edges.tsv", "0\t640\n");
        refused(edges, "line 1 has the number 640, but it must be 0 to 639", () -> Cora.open(folder));
        write("edges.tsv", "0\t1\n-1\t1\n");
        refused(edges, "line 2 has the number -1, but it must be 0 to 639", () -> Cora.open(folder));
        write("edges.tsv", "0\tone\n");
        refused(edges, "line 1 has 'one' where a number should be", () -> Cora.open(folder));
    }

    @Test
    void trainingAndEvaluationNeedSamples() {
        Layer model = Linear.of(2, 2, RandomKey.of(1));
        var some = new TensorDataset(Tensor.ones(3, 2), Tensor.of(new long[3]));
        var trainer = new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(0.1)));
        told("the training data has no samples; there is nothing to learn from", () -> trainer.fit(NOTHING, some));
        told(
                "the validation data has no samples; give it some, or train without validation",
                () -> trainer.fit(some, NOTHING));
        told(
                "the data has no samples; there is nothing to evaluate a model on",
                () -> Evaluation.of(Forward.of(model), NOTHING, new CrossEntropy()));
    }

    private static void told(String sentence, Runnable use) {
        assertEquals(
                sentence, assertThrows(IllegalArgumentException.class, use::run).getMessage());
    }
}
