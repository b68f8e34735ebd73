package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.truth;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reductions: of rows, and those that have kernels of their own for it also of all elements, of columns and of both ends. */
final class ReductionWorkloads {
    private static final Argument ROWS = normal(256, 512);
    /** Their product is neither 0 nor infinity. */
    private static final Argument NEAR_ONE =
            new Argument(key -> key.normal(256, 512).mul(1e-3).exp());
    /** A hundredth of it 0. */
    private static final Argument ZEROS = new Argument(key -> key.bernoulli(0.99, 256, 512));

    private ReductionWorkloads() {}

    /** A reduction over axes. */
    interface Fold {
        Tensor of(Tensor x, boolean keepDims, int... axes);
    }

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(axes("sum", ROWS, Tensor::sum));
        all.addAll(axes("prod", NEAR_ONE, Tensor::prod));
        all.addAll(axes("max", ROWS, Tensor::max));
        all.addAll(axes("min", ROWS, Tensor::min));
        all.addAll(rows());
        return all;
    }

    /** Over all axes, the first, the last, and the two ends of [16, rows / 16, columns]. */
    static List<Workload> axes(String name, Argument x, Fold fold) {
        return List.of(
                Workload.of(name, in -> fold.of(in.getFirst(), false), x),
                Workload.of(name + " first", in -> fold.of(in.getFirst(), false, 0), x),
                Workload.of(name + " last", in -> fold.of(in.getFirst(), true, -1), x),
                Workload.of(name + " ends", in -> fold.of(ends(in.getFirst()), true, 0, -1), x));
    }

    private static Tensor ends(Tensor x) {
        return x.reshape(16, -1, x.size(1));
    }

    private static Workload of(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), ROWS);
    }

    private static List<Workload> rows() {
        return List.of(
                Workload.of("prod with zeros", in -> in.getFirst().prod(1), ZEROS),
                of("mean", x -> x.mean(1)),
                of("var", x -> x.var(true, false, 1)),
                of("std", x -> x.std(true, false, 1)),
                of("logSumExp", x -> x.logSumExp(false, 1)),
                of("norm", Tensor::norm),
                of("argmax", x -> x.argmax(1)).forward(),
                of("argmin", x -> x.argmin(1)).forward(),
                of("cumsum", x -> x.cumsum(1)),
                of("cumsum first", x -> x.cumsum(0)),
                Workload.of("any", in -> in.getFirst().any(), truth(256, 512)).forward(),
                Workload.of("all", in -> in.getFirst().all(), truth(256, 512)).forward());
    }
}
