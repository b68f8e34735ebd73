package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;

/** Attention with its masks and rules, and rotary positions. */
public final class AttentionCases {
    private static final Domain ANY = Domain.between(-1, 1);

    private AttentionCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(plain(), causal(), cached(), added(), perKey(), padded(), scaled(), rotary());
    }

    private static OperatorCase plain() {
        return row("attention", Options.DEFAULT, variants())
                .mistake(
                        () -> attend(Tensor.ones(2, 3), Tensor.ones(2, 3), Tensor.ones(2, 3)),
                        "attention",
                        "[2, 3]",
                        "reshape")
                .mistake(
                        () -> attend(Tensor.ones(1, 2, 3, 4), Tensor.ones(1, 2, 3, 5), Tensor.ones(1, 2, 3, 5)),
                        "attention",
                        "[1, 2, 3, 4]",
                        "[1, 2, 3, 5]")
                .mistake(
                        () -> attend(Tensor.ones(1, 2, 3, 4), Tensor.ones(1, 2, 3, 4), Tensor.ones(1, 2, 5, 4)),
                        "attention",
                        "[1, 2, 3, 4]",
                        "[1, 2, 5, 4]",
                        "its value")
                .mistake(
                        () -> attend(Tensor.ones(1, 3, 3, 4), Tensor.ones(1, 2, 3, 4), Tensor.ones(1, 2, 3, 4)),
                        "attention",
                        "3 heads",
                        "2 heads",
                        "groups")
                .mistake(
                        () -> attend(
                                Tensor.ones(1, 2, 3, 4),
                                Tensor.full(DType.FLOAT64, Shape.of(1, 2, 3, 4), 1),
                                Tensor.ones(1, 2, 3, 4)),
                        "attention",
                        "float64");
    }

    private static Tensor attend(Tensor q, Tensor k, Tensor v) {
        return q.attention(k, v, Options.DEFAULT);
    }

    private static OperatorCase causal() {
        return row("attention causal", Options.CAUSAL, variants());
    }

    /** The second shape has more queries than keys: its first queries see none. */
    private static OperatorCase cached() {
        List<Variant> variants = new ArrayList<>(variants());
        variants.add(sizes(1, 2, 2, 5, 3, 2, 3));
        return row("attention from cache", Options.DEFAULT.causal(Causal.LOWER_RIGHT), List.copyOf(variants));
    }

    private static OperatorCase added() {
        return row(
                        "attention with mask",
                        Options.DEFAULT,
                        List.of(
                                masked(2, 2, 2, 3, 5, 4, 4, new Input(ANY, 2, 1, 3, 5)),
                                masked(1, 2, 1, 6, 4, 2, 3, new Input(ANY, 6, 4)),
                                masked(2, 2, 1, 6, 5, 2, 3, new Input(ANY, 1, 2, 1, 5)),
                                large(2, 2, 1, 70, 150, 32, 32, new Input(ANY, 2, 1, 70, 150))))
                .mistake(
                        () -> Tensor.ones(1, 2, 3, 4)
                                .attention(
                                        Tensor.ones(1, 2, 5, 4),
                                        Tensor.ones(1, 2, 5, 4),
                                        Tensor.ones(3, 3),
                                        Options.DEFAULT),
                        "attention",
                        "[1, 1, 3, 3]",
                        "[1, 2, 3, 5]",
                        "counts keys");
    }

    private static OperatorCase perKey() {
        return row(
                "attention causal with mask",
                Options.CAUSAL,
                List.of(
                        masked(2, 2, 2, 6, 6, 4, 2, new Input(ANY, 2, 1, 1, 6)),
                        large(1, 2, 2, 150, 150, 16, 16, new Input(ANY, 1, 2, 1, 150))));
    }

    /** Some rows see no key at all. */
    private static OperatorCase padded() {
        return row(
                "attention of boolean mask",
                Options.DEFAULT,
                List.of(
                        masked(2, 2, 2, 5, 6, 4, 2, new Input(Domain.truth(), 2, 1, 1, 6)),
                        masked(1, 2, 1, 6, 2, 4, 2, new Input(Domain.truth(), 1, 2, 6, 2)),
                        masked(2, 1, 1, 3, 6, 2, 2, new Input(Domain.truth(), 2, 1, 3, 6)),
                        large(2, 2, 1, 70, 150, 32, 32, new Input(Domain.truth(), 2, 1, 70, 150))));
    }

    private static OperatorCase scaled() {
        return row(
                "attention scaled",
                Options.DEFAULT.scale(0.125),
                List.of(sizes(1, 2, 2, 6, 5, 4, 4), large(1, 2, 1, 130, 300, 32, 17)));
    }

    private static List<Variant> variants() {
        return List.of(
                sizes(2, 4, 2, 5, 7, 3, 2),
                sizes(1, 2, 2, 3, 5, 4, 4),
                sizes(1, 1, 1, 1, 6, 2, 1),
                large(1, 2, 1, 130, 300, 32, 17),
                large(2, 2, 2, 64, 128, 64, 64));
    }

    static Variant sizes(int n, int h, int hkv, int t, int s, int d, int e) {
        return Variant.of(new Input(ANY, n, h, t, d), new Input(ANY, n, hkv, s, d), new Input(ANY, n, hkv, s, e));
    }

    static Variant masked(int n, int h, int hkv, int t, int s, int d, int e, Input mask) {
        List<Input> inputs = new ArrayList<>(sizes(n, h, hkv, t, s, d, e).inputs());
        inputs.add(mask);
        return new Variant(List.copyOf(inputs), false);
    }

    static Variant large(int n, int h, int hkv, int t, int s, int d, int e, Input... mask) {
        List<Input> inputs = new ArrayList<>(sizes(n, h, hkv, t, s, d, e).inputs());
        inputs.addAll(List.of(mask));
        return new Variant(List.copyOf(inputs), true);
    }

    private static OperatorCase row(String name, Options options, List<Variant> variants) {
        return OperatorCase.of(
                name,
                in -> in.size() > 3
                        ? in.get(0).attention(in.get(1), in.get(2), in.get(3), options)
                        : in.get(0).attention(in.get(1), in.get(2), options),
                oracle(options),
                Tolerance.of(
                        in -> 2 * Math.sqrt(in.get(0).size(3)) * (in.get(0).size(3) + 4.0)
                                + 2 * in.get(1).size(2)
                                + 40,
                        (in, y) -> y.map(_ -> 1),
                        "scores of at most sqrt(d) + 1 are off by d + 4 u of that, and e^ of them too; then two sums of s"
                                + " terms, weights that sum to 1 of values of at most 1"),
                variants);
    }

    private static Oracle oracle(Options options) {
        return in -> {
            Array q = in.get(0);
            Array v = in.get(2);
            int group = q.size(1) / v.size(1);
            int[] dims = {q.size(0), q.size(1), q.size(2), v.size(3)};
            return Array.make(dims, i -> {
                double sum = 0;
                double out = 0;
                for (int j = 0; j < v.size(2); j++) {
                    double p = StrictMath.exp(score(options, in, i[0], i[1], i[2], j));
                    sum += p;
                    out += p * v.get(i[0], i[1] / group, j, i[3]);
                }
                return sum == 0 ? 0 : out / sum;
            });
        };
    }

    static double score(Options options, List<Array> in, int n, int h, int i, int j) {
        Array q = in.get(0);
        Array k = in.get(1);
        int last = switch (options.causal()) {
            case NONE -> k.size(2);
            case UPPER_LEFT -> i;
            case LOWER_RIGHT -> i + k.size(2) - q.size(2);
        };
        if (j > last) {
            return Double.NEGATIVE_INFINITY;
        }
        double dot = 0;
        for (int c = 0; c < q.size(3); c++) {
            dot += q.get(n, h, i, c) * k.get(n, h / (q.size(1) / k.size(1)), j, c);
        }
        double score = dot * options.scale().orElse(1 / Math.sqrt(q.size(3)));
        return in.size() > 3 ? score + masked(in.get(3), n, h, i, j) : score;
    }

    /** Of a boolean mask, whose inputs are whole, false is unseen. */
    private static double masked(Array mask, int n, int h, int i, int j) {
        double m = mask.broadcast(n, h, i, j);
        boolean truth = true;
        for (double v : mask.values()) {
            truth &= v == 0 || v == 1;
        }
        return truth ? Math.log(m) : m;
    }

    private static OperatorCase rotary() {
        return OperatorCase.of(
                        "rotary",
                        in -> in.get(0).rotary(in.get(1), in.get(2)),
                        in -> {
                            Array x = in.get(0);
                            int half = x.size(-1) / 2;
                            return Array.make(x.dims(), i -> {
                                int[] other = i.clone();
                                int last = i.length - 1;
                                boolean first = i[last] < half;
                                other[last] += first ? half : -half;
                                double c = in.get(1).get(i[last - 1], i[last] % half);
                                double s = in.get(2).get(i[last - 1], i[last] % half);
                                return x.get(i) * c + (first ? -1 : 1) * x.get(other) * s;
                            });
                        },
                        Tolerance.of(in -> 2, (in, y) -> y.map(_ -> 2), "a product and an fma of numbers up to 1"),
                        List.of(
                                angles(new int[] {2, 3, 5, 4}, 5, 2),
                                angles(new int[] {3, 2}, 3, 1),
                                angles(new int[] {1, 4, 34}, 4, 17),
                                new Variant(
                                        angles(new int[] {3, 4, 60, 32}, 60, 16).inputs(), true)))
                .mistake(
                        () -> Tensor.ones(2, 3, 5).rotary(Tensor.ones(3, 2), Tensor.ones(3, 2)),
                        "rotary",
                        "[2, 3, 5]",
                        "d even")
                .mistake(
                        () -> Tensor.ones(2, 3, 4).rotary(Tensor.ones(3, 2), Tensor.ones(4, 2)),
                        "rotary",
                        "[4, 2]",
                        "slice");
    }

    private static Variant angles(int[] x, int length, int half) {
        return Variant.of(new Input(ANY, x), new Input(ANY, length, half), new Input(ANY, length, half));
    }
}
