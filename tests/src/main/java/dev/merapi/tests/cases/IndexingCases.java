package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.IndexAdd;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.stream.Stream;

/** Elements chosen by an index. */
public final class IndexingCases {
    private static final Domain ANY = Domain.between(-3, 3);

    private IndexingCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(choosing(), adding()).flatMap(List::stream).toList();
    }

    /** Of which the second is out of range in all rows below. */
    private static Tensor far() {
        return Tensor.of(0L, 7L);
    }

    private static Variant indexed(int[] x, int below, int... index) {
        return Variant.of(new Input(ANY, x), new Input(Domain.index(below), index));
    }

    private static Variant manyIndexed(int[] x, int below, int... index) {
        return Variant.large(new Input(ANY, x), new Input(Domain.index(below), index));
    }

    private static List<OperatorCase> choosing() {
        return List.of(
                OperatorCase.of(
                                "gather",
                                in -> in.get(0).gather(1, in.get(1)),
                                in -> Array.make(
                                        in.get(1).dims(),
                                        i -> in.get(0).get(i[0], (int) in.get(1).get(i))),
                                Tolerance.exact(),
                                List.of(
                                        indexed(new int[] {2, 3}, 3, 2, 5),
                                        indexed(new int[] {17, 4}, 4, 17, 1),
                                        indexed(new int[] {3, 2}, 2, 3, 0),
                                        manyIndexed(new int[] {64, 33}, 33, 64, 301)))
                        .mistake(() -> Tensor.ones(2, 3).gather(1, Tensor.arange(3)), "gather", "[3]", "[2, 3]")
                        .mistake(() -> Tensor.ones(3).gather(0, far()), "gather", "index 7", "[0, 3)"),
                OperatorCase.of(
                                "indexSelect",
                                in -> in.get(0).indexSelect(1, in.get(1)),
                                in -> Array.make(
                                        new int[] {
                                            in.get(0).size(0),
                                            in.get(1).size(0),
                                            in.get(0).size(2)
                                        },
                                        i -> in.get(0).get(i[0], (int) in.get(1).get(i[1]), i[2])),
                                Tolerance.exact(),
                                List.of(
                                        indexed(new int[] {2, 3, 4}, 3, 5),
                                        indexed(new int[] {1, 17, 1}, 17, 33),
                                        indexed(new int[] {2, 3, 1}, 3, 0),
                                        manyIndexed(new int[] {7, 33, 65}, 33, 100)))
                        .mistake(() -> Tensor.ones(3).indexSelect(0, far()), "indexSelect", "index 7", "[0, 3)")
                        .mistake(() -> Tensor.ones(3).indexSelect(0, far().reshape(1, 2)), "indexSelect", "[1, 2]"),
                OperatorCase.of(
                                "embedding",
                                in -> in.get(0).embedding(in.get(1)),
                                in -> Array.make(
                                        new int[] {
                                            in.get(1).size(0),
                                            in.get(1).size(1),
                                            in.get(0).size(1)
                                        },
                                        i -> in.get(0).get((int) in.get(1).get(i[0], i[1]), i[2])),
                                Tolerance.exact(),
                                List.of(
                                        indexed(new int[] {5, 3}, 5, 2, 4),
                                        indexed(new int[] {3, 17}, 3, 1, 1),
                                        manyIndexed(new int[] {50, 65}, 50, 20, 31)))
                        .mistake(() -> Tensor.ones(3).embedding(far()), "embedding", "[3]"),
                new OperatorCase(
                                "oneHot",
                                in -> in.getFirst().oneHot(5),
                                in -> Array.make(
                                        new int[] {in.getFirst().size(0), 5},
                                        i -> in.getFirst().get(i[0]) == i[1] ? 1 : 0),
                                Tolerance.exact(),
                                0,
                                Shapes.of(Domain.index(5), new int[] {7001}, new int[] {0}, new int[] {1}, new int[] {17
                                }),
                                List.of())
                        .mistake(() -> far().oneHot(5), "oneHot", "index 7", "[0, 5)")
                        .mistake(() -> far().oneHot(0), "oneHot", "0 classes"));
    }

    private static List<OperatorCase> adding() {
        return List.of(
                OperatorCase.of(
                                "scatterAdd",
                                in -> in.get(0).scatterAdd(0, in.get(1), in.get(2)),
                                in -> scattered(in.get(0), in.get(1), in.get(2)),
                                Tolerance.of(
                                        in -> in.get(1).values().length + 1,
                                        (in, y) -> scattered(
                                                in.get(0).map(Math::abs),
                                                in.get(1),
                                                in.get(2).map(Math::abs)),
                                        "n roundings of the sum of sizes"),
                                List.of(
                                        scatter(new int[] {3, 2}, 5),
                                        scatter(new int[] {2, 17}, 1),
                                        scatter(new int[] {4, 1}, 0),
                                        new Variant(
                                                scatter(new int[] {40, 65}, 301).inputs(), true)))
                        .mistake(
                                () -> Tensor.ones(3).scatterAdd(0, far(), Tensor.ones(2)),
                                "scatterAdd",
                                "index 7",
                                "[0, 3)")
                        .mistake(() -> Tensor.ones(3).scatterAdd(0, far(), Tensor.ones(3)), "scatterAdd", "[2]", "[3]"),
                OperatorCase.of(
                                "indexAdd",
                                in -> in.get(0).apply(new IndexAdd(1, 4), in.get(1)),
                                in -> indexAdded(in.get(0), in.get(1)),
                                Tolerance.of(
                                        in -> in.get(1).values().length,
                                        (in, y) -> indexAdded(in.get(0).map(Math::abs), in.get(1)),
                                        "n roundings of the sum of sizes"),
                                List.of(
                                        indexed(new int[] {2, 5, 3}, 4, 5),
                                        indexed(new int[] {1, 17, 1}, 4, 17),
                                        indexed(new int[] {2, 0, 3}, 4, 0),
                                        manyIndexed(new int[] {9, 60, 65}, 4, 60)))
                        .mistake(
                                () -> Tensor.ones(2, 3).apply(new IndexAdd(1, 4), far()),
                                "indexAdd",
                                "[2, 3]",
                                "[2]",
                                "3")
                        .mistake(
                                () -> Tensor.ones(2).apply(new IndexAdd(0, 4), far()),
                                "indexAdd",
                                "index 7",
                                "[0, 4)"));
    }

    private static Variant scatter(int[] x, int rows) {
        int[] source = {rows, x[1]};
        return Variant.of(new Input(ANY, x), new Input(Domain.index(x[0]), source), new Input(ANY, source));
    }

    private static Array scattered(Array x, Array index, Array source) {
        Array y = new Array(x.dims(), x.values().clone());
        Array.make(index.dims(), i -> y.values()[y.position((int) index.get(i), i[1])] += source.get(i));
        return y;
    }

    private static Array indexAdded(Array x, Array index) {
        Array y = Array.make(new int[] {x.size(0), 4, x.size(2)}, i -> 0);
        Array.make(x.dims(), i -> y.values()[y.position(i[0], (int) index.get(i[1]), i[2])] += x.get(i));
        return y;
    }
}
