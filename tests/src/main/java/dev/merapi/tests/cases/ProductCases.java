package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.MatMul;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Products of matrices. */
public final class ProductCases {
    private static final Domain ANY = Domain.between(-3, 3);

    private ProductCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(products(), linears()).flatMap(List::stream).toList();
    }

    private static Variant two(int[] a, int[] b) {
        return Variant.of(new Input(ANY, a), new Input(ANY, b));
    }

    private static List<OperatorCase> products() {
        Oracle dot = in -> Array.scalar(Oracles.sum(
                in.getFirst().values().length, i -> in.get(0).get(i) * in.get(1).get(i)));
        Oracle matmul = in -> Oracles.matmul(in.get(0), in.get(1));
        Tolerance chain = Tolerance.sums(in -> in.getFirst().size(-1), matmul);
        return List.of(
                OperatorCase.of(
                                "dot",
                                in -> in.get(0).dot(in.get(1)),
                                dot,
                                Tolerance.sums(in -> in.getFirst().size(0), dot),
                                Shapes.of(
                                                ANY,
                                                new int[] {40001},
                                                new int[] {0},
                                                new int[] {1},
                                                new int[] {17},
                                                new int[] {65})
                                        .stream()
                                        .map(v -> new Variant(
                                                List.of(
                                                        v.inputs().getFirst(),
                                                        v.inputs().getFirst()),
                                                v.large()))
                                        .toList())
                        .mistake(() -> Tensor.ones(2).dot(Tensor.ones(3)), "dot", "[2]", "[3]"),
                OperatorCase.of("matmul", in -> in.get(0).matmul(in.get(1)), matmul, chain, matrices())
                        .mistake(() -> Tensor.ones(2, 3).matmul(Tensor.ones(4, 5)), "matmul", "[2, 3]", "[4, 5]", "3")
                        .mistake(
                                () -> Tensor.ones(2, 3, 4).matmul(Tensor.ones(3, 4, 5)),
                                "matmul",
                                "[2, 3, 4]",
                                "[3, 4, 5]",
                                "broadcast")
                        .mistake(
                                () -> Tensor.ones(3).apply(new MatMul(), Tensor.ones(3, 2)),
                                "matmul",
                                "[3]",
                                "unsqueeze")
                        .mistake(() -> Tensor.scalar(DType.FLOAT32, 1).matmul(Tensor.ones(2)), "matmul", "[]", "[2]"),
                OperatorCase.of(
                        "matmul transposed",
                        in -> in.get(0).transpose(-2, -1).matmul(in.get(1).transpose(-2, -1)),
                        in -> Oracles.matmul(transposed(in.get(0)), transposed(in.get(1))),
                        Tolerance.sums(
                                in -> in.getFirst().size(-2),
                                in -> Oracles.matmul(transposed(in.get(0)), transposed(in.get(1)))),
                        List.of(
                                two(new int[] {3, 2}, new int[] {4, 3}),
                                two(new int[] {17, 15}, new int[] {33, 17}),
                                Variant.large(new Input(ANY, 65, 97), new Input(ANY, 83, 65)))),
                OperatorCase.of(
                        "matmul of vectors",
                        in -> in.get(0).matmul(in.get(1)).matmul(in.get(0)),
                        ProductCases::vectors,
                        Tolerance.sums(
                                in -> in.getFirst().size(0) + in.getFirst().size(1), ProductCases::vectors),
                        List.of(two(new int[] {3, 5}, new int[] {5}), two(new int[] {16, 16}, new int[] {16}))));
    }

    /** (A x) A of a matrix A [m, k] and a vector x [k]. */
    private static Array vectors(List<Array> in) {
        Array column = Oracles.matmul(in.get(0), in.get(1).reshape(in.get(1).size(0), 1));
        return Oracles.matmul(transposed(column), in.get(0)).reshape(in.get(0).size(1));
    }

    private static List<Variant> matrices() {
        List<Variant> variants = new ArrayList<>();
        int[] sizes = {1, 2, 15, 17, 33};
        for (int i = 0; i < sizes.length; i++) {
            int m = sizes[i];
            int k = sizes[(i + 2) % sizes.length];
            int n = sizes[(i + 4) % sizes.length];
            variants.add(two(new int[] {m, k}, new int[] {k, n}));
        }
        variants.add(two(new int[] {2, 0}, new int[] {0, 3}));
        variants.add(two(new int[] {0, 2}, new int[] {2, 3}));
        variants.add(two(new int[] {3, 2, 4}, new int[] {4, 5}));
        variants.add(two(new int[] {2, 1, 3, 4}, new int[] {3, 4, 2}));
        variants.add(Variant.large(new Input(ANY, 65, 300), new Input(ANY, 300, 97)));
        variants.add(Variant.large(new Input(ANY, 9, 31, 17), new Input(ANY, 9, 17, 33)));
        return variants;
    }

    private static Array transposed(Array x) {
        return Array.make(new int[] {x.size(1), x.size(0)}, i -> x.get(i[1], i[0]));
    }

    private static List<OperatorCase> linears() {
        return List.of(
                linear("linear", false)
                        .mistake(
                                () -> Tensor.ones(2, 3).linear(Tensor.ones(4, 3)),
                                "linear",
                                "[2, 3]",
                                "[4, 3]",
                                "transpose")
                        .mistake(
                                () -> Tensor.ones(2, 3).linear(Tensor.ones(3, 4), Tensor.ones(3)),
                                "linear",
                                "bias",
                                "[3]",
                                "[4]"),
                linear("linearRelu", true),
                OperatorCase.of(
                        "linear without bias",
                        in -> in.get(0).linear(in.get(1)),
                        in -> Oracles.matmul(in.get(0), in.get(1)),
                        Tolerance.sums(in -> in.getFirst().size(-1), in -> Oracles.matmul(in.get(0), in.get(1))),
                        List.of(two(new int[] {2, 3}, new int[] {3, 5}), two(new int[] {2, 3, 17}, new int[] {17, 2
                        }))));
    }

    private static OperatorCase linear(String name, boolean relu) {
        Oracle sums = in -> Oracles.matmul(in.get(0), in.get(1)).zip(in.get(2), Double::sum);
        Tolerance chain = Tolerance.sums(in -> in.getFirst().size(-1) + 1, sums);
        Oracle oracle = relu ? in -> sums.of(in).map(v -> Math.max(v, 0)) : sums;
        return OperatorCase.of(
                name,
                in -> relu
                        ? in.get(0).linearRelu(in.get(1), in.get(2))
                        : in.get(0).linear(in.get(1), in.get(2)),
                oracle,
                chain,
                List.of(
                        layer(3, 5, 2),
                        layer(1, 1, 1),
                        layer(17, 33, 2, 3),
                        layer(16, 15, 1),
                        layer(3, 2, 0),
                        new Variant(layer(65, 130, 67).inputs(), true)));
    }

    private static Variant layer(int in, int out, int... batch) {
        int[] x = Arrays.copyOf(batch, batch.length + 1);
        x[batch.length] = in;
        return Variant.of(new Input(ANY, x), new Input(ANY, in, out), new Input(ANY, out));
    }
}
