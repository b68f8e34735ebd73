package dev.merapi.tests.cases;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Graph;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Glu;
import dev.merapi.models.layer.GraphConv;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.models.layer.SwiGlu;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;

/** Layers that gate, look up and go along edges. */
final class WideLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);
    private static final int PADDING = 1;

    private WideLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                halves("Glu", x -> new Glu().forward(x), (a, b) -> a * Oracles.sigmoid(b)),
                halves("SwiGlu", x -> new SwiGlu().forward(x), (a, b) -> a * Oracles.sigmoid(a) * b),
                squeeze(),
                graph(),
                embedding(),
                padding());
    }

    private static Input any(int... dims) {
        return new Input(ANY, dims);
    }

    /** Along the last axis, the layers' default. */
    private static OperatorCase halves(String name, UnaryOperator<Tensor> layer, DoubleBinaryOperator f) {
        return OperatorCase.of(
                        name,
                        in -> layer.apply(in.getFirst()),
                        in -> {
                            int[] dims = in.getFirst().dims().clone();
                            int half = dims[dims.length - 1] / 2;
                            dims[dims.length - 1] = half;
                            return Array.make(dims, i -> {
                                int[] second = i.clone();
                                second[second.length - 1] += half;
                                return f.applyAsDouble(
                                        in.getFirst().get(i), in.getFirst().get(second));
                            });
                        },
                        Tolerance.ulps(4.5),
                        List.of(
                                Variant.of(any(6)),
                                Variant.of(any(3, 2)),
                                Variant.of(any(2, 3, 34)),
                                Variant.large(any(40, 1002))))
                .mistake(() -> layer.apply(Tensor.ones(2, 3)), "lu", "[2, 3]", "3 elements", "even");
    }

    private static OperatorCase squeeze() {
        return OperatorCase.of(
                        "SqueezeExcitation",
                        in -> new SqueezeExcitation(DenseLayerCases.layer(in, 1), DenseLayerCases.layer(in, 3))
                                .forward(in.get(0)),
                        in -> {
                            Array x = in.get(0);
                            int area = x.size(2) * x.size(3);
                            Array m = Oracles.means(x.reshape(x.size(0), x.size(1), area))
                                    .reshape(x.size(0), x.size(1));
                            Array hidden = LayerOracles.relu(LayerOracles.linear(m, in.get(1), in.get(2)));
                            Array s = LayerOracles.linear(hidden, in.get(3), in.get(4))
                                    .map(Oracles::sigmoid);
                            return Array.make(x.dims(), i -> x.get(i) * s.get(i[0], i[1]));
                        },
                        Rows.near(
                                in -> in.get(0).size(2) * in.get(0).size(3)
                                        + 2.0 * in.get(0).size(1)
                                        + 40,
                                30,
                                "a mean, sums of at most c products, some roundings"),
                        List.of(
                                images(false, 2, 3, 2, 2, 3),
                                images(false, 1, 1, 1, 1, 1),
                                images(false, 2, 4, 1, 3, 5),
                                images(true, 3, 17, 5, 31, 33)))
                .mistake(
                        () -> SqueezeExcitation.of(3, 2, RandomKey.of(1)).forward(Tensor.ones(2, 4, 5, 5)),
                        "SqueezeExcitation(3)",
                        "[2, 4, 5, 5]",
                        "[n, 3, height, width]");
    }

    private static Variant images(boolean large, int n, int c, int squeezed, int h, int w) {
        return new Variant(List.of(any(n, c, h, w), any(c, squeezed), any(squeezed), any(squeezed, c), any(c)), large);
    }

    /** Nodes, weight, bias, the edges' sources, targets and weights. */
    private static OperatorCase graph() {
        return OperatorCase.of(
                        "GraphConv",
                        in -> new GraphConv(in.get(1), in.get(2))
                                .forward(in.get(0), new Graph(in.get(0).size(0), in.get(3), in.get(4), in.get(5))),
                        in -> {
                            Array z = LayerOracles.linear(in.get(0), in.get(1));
                            Array edges = in.get(5);
                            return Array.make(
                                    z.dims(),
                                    i -> in.get(2).get(i[1])
                                            + Oracles.sum(
                                                    edges.size(0),
                                                    e -> in.get(4).get(e) == i[0]
                                                            ? edges.get(e)
                                                                    * z.get(
                                                                            (int) in.get(3)
                                                                                    .get(e),
                                                                            i[1])
                                                            : 0));
                        },
                        Rows.near(
                                in -> in.get(0).size(1) + 70.0,
                                500,
                                "sums of at most 60 edges and as many products, each at most 1"),
                        List.of(edges(false, 3, 2, 3, 7), edges(false, 1, 1, 1, 2), edges(true, 50, 17, 33, 400)))
                .mistake(
                        () -> GraphConv.of(2, 3, RandomKey.of(1))
                                .forward(Tensor.ones(4, 2), Graph.normalized(3, List.of())),
                        "a graph of 3 nodes",
                        "[4, 3]",
                        "[3, width]")
                .mistake(() -> Graph.normalized(2, List.of(new Graph.Edge(0, 2))), "edge from 0 to 2", "2 nodes");
    }

    private static Variant edges(boolean large, int nodes, int in, int out, int edges) {
        Input ends = new Input(Domain.index(nodes), edges);
        return new Variant(List.of(any(nodes, in), any(in, out), any(out), ends, ends, any(edges)), large);
    }

    private static OperatorCase embedding() {
        return OperatorCase.of(
                        "Embedding",
                        in -> new Embedding(in.get(0)).forward(in.get(1)),
                        in -> {
                            int[] dims =
                                    Arrays.copyOf(in.get(1).dims(), in.get(1).rank() + 1);
                            dims[dims.length - 1] = in.get(0).size(1);
                            return Array.make(
                                    dims,
                                    i -> in.get(0)
                                            .get((int) in.get(1).get(Arrays.copyOf(i, i.length - 1)), i[i.length - 1]));
                        },
                        Tolerance.exact(),
                        List.of(
                                Variant.of(any(3, 4), new Input(Domain.index(3), 5)),
                                Variant.of(any(5, 1), new Input(Domain.index(5), 2, 3)),
                                Variant.large(any(70, 33), new Input(Domain.index(70), 30, 40))))
                .mistake(() -> new Embedding(Tensor.ones(3)), "[3]", "[symbols, width]")
                .mistake(() -> new Embedding(Tensor.ones(3, 2)).forward(Tensor.of(0L, 3)), "3");
    }

    /** What the table's gradient is, for symbols and what the result's is: none at the padding. */
    private static OperatorCase padding() {
        return OperatorCase.of(
                        "Embedding of padding, its gradient",
                        in -> {
                            Embedding layer = new Embedding(in.get(0), OptionalInt.of(PADDING));
                            return Autograd.grad(
                                            List.of(in.get(0)),
                                            () -> layer.forward(in.get(1))
                                                    .mul(in.get(2))
                                                    .sum())
                                    .all()
                                    .getFirst();
                        },
                        in -> Array.make(
                                in.get(0).dims(),
                                i -> i[0] == PADDING
                                        ? 0
                                        : Oracles.sum(
                                                in.get(1).size(0),
                                                k -> in.get(1).get(k) == i[0]
                                                        ? in.get(2).get(k, i[1])
                                                        : 0)),
                        Rows.near(in -> in.get(1).size(0) + 2, 10, "sums of as many as there are of a symbol"),
                        List.of(symbols(false, 3, 2, 5), symbols(false, 4, 17, 9), symbols(true, 9, 65, 600)))
                .mistake(
                        () -> new Embedding(Tensor.ones(3, 2), OptionalInt.of(3)),
                        "padding",
                        "3 symbols",
                        "0 to 2",
                        "it is 3");
    }

    private static Variant symbols(boolean large, int v, int d, int n) {
        return new Variant(List.of(any(v, d), new Input(Domain.index(v), n), any(n, d)), large);
    }
}
