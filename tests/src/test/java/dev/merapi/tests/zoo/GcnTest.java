package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Cora;
import dev.merapi.models.data.Graph;
import dev.merapi.models.data.Graph.Edge;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Gcn;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs and graph convolutions beside the dense matrices that they stand for. */
class GcnTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final List<Edge> EDGES = List.of(new Edge(0, 1), new Edge(1, 2), new Edge(2, 1), new Edge(3, 0));

    @TempDir
    Path folder;

    /** The degrees with the loop are 3, 3, 2, 2 and 1: node 4 stands alone. */
    @Test
    void normalizedGraphIsKipfsMatrix() {
        float a = (float) (1 / Math.sqrt(9));
        float b = (float) (1 / Math.sqrt(6));
        float h = 0.5f;
        float[] expected = {a, a, 0, b, 0, a, a, b, 0, 0, 0, b, h, 0, 0, b, 0, 0, h, 0, 0, 0, 0, 0, 1};
        assertArrayEquals(
                expected, Graph.normalized(5, EDGES).toDense().flatten().toFloatArray(), 1e-7f);
    }

    @Test
    void networkIsWhatDenseMatricesGive() {
        Graph graph = Graph.normalized(5, EDGES);
        Gcn model = Gcn.of(7, 4, 3, KEY);
        Tensor x = KEY.fold("x").normal(5, 7);
        Tensor a = graph.toDense();
        Tensor h = a.matmul(x).matmul(model.conv1().weight()).relu();
        Tensor dense = a.matmul(h).matmul(model.conv2().weight());
        assertArrayEquals(
                dense.flatten().toFloatArray(),
                model.forward(x, graph).flatten().toFloatArray(),
                1e-5f);
        List<Tensor> weights = List.of(model.conv1().weight(), model.conv2().bias());
        List<Tensor> expected = Autograd.grad(weights, () -> {
                    Tensor inner = a.matmul(x.matmul(weights.getFirst())).relu();
                    Tensor y = a.matmul(inner.matmul(model.conv2().weight())).add(weights.getLast());
                    return y.square().sum();
                })
                .all();
        List<Tensor> actual = Autograd.grad(
                        weights, () -> model.forward(x, graph).square().sum())
                .all();
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(
                    expected.get(i).flatten().toFloatArray(),
                    actual.get(i).flatten().toFloatArray(),
                    1e-4f);
        }
    }

    @Test
    void classesOfAGraphAreLearnedByHeart() {
        List<Edge> ring =
                IntStream.range(0, 12).mapToObj(i -> new Edge(i, (i + 1) % 12)).toList();
        Graph graph = Graph.normalized(12, ring);
        Gcn model = Gcn.of(20, 32, 4, KEY);
        long[] classes = LongStream.range(0, 12).map(i -> i / 3).toArray();
        Batch batch = new Batch(KEY.fold("x").normal(12, 20), Tensor.of(classes));
        Trainer trainer =
                new Trainer(model, b -> model.forward(b.inputs(), graph), Recipe.of(new CrossEntropy(), Adam.of(2e-2)));
        for (int step = 0; step < 200; step++) {
            trainer.step(batch);
        }
        double loss = new CrossEntropy()
                .of(model.forward(batch.inputs(), graph), batch.targets())
                .item();
        assertTrue(loss < 0.1, () -> "it only got to a loss of " + loss);
    }

    @Test
    void wrongSizesAreNamed() {
        Graph graph = Graph.normalized(5, EDGES);
        assertTrue(assertThrows(ShapeException.class, () -> graph.multiply(Tensor.zeros(4, 2)))
                .getMessage()
                .contains("needs x [5, width], but got [4, 2]"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Graph.normalized(3, EDGES))
                .getMessage()
                .contains("from 3 to 0 leaves the graph"));
    }

    @Test
    void coraHasPlanetoidsSplit() {
        Cora cora = Cora.open(SharedData.folder("cora"));
        assertEquals(2708, cora.graph().nodes());
        assertEquals(2 * 5278 + 2708, cora.graph().weights().size());
        assertEquals(
                List.of(2708, 1433),
                List.of(cora.features().size(0), cora.features().size(1)));
        assertEquals(7, cora.classes());
        assertEquals(1000, cora.test().size());
        assertEquals(140, counted(cora.trainLabels()));
        assertEquals(500, counted(cora.validationLabels()));
        assertEquals(1, cora.features().sum(1).select(0, 17).item(), 1e-6);
    }

    private static long counted(Tensor labels) {
        return java.util.Arrays.stream(labels.toLongArray())
                .filter(label -> label != Cora.IGNORED)
                .count();
    }

    @Test
    void wrongLinesOfCoraAreNamed() throws IOException {
        Path nodes = Files.writeString(folder.resolve("nodes.tsv"), "0\t1\t3 4\n1\t2\n");
        refused(nodes, "line 2 needs a number, a class and words");
        Files.writeString(nodes, "0\t1\t3 4\n2\t2\t1\n");
        refused(nodes, "line 2 should be of paper 1");
        Files.writeString(nodes, "0\t1\t3 four\n");
        refused(nodes, "line 1 has 'four' where a number should be");
        Files.writeString(nodes, "0\t1\t3\n");
        refused(nodes, "it has 1 papers");
    }

    private void refused(Path file, String words) {
        String message =
                assertThrows(FileFormatException.class, () -> Cora.open(folder)).getMessage();
        assertTrue(message.contains(file.toString()) && message.contains(words), message);
    }
}
