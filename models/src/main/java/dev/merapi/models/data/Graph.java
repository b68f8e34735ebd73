package dev.merapi.models.data;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.IndexAdd;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A sparse matrix A [nodes, nodes] by its entries: A[targets[e], sources[e]] = weights[e].
 *
 * @param sources int64 [edges]
 * @param targets int64 [edges]
 * @param weights float32 [edges]
 */
public record Graph(int nodes, Tensor sources, Tensor targets, Tensor weights) {
    /** What an edge takes on the heap at least. */
    private static final int EDGE_BYTES = 16;

    /** An edge between two nodes. */
    public record Edge(int a, int b) {}

    /** Checks that there is a weight for each edge. */
    public Graph {
        if (sources.rank() != 1
                || !sources.shape().equals(targets.shape())
                || !sources.shape().equals(weights.shape())) {
            throw new ShapeException("a graph needs sources, targets and weights for the same edges, but got "
                    + sources.shape() + ", " + targets.shape() + " and " + weights.shape());
        }
    }

    /**
     * D^-1/2 (E + I) D^-1/2 for undirected edges E and the degrees D of E + I: what a graph convolution multiplies with.
     * An edge that is given twice counts once. Source: Kipf and Welling, "Semi-supervised classification with graph
     * convolutional networks", 2017, section 2.
     */
    public static Graph normalized(int nodes, List<Edge> edges) {
        for (Edge edge : edges) {
            if (Math.min(edge.a, edge.b) < 0 || Math.max(edge.a, edge.b) >= nodes) {
                throw new IllegalArgumentException("the edge from " + edge.a + " to " + edge.b
                        + " leaves the graph, whose " + nodes + " nodes are numbered from 0");
            }
        }
        // The edges of so many nodes, each to itself, would last long before they don't fit.
        HeapArray.length("Graph", nodes, EDGE_BYTES);
        List<Edge> all = Stream.concat(
                        edges.stream().flatMap(e -> Stream.of(e, new Edge(e.b, e.a))),
                        IntStream.range(0, nodes).mapToObj(i -> new Edge(i, i)))
                .distinct()
                .sorted(Comparator.comparingInt(Edge::a).thenComparingInt(Edge::b))
                .toList();
        int[] degree = new int[nodes];
        all.forEach(edge -> degree[edge.a]++);
        float[] weights = new float[all.size()];
        for (int e = 0; e < weights.length; e++) {
            weights[e] = (float) (1 / Math.sqrt((double) degree[all.get(e).a] * degree[all.get(e).b]));
        }
        return new Graph(
                nodes,
                Tensor.of(all.stream().mapToLong(Edge::b).toArray()),
                Tensor.of(all.stream().mapToLong(Edge::a).toArray()),
                Tensor.of(weights));
    }

    /** y = A x for x [nodes, d]: each target's sum goes over its edges in their order. */
    public Tensor multiply(Tensor x) {
        if (x.rank() != 2 || x.size(0) != nodes) {
            throw new ShapeException(
                    "a graph of " + nodes + " nodes needs x [" + nodes + ", width], but got " + x.shape());
        }
        Tensor messages = x.indexSelect(0, sources).mul(weights.reshape(weights.size(), 1));
        return messages.apply(new IndexAdd(0, nodes), targets);
    }

    /** The dense matrix. */
    public Tensor toDense() {
        Tensor at = targets.mul(nodes).add(sources);
        return Tensor.zeros(nodes * nodes)
                .scatterAdd(0, at, weights)
                .reshape(Shape.of(nodes, nodes).dims());
    }
}
