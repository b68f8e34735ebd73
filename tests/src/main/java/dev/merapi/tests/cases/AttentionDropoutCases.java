package dev.merapi.tests.cases;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** Attention whose weights are dropped: which ones, its key says. */
public final class AttentionDropoutCases {
    private static final RandomKey KEY = RandomKey.of(7).fold("attention");
    private static final double P = 0.375;

    private AttentionDropoutCases() {}

    /** The rows; those with few queries and those with many go different ways. */
    public static List<OperatorCase> all() {
        return List.of(
                row(
                                "attention dropout",
                                Options.DEFAULT.dropout(P, KEY),
                                AttentionCases.sizes(2, 4, 2, 5, 7, 3, 2),
                                AttentionCases.sizes(1, 2, 2, 3, 5, 4, 4),
                                AttentionCases.sizes(1, 1, 1, 1, 6, 2, 1),
                                AttentionCases.large(1, 2, 1, 130, 300, 32, 17),
                                AttentionCases.large(1, 2, 2, 3, 300, 16, 16))
                        .mistake(() -> Options.DEFAULT.dropout(1.5, KEY), "attention", "p = 1.5", "from 0 to 1"),
                row(
                        "attention dropout from cache",
                        Options.DEFAULT.causal(Causal.LOWER_RIGHT).scale(0.5).dropout(P, KEY),
                        AttentionCases.sizes(1, 2, 2, 5, 3, 2, 3),
                        AttentionCases.sizes(2, 2, 1, 6, 9, 3, 2),
                        AttentionCases.large(1, 2, 2, 70, 200, 8, 8)),
                row(
                        "attention dropout masked",
                        Options.DEFAULT.dropout(P, KEY),
                        AttentionCases.masked(2, 2, 1, 6, 5, 3, 2, new Input(Domain.between(-1, 1), 2, 1, 6, 5)),
                        AttentionCases.masked(1, 2, 2, 3, 4, 3, 2, new Input(Domain.between(-1, 1), 1, 2, 1, 4)),
                        AttentionCases.large(1, 2, 1, 70, 150, 8, 8, new Input(Domain.between(-1, 1), 1, 1, 70, 150))),
                row(
                        "attention dropout causal with boolean mask",
                        Options.CAUSAL.dropout(P, KEY),
                        AttentionCases.masked(2, 2, 1, 6, 6, 4, 2, new Input(Domain.truth(), 2, 1, 1, 6)),
                        AttentionCases.masked(1, 2, 2, 3, 5, 4, 2, new Input(Domain.truth(), 1, 2, 3, 5))));
    }

    private static OperatorCase row(String name, Options options, Variant... variants) {
        return OperatorCase.of(
                name,
                in -> in.size() > 3
                        ? in.get(0).attention(in.get(1), in.get(2), in.get(3), options)
                        : in.get(0).attention(in.get(1), in.get(2), options),
                oracle(options),
                Tolerance.of(
                        in -> 2 * Math.sqrt(in.get(0).size(3)) * (in.get(0).size(3) + 4.0)
                                + 2 * in.get(1).size(2)
                                + 42,
                        (in, y) -> y.map(_ -> 1 / (1 - P)),
                        "as without dropout, times factors up to 1 / (1 - p): a rounding in them, one in the product"),
                List.of(variants));
    }

    private static Oracle oracle(Options options) {
        return in -> {
            Array q = in.get(0);
            Array v = in.get(2);
            int group = q.size(1) / v.size(1);
            Array drawn = Array.of(KEY.uniform(q.size(0), q.size(1), q.size(2), v.size(2)));
            return Array.make(new int[] {q.size(0), q.size(1), q.size(2), v.size(3)}, i -> {
                double sum = 0;
                double out = 0;
                for (int j = 0; j < v.size(2); j++) {
                    double p = StrictMath.exp(AttentionCases.score(options, in, i[0], i[1], i[2], j));
                    sum += p;
                    boolean kept = drawn.get(i[0], i[1], i[2], j) < 1 - P;
                    out += kept ? p / (1 - P) * v.get(i[0], i[1] / group, j, i[3]) : 0;
                }
                return sum == 0 ? 0 : out / sum;
            });
        };
    }
}
