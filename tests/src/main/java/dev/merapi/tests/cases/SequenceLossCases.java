package dev.merapi.tests.cases;

import dev.merapi.models.layer.Crf;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.Reduction;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.SequenceOracles;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.stream.Stream;

/** The losses of sequences, of logits; as often differentiable as the operators below them. */
final class SequenceLossCases {
    private static final Domain SCORE = Domain.between(-2, 2);
    private static final Domain ANY = Domain.between(-1, 1);

    private SequenceLossCases() {}

    static List<OperatorCase> all() {
        return Stream.of(alignments(), chains()).flatMap(List::stream).toList();
    }

    private static List<OperatorCase> alignments() {
        Tensor logits = Tensor.zeros(2, 5, 3);
        return List.of(
                alignment("Ctc", new Ctc())
                        .mistake(
                                () -> new Ctc().of(Tensor.zeros(5, 3), Tensor.ones(2, 2)),
                                "Ctc",
                                "[5, 3]",
                                "[2, 2]",
                                "[n, frames, classes]")
                        .mistake(
                                () -> new Ctc().of(logits, Tensor.full(DType.INT64, Shape.of(2, 2), 3)),
                                "label 3",
                                "target 0",
                                "0 to 2"),
                alignment("Ctc alone", new Ctc().reduction(Reduction.NONE))
                        .mistake(
                                () -> new Ctc().framesFirst(true).of(logits, Tensor.zeros(2, 0)),
                                "Ctc",
                                "[2, 0]",
                                "[n, 1 + s]")
                        .mistake(
                                () -> Ctc.targets(List.of(new int[] {1, 1}), new int[] {2}),
                                "Ctc",
                                "sample 0",
                                "needs 3 frames",
                                "has 2"));
    }

    /** Logits, targets, frames and lengths. */
    private static OperatorCase alignment(String name, Ctc loss) {
        return OperatorCase.of(
                name,
                in -> loss.of(in.get(0), in.get(1), in.get(2), in.get(3)),
                in -> {
                    Array logs = Oracles.logSoftmax(in.get(0));
                    Array costs = SequenceOracles.ctc(logs, in.get(1), in.get(2), in.get(3));
                    return loss.reduction() == Reduction.NONE
                            ? costs
                            : PairLossCases.reduced(
                                    loss.reduction(), costs.zip(in.get(3), (cost, n) -> cost / Math.max(1, n)));
                },
                Rows.near(
                        in -> 12.0 * in.get(0).size(1) + in.get(0).size(0) + 40,
                        20,
                        "log-softmax, exponentials and a logarithm a frame, a sum of n"),
                Stream.of(
                                SequenceCases.spoken(1, 1, 2, 1),
                                SequenceCases.spoken(3, 5, 3, 2),
                                SequenceCases.spoken(5, 9, 4, 3),
                                new Variant(SequenceCases.spoken(40, 60, 20, 12).inputs(), true))
                        .map(SequenceLossCases::logits)
                        .toList());
    }

    private static Variant logits(Variant v) {
        List<Input> in = v.inputs();
        return new Variant(List.of(new Input(SCORE, in.getFirst().dims()), in.get(1), in.get(2), in.get(3)), v.large());
    }

    private static List<OperatorCase> chains() {
        Crf field = new Crf(Tensor.zeros(3), Tensor.zeros(3), Tensor.zeros(3, 3));
        return List.of(
                chain("CrfNll", false, Reduction.MEAN)
                        .mistake(
                                () -> new CrfNll(field).of(Tensor.zeros(2, 4, 5), Tensor.zeros(2, 4)),
                                "Crf(3)",
                                "[2, 4, 5]",
                                "[n, length, 3]")
                        .mistake(
                                () -> new CrfNll(field).of(Tensor.zeros(2, 4, 3), Tensor.zeros(8)),
                                "CrfNll",
                                "[8]",
                                "[n, length]"),
                chain("CrfNll of tags", true, Reduction.MEAN)
                        .mistake(
                                () -> new CrfNll(field)
                                        .of(
                                                Tensor.zeros(1, 3, 3),
                                                Tensor.of(0L, -1, 2).reshape(1, 3)),
                                "CrfNll",
                                "sequence 0",
                                "tag 2 at 2",
                                "pad at the end"),
                chain("CrfNll alone", false, Reduction.NONE)
                        .mistake(
                                () -> new Crf(Tensor.zeros(3), Tensor.zeros(3), Tensor.zeros(3, 2)),
                                "Crf",
                                "[3, 2]",
                                "[tags, tags]"));
    }

    /** Emissions, transitions, start, end, tags and lengths; the loss sees -1 behind a sequence's end. */
    private static OperatorCase chain(String name, boolean perTag, Reduction reduction) {
        return OperatorCase.of(
                name,
                in -> {
                    Crf field = new Crf(in.get(2), in.get(3), in.get(1));
                    Tensor inside =
                            Tensor.arange(in.get(4).size(1)).lt(in.get(5).unsqueeze(1));
                    return new CrfNll(field, perTag, reduction).of(in.get(0), inside.where(in.get(4), -1));
                },
                in -> {
                    Array costs = SequenceOracles.crf(in);
                    return perTag
                            ? Array.scalar(costs.sum() / in.get(5).sum())
                            : PairLossCases.reduced(reduction, costs);
                },
                Rows.near(
                        in -> (4.0 + in.get(0).size(2)) * in.get(0).size(1)
                                + in.get(0).size(0)
                                + 16,
                        3,
                        "a sum of k exponentials and a logarithm a step, scores of at most 2, a sum of n"),
                List.of(
                        tagged(1, 1, 2, false),
                        tagged(3, 4, 3, false),
                        tagged(2, 5, 4, false),
                        tagged(40, 25, 17, true)));
    }

    private static Variant tagged(int n, int length, int k, boolean large) {
        return new Variant(
                List.of(
                        new Input(SCORE, n, length, k),
                        new Input(ANY, k, k),
                        new Input(ANY, k),
                        new Input(ANY, k),
                        new Input(Domain.index(k), n, length),
                        new Input(Domain.integers(DType.INT64, 1, length), n)),
                large);
    }
}
