package dev.merapi.tests.cases;

import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.Highway;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.Residual;
import dev.merapi.models.layer.TiedLinear;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.Optional;

/** Layers of matrix products. */
final class DenseLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);
    private static final Tensor MATRIX = Tensor.ones(3, 4);

    private DenseLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                linear(),
                linearRelu(),
                tied(),
                tiedBias(),
                bilinear(true),
                bilinear(false),
                highway(),
                maxOut(),
                residual(),
                projected());
    }

    /** A linear layer of two inputs of a row. */
    static Linear layer(List<Tensor> in, int weight) {
        return new Linear(in.get(weight), Optional.of(in.get(weight + 1)));
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> 2.0 * in.getFirst().size(-1) + 40,
                78,
                "sums of k products of at most 1, one or two after another, and some roundings");
    }

    private static Input any(int... dims) {
        return new Input(ANY, dims);
    }

    private static OperatorCase linear() {
        return OperatorCase.of(
                        "Linear without bias",
                        in -> new Linear(in.get(1), Optional.empty()).forward(in.get(0)),
                        in -> LayerOracles.linear(in.get(0), in.get(1)),
                        tolerance(),
                        List.of(
                                Variant.of(any(3), any(3, 2)),
                                Variant.of(any(2, 1, 5), any(5, 17)),
                                Variant.large(any(9, 31, 64), any(64, 33))))
                .mistake(
                        () -> new Linear(MATRIX, Optional.empty()).forward(Tensor.ones(2, 4)),
                        "Linear(3 -> 4)",
                        "[2, 4]",
                        "3 features")
                .mistake(() -> new Linear(Tensor.ones(3), Optional.empty()), "[3]", "[in, out]");
    }

    private static OperatorCase linearRelu() {
        return OperatorCase.of(
                        "Linear and relu",
                        in -> layer(in, 1).forwardRelu(in.get(0)),
                        in -> LayerOracles.relu(LayerOracles.linear(in.get(0), in.get(1), in.get(2))),
                        tolerance(),
                        List.of(
                                Variant.of(any(2, 3), any(3, 5), any(5)),
                                Variant.of(any(2, 2, 4), any(4, 3), any(3)),
                                Variant.large(any(150, 65), any(65, 130), any(130))))
                .mistake(() -> new Linear(MATRIX, Optional.of(Tensor.ones(3))), "[3, 4]", "[3]", "bias [out]");
    }

    private static OperatorCase tied() {
        return OperatorCase.of(
                        "TiedLinear",
                        in -> new TiedLinear(in.get(1), Optional.empty()).forward(in.get(0)),
                        in -> LayerOracles.linear(in.get(0), turned(in.get(1))),
                        tolerance(),
                        List.of(Variant.of(any(2, 3), any(5, 3)), Variant.large(any(40, 65), any(300, 65))))
                .mistake(
                        () -> new TiedLinear(MATRIX, Optional.empty()).forward(Tensor.ones(2, 3)),
                        "TiedLinear(4 -> 3)",
                        "[2, 3]",
                        "4 features");
    }

    private static OperatorCase tiedBias() {
        return OperatorCase.of(
                        "TiedLinear with bias",
                        in -> new TiedLinear(in.get(1), Optional.of(in.get(2))).forward(in.get(0)),
                        in -> LayerOracles.linear(in.get(0), turned(in.get(1)), in.get(2)),
                        tolerance(),
                        List.of(
                                Variant.of(any(2, 3), any(5, 3), any(5)),
                                Variant.large(any(40, 65), any(300, 65), any(300))))
                .mistake(() -> new TiedLinear(MATRIX, Optional.of(Tensor.ones(4))), "[3, 4]", "[4]", "[symbols]");
    }

    private static Array turned(Array x) {
        return Array.make(new int[] {x.size(1), x.size(0)}, i -> x.get(i[1], i[0]));
    }

    private static OperatorCase bilinear(boolean bias) {
        Bilinear layer = new Bilinear(Tensor.ones(2, 3, 4), Optional.empty());
        return OperatorCase.of(
                        bias ? "Bilinear" : "Bilinear without bias",
                        in -> new Bilinear(in.get(2), Optional.of(in.getLast()).filter(_ -> bias))
                                .forward(in.get(0), in.get(1)),
                        in -> {
                            Array a = in.get(0);
                            Array b = in.get(1);
                            Array w = in.get(2);
                            int rows = a.values().length / a.size(-1);
                            Array left = a.reshape(rows, a.size(-1));
                            Array right = b.reshape(rows, b.size(-1));
                            int[] dims = a.dims().clone();
                            dims[dims.length - 1] = w.size(0);
                            return Array.make(new int[] {rows, w.size(0)}, i -> {
                                        double y = Oracles.sum(
                                                w.size(1),
                                                j -> Oracles.sum(
                                                        w.size(2),
                                                        k -> left.get(i[0], j)
                                                                * w.get(i[1], j, k)
                                                                * right.get(i[0], k)));
                                        return bias ? y + in.get(3).get(i[1]) : y;
                                    })
                                    .reshape(dims);
                        },
                        Rows.near(
                                in -> in.get(0).size(-1) + in.get(1).size(-1) + 8.0,
                                310,
                                "sums of j k products of at most 1"),
                        List.of(
                                pair(bias, false, 2, 3, 4, 5),
                                pair(bias, false, 1, 1, 1, 1),
                                pair(bias, false, 3, 2, 5, 2),
                                pair(bias, true, 90, 17, 18, 19)))
                .mistake(
                        () -> layer.forward(Tensor.ones(2, 3), Tensor.ones(3, 4)),
                        "Bilinear(3, 4 -> 2)",
                        "[2, 3]",
                        "[3, 4]",
                        "alike in all other axes")
                .mistake(() -> new Bilinear(MATRIX, Optional.empty()), "[3, 4]", "[out, in1, in2]");
    }

    private static Variant pair(boolean bias, boolean large, int n, int a, int b, int out) {
        List<Input> inputs = List.of(any(n, a), any(n, b), any(out, a, b), any(out));
        return new Variant(bias ? inputs : inputs.subList(0, 3), large);
    }

    private static OperatorCase highway() {
        Tensor square = Tensor.ones(3, 3);
        Highway layer = new Highway(new Linear(square, Optional.empty()), new Linear(square, Optional.empty()));
        return OperatorCase.of(
                        "Highway",
                        in -> new Highway(layer(in, 1), layer(in, 3)).forward(in.get(0)),
                        in -> {
                            Array x = in.get(0);
                            Array plain = LayerOracles.relu(LayerOracles.linear(x, in.get(1), in.get(2)));
                            Array g =
                                    LayerOracles.linear(x, in.get(3), in.get(4)).map(Oracles::sigmoid);
                            return Array.make(x.dims(), i -> g.get(i) * plain.get(i) + (1 - g.get(i)) * x.get(i));
                        },
                        tolerance(),
                        List.of(
                                highway(false, 2, 3),
                                highway(false, 3, 1),
                                highway(false, 2, 17),
                                highway(true, 70, 64)))
                .mistake(() -> layer.forward(Tensor.ones(2, 4)), "Linear(3 -> 3)", "[2, 4]", "3 features");
    }

    private static Variant highway(boolean large, int n, int d) {
        return new Variant(List.of(any(n, d), any(d, d), any(d), any(d, d), any(d)), large);
    }

    private static OperatorCase maxOut() {
        return OperatorCase.of(
                        "MaxOut",
                        in -> new MaxOut(layer(in, 1), 3).forward(in.get(0)),
                        in -> {
                            Array z = LayerOracles.linear(in.get(0), in.get(1), in.get(2));
                            int[] dims = z.dims().clone();
                            dims[dims.length - 1] /= 3;
                            Array pieces = z.reshape(z.values().length / 3, 3);
                            return Oracles.maxima(pieces, 1).reshape(dims);
                        },
                        tolerance(),
                        List.of(
                                Variant.of(any(2, 4), any(4, 6), any(6)),
                                Variant.of(any(2, 3, 5), any(5, 3), any(3)),
                                Variant.large(any(70, 33), any(33, 195), any(195))))
                .mistake(() -> new MaxOut(new Linear(MATRIX, Optional.empty()), 3), "MaxOut", "3 pieces", "4 features");
    }

    private static OperatorCase residual() {
        return OperatorCase.of(
                        "Residual",
                        in -> Residual.of(layer(in, 1)).forward(in.get(0)),
                        in -> LayerOracles.sum(in.get(0), LayerOracles.linear(in.get(0), in.get(1), in.get(2))),
                        tolerance(),
                        List.of(
                                Variant.of(any(2, 3), any(3, 3), any(3)),
                                Variant.of(any(2, 1, 5), any(5, 5), any(5)),
                                Variant.large(any(90, 65), any(65, 65), any(65))))
                .mistake(
                        () -> Residual.of(new Linear(MATRIX, Optional.empty())).forward(Tensor.ones(2, 3)),
                        "Residual",
                        "[2, 4]",
                        "[2, 3]",
                        "projection");
    }

    private static OperatorCase projected() {
        return OperatorCase.of(
                        "Residual with projection",
                        in -> Residual.of(Tensor::tanh, layer(in, 1)).forward(in.get(0)),
                        in -> LayerOracles.sum(
                                in.get(0).map(StrictMath::tanh), LayerOracles.linear(in.get(0), in.get(1), in.get(2))),
                        tolerance(),
                        List.of(
                                Variant.of(any(2, 3), any(3, 3), any(3)),
                                Variant.large(any(90, 65), any(65, 65), any(65))))
                .mistake(
                        () -> Residual.of(Tensor::tanh, new Linear(MATRIX, Optional.empty()))
                                .forward(Tensor.ones(2, 3)),
                        "the projection [2, 4]",
                        "same shape");
    }
}
