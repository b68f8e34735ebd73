package dev.merapi.tests.cases;

import dev.merapi.models.layer.AdditiveAttention;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocationSensitiveAttention;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
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

/** Attention whose scores a small network gives. */
final class AttentionLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);

    /** The location filter's width. */
    private static final int KERNEL = 3;

    private AttentionLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                additive(false)
                        .mistake(
                                () -> AdditiveAttention.of(3, 4, 5, RandomKey.of(1))
                                        .attend(Tensor.ones(2, 1, 4), Tensor.ones(2, 6, 4), Optional.empty()),
                                "Linear(3 -> 5)",
                                "[2, 1, 4]",
                                "3 features"),
                additive(true)
                        .mistake(
                                () -> AdditiveAttention.of(3, 4, 5, RandomKey.of(1))
                                        .project(Tensor.ones(2, 6, 3)),
                                "Linear(4 -> 5)",
                                "[2, 6, 3]",
                                "4 features"),
                location(false)
                        .mistake(
                                () -> LocationSensitiveAttention.of(3, 4, 5, 2, KERNEL, RandomKey.of(1))
                                        .weights(
                                                Tensor.ones(2, 4),
                                                Tensor.ones(2, 6, 5),
                                                Tensor.ones(2, 6),
                                                Optional.empty()),
                                "Linear(3 -> 5)",
                                "[2, 4]",
                                "3 features"),
                location(true)
                        .mistake(
                                () -> LocationSensitiveAttention.of(3, 4, 5, 2, 2, RandomKey.of(1))
                                        .project(Tensor.ones(2, 6, 3)),
                                "Linear(4 -> 5)",
                                "[2, 6, 3]"));
    }

    private static Input any(int... dims) {
        return new Input(ANY, dims);
    }

    private static Linear linear(Tensor weight) {
        return new Linear(weight, Optional.empty());
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> 4.0 * in.get(2).size(0) + 3.0 * in.get(1).size(1) + 60,
                40,
                "sums of products of at most 1, a softmax of scores of at most u, a sum of s");
    }

    /** q, m, W, its bias, U, v, perhaps a mask. */
    private static OperatorCase additive(boolean masked) {
        return OperatorCase.of(
                masked ? "AdditiveAttention with mask" : "AdditiveAttention",
                in -> new AdditiveAttention(DenseLayerCases.layer(in, 2), linear(in.get(4)), linear(in.get(5)))
                        .attend(in.get(0), in.get(1), Optional.of(in.getLast()).filter(_ -> masked)),
                in -> {
                    Array q = LayerOracles.linear(in.get(0), in.get(2), in.get(3));
                    Array k = LayerOracles.linear(in.get(1), in.get(4));
                    Array scores = Array.make(
                            new int[] {q.size(0), q.size(1), k.size(1)},
                            i -> masked && in.get(6).get(i[0], i[2]) == 0
                                    ? -1e30
                                    : Oracles.sum(
                                            k.size(2),
                                            u -> in.get(5).get(u, 0)
                                                    * StrictMath.tanh(q.get(i[0], i[1], u) + k.get(i[0], i[2], u))));
                    Array weights = Oracles.softmax(scores);
                    Array seen = masked
                            ? weights.zip(in.get(6).reshape(q.size(0), 1, k.size(1)), (w, shown) -> w * shown)
                            : weights;
                    return Oracles.matmul(seen, in.get(1));
                },
                tolerance(),
                List.of(
                        additive(masked, false, 1, 1, 1, 2, 2, 1),
                        additive(masked, false, 2, 3, 4, 2, 3, 5),
                        additive(masked, true, 3, 9, 40, 17, 33, 20)));
    }

    private static Variant additive(boolean masked, boolean large, int n, int t, int s, int dq, int dm, int u) {
        List<Input> inputs =
                new ArrayList<>(List.of(any(n, t, dq), any(n, s, dm), any(dq, u), any(u), any(dm, u), any(u, 1)));
        if (masked) {
            inputs.add(new Input(Domain.truth(), n, s));
        }
        return new Variant(inputs, large);
    }

    /** q, m, W, its bias, U, F, V, v, earlier weights, perhaps a mask. */
    private static OperatorCase location(boolean masked) {
        return OperatorCase.of(
                masked ? "LocationSensitiveAttention with mask" : "LocationSensitiveAttention",
                in -> {
                    Conv1d filters = new Conv1d(in.get(5), Optional.empty(), Conv2d.Options.DEFAULT).same();
                    LocationSensitiveAttention layer = new LocationSensitiveAttention(
                            DenseLayerCases.layer(in, 2),
                            linear(in.get(4)),
                            filters,
                            linear(in.get(6)),
                            linear(in.get(7)));
                    Tensor projected = layer.project(in.get(1));
                    return layer.weights(
                            in.get(0),
                            projected,
                            in.get(8),
                            Optional.of(in.getLast()).filter(_ -> masked));
                },
                in -> {
                    Array q = LayerOracles.linear(in.get(0), in.get(2), in.get(3));
                    Array k = LayerOracles.linear(in.get(1), in.get(4));
                    Array place = LayerOracles.linear(filtered(in.get(8), in.get(5)), in.get(6));
                    Array weights = Oracles.softmax(Array.make(
                            new int[] {k.size(0), k.size(1)},
                            i -> masked && in.get(9).get(i) == 0
                                    ? -1e30
                                    : Oracles.sum(
                                            k.size(2),
                                            u -> in.get(7).get(u, 0)
                                                    * StrictMath.tanh(q.get(i[0], u)
                                                            + k.get(i[0], i[1], u)
                                                            + place.get(i[0], i[1], u)))));
                    return masked ? weights.zip(in.get(9), (w, shown) -> w * shown) : weights;
                },
                tolerance(),
                List.of(
                        location(masked, false, 1, 2, 2, 1, 1, 2),
                        location(masked, false, 2, 4, 2, 3, 2, 3),
                        location(masked, true, 5, 60, 17, 33, 8, 20)));
    }

    private static Variant location(boolean masked, boolean large, int n, int s, int dq, int dm, int filters, int u) {
        List<Input> inputs = new ArrayList<>(List.of(
                any(n, dq),
                any(n, s, dm),
                any(dq, u),
                any(u),
                any(dm, u),
                any(filters, 1, KERNEL),
                any(filters, u),
                any(u, 1),
                any(n, s)));
        if (masked) {
            inputs.add(new Input(Domain.truth(), n, s));
        }
        return new Variant(inputs, large);
    }

    /** [n, s, filters] of x [n, s], with a zero at both ends. */
    private static Array filtered(Array x, Array w) {
        return Array.make(
                new int[] {x.size(0), x.size(1), w.size(0)},
                i -> Oracles.sum(KERNEL, p -> {
                    int at = i[1] + p - 1;
                    return at < 0 || at >= x.size(1) ? 0 : x.get(i[0], at) * w.get(i[2], 0, p);
                }));
    }
}
