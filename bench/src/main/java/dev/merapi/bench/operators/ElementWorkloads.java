package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.positive;
import static dev.merapi.bench.operators.Argument.truth;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Functions of each element, of 65,536. */
final class ElementWorkloads {
    private static final int ROWS = 64;
    private static final int COLUMNS = 1024;
    private static final Argument ANY = normal(ROWS, COLUMNS);
    private static final Argument POSITIVE = positive(ROWS, COLUMNS);
    private static final Argument TRUTH = truth(ROWS, COLUMNS);

    private ElementWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(functions());
        all.addAll(activations());
        all.addAll(arithmetic());
        all.addAll(comparisons());
        return all;
    }

    private static Workload of(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), ANY);
    }

    private static Workload positiveOnly(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), POSITIVE);
    }

    private static Workload pair(String name, BinaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.get(0), in.get(1)), ANY, ANY);
    }

    private static List<Workload> functions() {
        return List.of(
                of("abs", Tensor::abs),
                of("sign", Tensor::sign),
                of("square", Tensor::square),
                positiveOnly("sqrt", Tensor::sqrt),
                positiveOnly("rsqrt", Tensor::rsqrt),
                positiveOnly("reciprocal", Tensor::reciprocal),
                of("floor", Tensor::floor),
                of("ceil", Tensor::ceil),
                of("round", Tensor::round),
                of("clamp", x -> x.clamp(-1, 1)),
                of("exp", Tensor::exp),
                of("expm1", Tensor::expm1),
                positiveOnly("log", Tensor::log),
                positiveOnly("log1p", Tensor::log1p),
                of("sin", Tensor::sin),
                of("cos", Tensor::cos),
                of("erf", Tensor::erf),
                of("neg", Tensor::neg),
                of("cast to int32", x -> x.to(DType.INT32)).forward());
    }

    private static List<Workload> activations() {
        return List.of(
                of("tanh", Tensor::tanh),
                of("sigmoid", Tensor::sigmoid),
                of("softplus", Tensor::softplus),
                of("relu", Tensor::relu),
                of("leakyRelu", x -> x.leakyRelu(0.01)),
                of("elu", x -> x.elu(1)),
                of("silu", Tensor::silu),
                of("gelu", Tensor::gelu),
                of("geluTanh", Tensor::geluTanh),
                of("selu", Tensor::selu),
                of("mish", Tensor::mish),
                of("hardSigmoid", Tensor::hardSigmoid),
                of("hardSwish", Tensor::hardSwish),
                Workload.of("pRelu", in -> in.get(0).prelu(in.get(1)), ANY, positive(COLUMNS)),
                Workload.of("pRelu single", in -> in.get(0).prelu(in.get(1)), ANY, positive(1)),
                of("glu", x -> x.glu(-1)),
                pair("swiGlu", Tensor::swiGlu),
                of("swiGlu of halves", x -> x.swiGlu(-1)));
    }

    private static List<Workload> arithmetic() {
        return List.of(
                pair("add", Tensor::add),
                pair("addRelu", Tensor::addRelu),
                pair("sub", Tensor::sub),
                pair("mul", Tensor::mul),
                Workload.of("div", in -> in.get(0).div(in.get(1)), ANY, POSITIVE),
                Workload.of("pow", in -> in.get(0).pow(in.get(1)), POSITIVE, ANY),
                pair("maximum", Tensor::maximum),
                pair("minimum", Tensor::minimum),
                Workload.of("where", in -> in.get(2).where(in.get(0), in.get(1)), ANY, ANY, TRUTH));
    }

    private static List<Workload> comparisons() {
        return List.of(
                pair("eq", Tensor::eq).forward(),
                pair("ne", Tensor::ne).forward(),
                pair("lt", Tensor::lt).forward(),
                pair("le", Tensor::le).forward(),
                pair("gt", Tensor::gt).forward(),
                pair("ge", Tensor::ge).forward(),
                logical("logicalAnd", Tensor::logicalAnd),
                logical("logicalOr", Tensor::logicalOr),
                logical("logicalXor", Tensor::logicalXor));
    }

    private static Workload logical(String name, BinaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.get(0), in.get(1)), TRUTH, TRUTH)
                .forward();
    }
}
