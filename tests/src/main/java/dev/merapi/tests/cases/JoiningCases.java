package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Slice;
import dev.merapi.tensor.op.Unslice;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.stream.Stream;

/** Joining, padding, and keeping a part. */
public final class JoiningCases {
    private static final Domain ANY = Domain.between(-3, 3);

    private JoiningCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.concat(joining().stream(), parts().stream()).toList();
    }

    private static Variant two(int[] a, int[] b) {
        return Variant.of(new Input(ANY, a), new Input(ANY, b));
    }

    private static List<OperatorCase> joining() {
        return List.of(
                OperatorCase.of(
                                "concat",
                                in -> Tensor.concat(1, in),
                                in -> joined(in.getFirst(), in.getLast()),
                                Tolerance.exact(),
                                List.of(
                                        two(new int[] {2, 3}, new int[] {2, 5}),
                                        two(new int[] {1, 17}, new int[] {1, 0}),
                                        two(new int[] {3, 1}, new int[] {3, 33}),
                                        Variant.large(new Input(ANY, 99, 200), new Input(ANY, 99, 201))))
                        .mistake(
                                () -> Tensor.concat(0, Tensor.ones(2, 3), Tensor.ones(2, 4)),
                                "concat",
                                "[2, 4]",
                                "[2, 3]")
                        .mistake(() -> Tensor.concat(0, List.of()), "concat"),
                OperatorCase.of(
                                "stack",
                                in -> Tensor.stack(-1, in),
                                in -> Array.make(
                                        new int[] {in.getFirst().size(0), 2},
                                        i -> in.get(i[1]).get(i[0])),
                                Tolerance.exact(),
                                List.of(
                                        two(new int[] {3}, new int[] {3}),
                                        two(new int[] {17}, new int[] {17}),
                                        Variant.large(new Input(ANY, 33001), new Input(ANY, 33001))))
                        .mistake(() -> Tensor.stack(0, Tensor.ones(2), Tensor.ones(3)), "concat", "[1, 3]", "[1, 2]"),
                OperatorCase.of(
                                "pad",
                                in -> in.getFirst().pad(new int[] {1, 0}, new int[] {0, 2}, 0.5),
                                in -> padded(in.getFirst()),
                                Tolerance.exact(),
                                Shapes.of(
                                        ANY, new int[] {150, 231}, new int[] {2, 3}, new int[] {1, 17}, new int[] {0, 2
                                        }))
                        .mistake(() -> Tensor.ones(2, 3).pad(new int[] {1}, new int[] {1}, 0), "pad", "[2, 3]", "[1]")
                        .mistake(
                                () -> Tensor.ones(2, 3).pad(new int[] {0, -1}, new int[2], 0),
                                "pad",
                                "-1",
                                "axis 1",
                                "slice"));
    }

    private static Array joined(Array a, Array b) {
        int n = a.size(1);
        int[] dims = {a.size(0), n + b.size(1)};
        return Array.make(dims, i -> i[1] < n ? a.get(i) : b.get(i[0], i[1] - n));
    }

    private static Array padded(Array x) {
        int[] dims = {x.size(0) + 1, x.size(1) + 2};
        return Array.make(dims, i -> i[0] == 0 || i[1] >= x.size(1) ? 0.5 : x.get(i[0] - 1, i[1]));
    }

    private static List<OperatorCase> parts() {
        List<Variant> matrices = Shapes.of(
                ANY, new int[] {9, 61, 63}, new int[] {3, 4}, new int[] {2, 5, 3}, new int[] {1, 17}, new int[] {0, 3, 2
                });
        Slice slice = new Slice(1, 1, 6, 2);
        return List.of(
                OperatorCase.of(
                                "tril",
                                in -> in.getFirst().tril(0),
                                in -> triangle(in.getFirst(), Integer.MIN_VALUE, 0),
                                Tolerance.exact(),
                                matrices)
                        .mistake(() -> Tensor.ones(3).tril(0), "tril", "[3]"),
                OperatorCase.of(
                                "triu",
                                in -> in.getFirst().triu(-1),
                                in -> triangle(in.getFirst(), -1, Integer.MAX_VALUE),
                                Tolerance.exact(),
                                matrices)
                        .mistake(() -> Tensor.ones(3).triu(0), "triu", "[3]"),
                new OperatorCase(
                                "triu int64",
                                in -> in.getFirst().triu(1),
                                in -> triangle(in.getFirst(), 1, Integer.MAX_VALUE),
                                Tolerance.exact(),
                                0,
                                Shapes.of(Domain.integers(DType.INT64, -9, 9), new int[] {130, 131}, new int[] {3, 3}),
                                List.of())
                        .mistake(() -> Tensor.arange(3).triu(0), "triu", "[3]"),
                OperatorCase.of(
                                "unslice",
                                in -> in.getFirst().apply(new Unslice(slice, 7)),
                                in -> Array.make(
                                        new int[] {in.getFirst().size(0), 7},
                                        i -> i[1] % 2 == 1 && i[1] < 6
                                                ? in.getFirst().get(i[0], i[1] / 2)
                                                : 0),
                                Tolerance.exact(),
                                Shapes.of(
                                        ANY, new int[] {7000, 3}, new int[] {2, 3}, new int[] {1, 3}, new int[] {0, 3}))
                        .mistake(
                                () -> Tensor.ones(2, 4).apply(new Unslice(slice, 7)),
                                "unslice",
                                "[2, 4]",
                                "3 elements"));
    }

    private static Array triangle(Array x, int low, int high) {
        int rank = x.rank();
        return Array.make(x.dims(), i -> {
            int diagonal = i[rank - 1] - i[rank - 2];
            return diagonal >= low && diagonal <= high ? x.get(i) : 0;
        });
    }
}
