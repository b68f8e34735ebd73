package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.truth;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Arithmetic, comparisons and reductions of whole numbers and truth values, and casts, of 65,536 elements. */
final class WholeWorkloads {
    private static final int ROWS = 64;
    private static final int COLUMNS = 1024;

    private WholeWorkloads() {}

    static List<Workload> all() {
        return Stream.of(
                        arithmetic(DType.INT32),
                        arithmetic(DType.INT64),
                        comparisons(),
                        reductions(),
                        casts(DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT8, DType.UINT8, DType.BOOL),
                        castsFrom())
                .flatMap(List::stream)
                .toList();
    }

    /** From 0 to 7, which every type has; as bool, an eighth of it false. */
    private static Argument numbers(DType type) {
        return new Argument(key -> key.uniform(ROWS, COLUMNS).mul(8).floor().to(type));
    }

    private static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static Workload of(String name, DType type, UnaryOperator<Tensor> f) {
        return Workload.of(name + " " + name(type), in -> f.apply(in.getFirst()), numbers(type))
                .forward();
    }

    private static Workload pair(String name, DType type, BinaryOperator<Tensor> f) {
        return Workload.of(name + " " + name(type), in -> f.apply(in.get(0), in.get(1)), numbers(type), numbers(type))
                .forward();
    }

    private static List<Workload> arithmetic(DType type) {
        return List.of(
                pair("add", type, Tensor::add),
                pair("sub", type, Tensor::sub),
                pair("mul", type, Tensor::mul),
                pair("maximum", type, Tensor::maximum),
                pair("minimum", type, Tensor::minimum),
                of("neg", type, Tensor::neg),
                of("abs", type, Tensor::abs),
                of("sign", type, Tensor::sign),
                of("square", type, Tensor::square));
    }

    private static List<Workload> comparisons() {
        return List.of(
                pair("lt", DType.INT32, Tensor::lt),
                pair("eq", DType.INT64, Tensor::eq),
                pair("ge", DType.UINT8, Tensor::ge),
                of("triu", DType.INT64, x -> x.triu(0)));
    }

    private static List<Workload> reductions() {
        List<Workload> all = new ArrayList<>();
        all.addAll(ReductionWorkloads.axes("sum int64", numbers(DType.INT64), Tensor::sum));
        all.addAll(ReductionWorkloads.axes("sum bool", truth(ROWS, COLUMNS), Tensor::sum));
        all.addAll(ReductionWorkloads.axes("max int64", numbers(DType.INT64), Tensor::max));
        all.add(of("argmax", DType.INT64, x -> x.argmax(1)));
        return all.stream().map(Workload::forward).toList();
    }

    private static List<Workload> casts(DType... types) {
        return Stream.of(types)
                .map(type -> cast("cast to " + name(type), normal(ROWS, COLUMNS), type))
                .toList();
    }

    private static List<Workload> castsFrom() {
        return List.of(
                castFrom(DType.INT64, DType.INT32),
                castFrom(DType.INT32, DType.FLOAT32),
                castFrom(DType.INT32, DType.UINT8),
                castFrom(DType.INT64, DType.BOOL),
                castFrom(DType.INT8, DType.INT64),
                castFrom(DType.UINT8, DType.FLOAT64),
                castFrom(DType.BOOL, DType.FLOAT32));
    }

    private static Workload castFrom(DType from, DType to) {
        return cast("cast to " + name(to) + " from " + name(from), numbers(from), to);
    }

    private static Workload cast(String name, Argument x, DType to) {
        return Workload.of(name, in -> in.getFirst().to(to), x).forward();
    }
}
