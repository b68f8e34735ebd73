package dev.merapi.tests.cases;

import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Multi-head attention that drops weights in training: which ones, the training's key says. */
final class AttentionTrainingCases {
    private static final RandomKey KEY = RandomKey.of(7).fold("training");
    private static final double P = 0.375;

    private AttentionTrainingCases() {}

    static List<OperatorCase> all() {
        return List.of(
                row("MultiHeadAttention in training", Causal.NONE, 1)
                        .mistake(
                                () -> MultiHeadAttention.of(4, 2, -0.1, RandomKey.of(1)),
                                "MultiHeadAttention's dropout",
                                "p = -0.1"),
                row("MultiHeadAttention of shared keys, causal, in training", Causal.UPPER_LEFT, 2)
                        .mistake(
                                () -> MultiHeadAttention.of(4, 2, Double.NaN, RandomKey.of(1)),
                                "MultiHeadAttention's dropout",
                                "p = NaN"));
    }

    /** x, m, the weights; the heads share keys of d / share columns. */
    private static OperatorCase row(String name, Causal causal, int share) {
        return OperatorCase.of(
                name,
                in -> new Training(KEY)
                        .call(() -> TransformerLayerCases.attention(in, 2, P)
                                .attend(in.get(0), in.get(1), Optional.empty(), causal)),
                in -> {
                    Array x = in.get(0);
                    Array m = in.get(1);
                    int heads = TransformerLayerCases.HEADS;
                    Array drawn = Array.of(KEY.fold(0).uniform(x.size(0), heads, x.size(1), m.size(1)));
                    return LayerOracles.attend(
                            x,
                            m,
                            in.subList(2, in.size()),
                            heads,
                            causal == Causal.NONE ? LayerOracles.Sight.ALL : LayerOracles.Sight.CAUSAL,
                            (n, h, i, j) -> drawn.get(n, h, i, j) < 1 - P ? 1 / (1 - P) : 0);
                },
                TransformerLayerCases.tolerance(),
                List.of(variant(share, false, 2, 3, 3, 4), variant(share, true, 2, 33, 40, 32)));
    }

    private static Variant variant(int share, boolean large, int n, int t, int s, int d) {
        Domain any = Domain.between(-1, 1);
        List<Input> inputs = new ArrayList<>(List.of(new Input(any, n, t, d), new Input(any, n, s, d)));
        inputs.addAll(TransformerLayerCases.attention(d, d / share));
        return new Variant(inputs, large);
    }
}
