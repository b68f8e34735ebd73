package dev.merapi.tests.cases;

import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.TransformerDecoderLayer;
import dev.merapi.models.layer.TransformerEncoderLayer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.layer.TransformerOptions.Activation;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Multi-head attention, and a transformer's layers of it. */
final class TransformerLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);
    static final int HEADS = 2;
    private static final double EPS = 1e-5;

    /** Weights and biases of one attention, of a pair of linear layers, of a normalization. */
    private static final int ATTENTION = 8;

    private static final int PAIR = 4;
    private static final int NORM = 2;

    private TransformerLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                attention("MultiHeadAttention", false, Causal.NONE, 1)
                        .mistake(
                                () -> MultiHeadAttention.of(4, 2, RandomKey.of(1))
                                        .forward(Tensor.ones(3, 4)),
                                "[3, 4]",
                                "[n, length, width]",
                                "unsqueeze(0)")
                        .mistake(() -> MultiHeadAttention.of(4, 3, RandomKey.of(1)), "3 heads", "width 4"),
                attention("MultiHeadAttention of shared keys, causal", false, Causal.UPPER_LEFT, 2)
                        .mistake(
                                () -> MultiHeadAttention.of(4, 2, 1.5, RandomKey.of(1)),
                                "MultiHeadAttention's dropout",
                                "p = 1.5"),
                attention("MultiHeadAttention with mask", true, Causal.NONE, 1)
                        .mistake(
                                () -> MultiHeadAttention.of(4, 2, RandomKey.of(1))
                                        .forward(Tensor.ones(2, 3, 5)),
                                "Linear(4 -> 4)",
                                "[2, 3, 5]"),
                encoder("TransformerEncoderLayer", options(false, Activation.RELU)),
                encoder("TransformerEncoderLayer that normalizes first", options(true, Activation.GELU)),
                decoder("TransformerDecoderLayer", options(false, Activation.GELU_TANH)),
                decoder("TransformerDecoderLayer that normalizes first", options(true, Activation.RELU)));
    }

    private static TransformerOptions options(boolean first, Activation activation) {
        return new TransformerOptions(4, HEADS, 6, 0, activation, first);
    }

    private static Input any(int... dims) {
        return new Input(ANY, dims);
    }

    private static MultiHeadAttention attention(List<Tensor> in, int from) {
        return attention(in, from, 0);
    }

    static MultiHeadAttention attention(List<Tensor> in, int from, double dropout) {
        return new MultiHeadAttention(
                DenseLayerCases.layer(in, from),
                DenseLayerCases.layer(in, from + 2),
                DenseLayerCases.layer(in, from + 4),
                DenseLayerCases.layer(in, from + 6),
                HEADS,
                dropout);
    }

    static List<Input> attention(int d, int keys) {
        return List.of(any(d, d), any(d), any(d, keys), any(keys), any(d, keys), any(keys), any(d, d), any(d));
    }

    static Tolerance tolerance() {
        return Rows.near(
                in -> 40.0 * in.get(0).size(-1) + 4.0 * in.get(0).size(1) + 400,
                40,
                "some matrix products of d terms one after another, softmax, divisions by variances near 1");
    }

    /** x, m, the weights, perhaps a mask; the heads share keys of d / share columns. */
    private static OperatorCase attention(String name, boolean masked, Causal causal, int share) {
        return OperatorCase.of(
                name,
                in -> attention(in, 2)
                        .attend(
                                in.get(0),
                                in.get(1),
                                Optional.of(in.getLast())
                                        .filter(_ -> masked)
                                        .map(m -> m.unsqueeze(1).unsqueeze(1).logicalOr(first(m))),
                                causal),
                in -> LayerOracles.attend(
                        in.get(0),
                        in.get(1),
                        in.subList(2, 2 + ATTENTION),
                        HEADS,
                        (n, i, j) -> (!masked || j == 0 || in.getLast().get(n, j) != 0)
                                && (causal == Causal.NONE || j <= i)),
                tolerance(),
                List.of(attention(masked, share, false, 2, 3, 3, 4), attention(masked, share, true, 2, 33, 40, 32)));
    }

    /** The first key, which all see: a query that sees none would be 0 / 0 in the oracle. */
    private static Tensor first(Tensor mask) {
        return Tensor.arange(mask.size(1)).eq(0);
    }

    private static Variant attention(boolean masked, int share, boolean large, int n, int t, int s, int d) {
        List<Input> inputs = new ArrayList<>(List.of(any(n, t, d), any(n, s, d)));
        inputs.addAll(attention(d, d / share));
        if (masked) {
            inputs.add(new Input(Domain.truth(), n, s));
        }
        return new Variant(inputs, large);
    }

    private static LayerNorm norm(List<Tensor> in, int at) {
        return new LayerNorm(in.get(at), in.get(at + 1), EPS);
    }

    private static Array norm(List<Array> in, int at, Array x) {
        return LayerOracles.layerNorm(x, in.get(at), in.get(at + 1), EPS);
    }

    private static Array feedForward(TransformerOptions options, List<Array> in, int at, Array x) {
        Array h = LayerOracles.linear(x, in.get(at), in.get(at + 1));
        Array a = switch (options.activation()) {
            case RELU -> LayerOracles.relu(h);
            case GELU -> h.map(v -> v * Oracles.normal(v));
            case GELU_TANH -> h.map(Oracles::geluTanh);
        };
        return LayerOracles.linear(a, in.get(at + 2), in.get(at + 3));
    }

    /** A part with its way around it: normalized after the sum, or before the part. */
    private static Array part(boolean first, UnaryOperator<Array> norm, UnaryOperator<Array> f, Array x) {
        return first ? LayerOracles.sum(x, f.apply(norm.apply(x))) : norm.apply(LayerOracles.sum(x, f.apply(x)));
    }

    /** x, attention, linear layers, two normalizations. */
    private static OperatorCase encoder(String name, TransformerOptions options) {
        int linear = 1 + ATTENTION;
        int norms = linear + PAIR;
        boolean first = options.normFirst();
        return OperatorCase.of(
                        name,
                        in -> new TransformerEncoderLayer(
                                        attention(in, 1),
                                        DenseLayerCases.layer(in, linear),
                                        DenseLayerCases.layer(in, linear + 2),
                                        norm(in, norms),
                                        norm(in, norms + NORM),
                                        options)
                                .forward(in.get(0), Optional.empty(), Causal.UPPER_LEFT),
                        in -> {
                            List<Array> p = in.subList(1, 1 + ATTENTION);
                            Array h = part(
                                    first,
                                    x -> norm(in, norms, x),
                                    x -> LayerOracles.attend(x, x, p, HEADS, LayerOracles.Sight.CAUSAL),
                                    in.get(0));
                            return part(
                                    first, x -> norm(in, norms + NORM, x), x -> feedForward(options, in, linear, x), h);
                        },
                        tolerance(),
                        List.of(layers(1, 2, false, 2, 3, 0), layers(1, 2, true, 9, 40, 0)))
                .mistake(
                        () -> TransformerEncoderLayer.of(options, RandomKey.of(1))
                                .forward(Tensor.ones(2, 3, 5)),
                        "4",
                        "[2, 3, 5]",
                        "4 features");
    }

    /** x, memory, two attentions, linear layers, three normalizations. */
    private static OperatorCase decoder(String name, TransformerOptions options) {
        int linear = 2 + 2 * ATTENTION;
        int norms = linear + PAIR;
        boolean first = options.normFirst();
        return OperatorCase.of(
                        name,
                        in -> new TransformerDecoderLayer(
                                        attention(in, 2),
                                        attention(in, 2 + ATTENTION),
                                        DenseLayerCases.layer(in, linear),
                                        DenseLayerCases.layer(in, linear + 2),
                                        norm(in, norms),
                                        norm(in, norms + NORM),
                                        norm(in, norms + 2 * NORM),
                                        options)
                                .forward(in.get(0), in.get(1), Optional.empty()),
                        in -> {
                            List<Array> self = in.subList(2, 2 + ATTENTION);
                            List<Array> cross = in.subList(2 + ATTENTION, linear);
                            Array h = part(
                                    first,
                                    x -> norm(in, norms, x),
                                    x -> LayerOracles.attend(x, x, self, HEADS, LayerOracles.Sight.CAUSAL),
                                    in.get(0));
                            Array g = part(
                                    first,
                                    x -> norm(in, norms + NORM, x),
                                    x -> LayerOracles.attend(x, in.get(1), cross, HEADS, LayerOracles.Sight.ALL),
                                    h);
                            return part(
                                    first,
                                    x -> norm(in, norms + 2 * NORM, x),
                                    x -> feedForward(options, in, linear, x),
                                    g);
                        },
                        tolerance(),
                        List.of(layers(2, 3, false, 2, 3, 2), layers(2, 3, true, 5, 20, 33)))
                .mistake(
                        () -> TransformerDecoderLayer.of(options, RandomKey.of(1))
                                .forward(Tensor.ones(2, 3, 4), Tensor.ones(3, 4), Optional.empty()),
                        "[3, 4]",
                        "[n, length, width]");
    }

    private static Variant layers(int attentions, int norms, boolean large, int n, int t, int memory) {
        List<Input> inputs = new ArrayList<>(List.of(any(n, t, 4)));
        if (memory > 0) {
            inputs.add(any(n, memory, 4));
        }
        for (int i = 0; i < attentions; i++) {
            inputs.addAll(attention(4, 4));
        }
        inputs.addAll(List.of(any(4, 6), any(6), any(6, 4), any(4)));
        for (int i = 0; i < norms; i++) {
            inputs.addAll(List.of(any(4), any(4)));
        }
        return new Variant(inputs, large);
    }
}
