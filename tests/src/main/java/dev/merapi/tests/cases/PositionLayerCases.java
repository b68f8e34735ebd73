package dev.merapi.tests.cases;

import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.Buffer;
import dev.merapi.models.layer.LearnedPositions;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Variant;
import java.util.List;

/** Positions, from the second on. */
final class PositionLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);
    private static final int FROM = 1;
    private static final int LONGEST = 70;

    private PositionLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(learned(), sinusoidal(), rotary(), alibi());
    }

    private static Variant of(boolean large, int... dims) {
        return new Variant(List.of(new Input(ANY, dims)), large);
    }

    private static List<Variant> sequences() {
        return List.of(of(false, 3, 4), of(false, 2, 5, 6), of(false, 1, 2, 3, 2), of(true, 9, 64, 66));
    }

    private static OperatorCase learned() {
        return OperatorCase.of(
                        "LearnedPositions",
                        in -> new LearnedPositions(in.get(1)).forward(in.get(0), FROM),
                        in -> {
                            Array x = in.get(0);
                            int last = x.rank() - 1;
                            return Array.make(
                                    x.dims(), i -> x.get(i) + in.get(1).get(FROM + i[last - 1], i[last]));
                        },
                        Rows.near(in -> 2, 0, "one sum"),
                        List.of(table(false, 6, 3, 4), table(false, 6, 2, 5, 3), table(true, 70, 9, 64, 66)))
                .mistake(
                        () -> LearnedPositions.of(4, 3, 1, RandomKey.of(1)).forward(Tensor.ones(2, 4, 3), FROM),
                        "LearnedPositions",
                        "1 to 5",
                        "[2, 4, 3]",
                        "longest sequence, 4")
                .mistake(
                        () -> LearnedPositions.of(4, 3, 1, RandomKey.of(1)).forward(Tensor.ones(2, 4)),
                        "LearnedPositions",
                        "[2, 4]",
                        "[.., length, 3]");
    }

    private static Variant table(boolean large, int longest, int... dims) {
        return new Variant(List.of(new Input(ANY, dims), new Input(ANY, longest, dims[dims.length - 1])), large);
    }

    private static OperatorCase sinusoidal() {
        return OperatorCase.of(
                        "SinusoidalPositions",
                        in -> {
                            Tensor x = in.getFirst();
                            Tensor table = SinusoidalPositions.of(LONGEST, x.size(-1))
                                    .pe()
                                    .value();
                            return new SinusoidalPositions(new Buffer(table.to(x.dtype()))).forward(x, FROM);
                        },
                        in -> {
                            Array x = in.getFirst();
                            int d = x.size(-1);
                            return Array.make(x.dims(), i -> {
                                int j = i[i.length - 1];
                                double angle = (FROM + i[i.length - 2])
                                        * StrictMath.exp(-(j / 2) * 2.0 / d * StrictMath.log(10000));
                                return x.get(i) + single(j % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
                            });
                        },
                        Rows.near(in -> 4, 2, "a number of the table, rounded once, and one sum"),
                        sequences())
                .mistake(
                        () -> SinusoidalPositions.of(4, 6).forward(Tensor.ones(2, 5, 6)),
                        "SinusoidalPositions",
                        "0 to 5",
                        "longest sequence, 4");
    }

    /** As tables have it. */
    private static double single(double x) {
        return (float) x;
    }

    private static OperatorCase rotary() {
        return OperatorCase.of(
                        "RotaryPositions",
                        in -> {
                            Tensor x = in.getFirst();
                            RotaryPositions layer = RotaryPositions.of(LONGEST, x.size(-1), 100);
                            Buffer cos = new Buffer(layer.cos().value().to(x.dtype()));
                            Buffer sin = new Buffer(layer.sin().value().to(x.dtype()));
                            return new RotaryPositions(cos, sin).forward(x, FROM);
                        },
                        in -> {
                            Array x = in.getFirst();
                            int half = x.size(-1) / 2;
                            return Array.make(x.dims(), i -> {
                                int j = i[i.length - 1];
                                boolean first = j < half;
                                int[] at = i.clone();
                                at[at.length - 1] = first ? j + half : j - half;
                                double angle =
                                        (FROM + i[i.length - 2]) / StrictMath.pow(100, (double) (j % half) / half);
                                double sin = single(StrictMath.sin(angle)) * x.get(at);
                                return single(StrictMath.cos(angle)) * x.get(i) + (first ? -sin : sin);
                            });
                        },
                        Rows.near(in -> 6, 2, "two products of numbers of at most 1, and their sum"),
                        List.of(
                                of(false, 1, 2, 3, 4),
                                of(false, 2, 1, 5, 2),
                                of(false, 1, 1, 2, 34),
                                of(true, 3, 4, 64, 32)))
                .mistake(
                        () -> RotaryPositions.of(4, 6).forward(Tensor.ones(1, 2, 3, 8)),
                        "RotaryPositions",
                        "[1, 2, 3, 8]",
                        "[.., length, 6]");
    }

    /** Causal attention with the bias that falls with the distance. */
    private static OperatorCase alibi() {
        return OperatorCase.of(
                        "Alibi",
                        in -> {
                            Tensor q = in.get(0);
                            Tensor mask = Alibi.mask(q.size(1), q.size(2)).to(q.dtype());
                            return q.attention(in.get(1), in.get(2), mask, Attention.Options.CAUSAL);
                        },
                        in -> {
                            Array q = in.get(0);
                            return Array.make(q.dims(), i -> {
                                double all = 0;
                                double seen = 0;
                                for (int j = 0; j <= i[2]; j++) {
                                    int key = j;
                                    double score = Oracles.sum(
                                            q.size(3),
                                            c -> q.get(i[0], i[1], i[2], c)
                                                    * in.get(1).get(i[0], i[1], key, c));
                                    double e = StrictMath.exp(
                                            score / Math.sqrt(q.size(3)) - slope(i[1], q.size(1)) * (i[2] - j));
                                    all += e;
                                    seen += e * in.get(2).get(i[0], i[1], j, i[3]);
                                }
                                return seen / all;
                            });
                        },
                        Rows.near(
                                in -> 2.0 * in.get(0).size(3) + 3.0 * in.get(0).size(2) + 40,
                                20,
                                "scores of a few products and slopes times positions, softmax, a sum"),
                        List.of(heads(false, 1, 2, 3, 2), heads(false, 2, 3, 5, 4), heads(true, 1, 4, 70, 16)))
                .mistake(
                        () -> {
                            Tensor q = Tensor.ones(1, 2, 3, 4);
                            return q.attention(q, q, Alibi.mask(3, 3), Attention.Options.CAUSAL);
                        },
                        "attention",
                        "[1, 3, 1, 3]");
    }

    /** Of 2 heads 2^-4 and 2^-8, of 4 heads 2^-2, 2^-4, 2^-6, 2^-8; of 3 those of 2, and the first of 4. */
    private static double slope(int head, int heads) {
        double[] slopes = heads == 4
                ? new double[] {1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0}
                : new double[] {1 / 16.0, 1 / 256.0, 1 / 4.0};
        return slopes[head];
    }

    private static Variant heads(boolean large, int... dims) {
        Input input = new Input(ANY, dims);
        return new Variant(List.of(input, input, input), large);
    }
}
