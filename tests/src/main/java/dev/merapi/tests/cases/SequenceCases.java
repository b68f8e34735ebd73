package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.CrfGrad;
import dev.merapi.tensor.op.CtcLossGrad;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.SequenceOracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;

/** Connectionist temporal classification and linear chains. */
public final class SequenceCases {
    private static final Domain LOG = Domain.between(-3, 0);
    private static final Domain SCORE = Domain.between(-2, 2);
    private static final Domain ANY = Domain.between(-1, 1);

    private SequenceCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(ctc(), ctcGradient(), crf(), crfGradient(), viterbi());
    }

    private static OperatorCase ctc() {
        Tensor x = Tensor.zeros(2, 5, 3);
        Tensor targets = Tensor.ones(2, 2).to(DType.INT64);
        Tensor lengths = Tensor.of(2L, 2);
        return OperatorCase.of(
                        "ctcLoss",
                        in -> in.get(0).ctcLoss(in.get(1), in.get(2), in.get(3), 0, false),
                        in -> SequenceOracles.ctc(in.get(0), in.get(1), in.get(2), in.get(3)),
                        Tolerance.of(
                                in -> 8.0 * in.get(0).size(1) + 16,
                                (in, y) -> y.map(v -> 1 + Math.abs(v)),
                                "three exponentials and a logarithm of 1 to 3 a frame, each off by 2 u"),
                        spoken())
                .mistake(
                        () -> x.ctcLoss(Tensor.of(1L, 2), lengths, lengths, 0, false),
                        "ctcLoss",
                        "[2, 5, 3]",
                        "[2]",
                        "transpose(0, 1)")
                .mistake(() -> x.ctcLoss(targets, Tensor.of(2L), lengths, 0, false), "[1]", "[2]", "each sample")
                .mistake(() -> x.ctcLoss(targets, lengths, lengths, 3, false), "blank 3", "0 to 2")
                .mistake(
                        () -> x.ctcLoss(targets, lengths, lengths, 1, false),
                        "label 1",
                        "element 0 of target 0",
                        "not the blank")
                .mistake(() -> x.ctcLoss(targets, Tensor.of(2L, 6), lengths, 0, false), "sample 1", "6 frames", "5");
    }

    private static OperatorCase ctcGradient() {
        return OperatorCase.of(
                        "ctcLossGrad",
                        in -> Tensor.apply(new CtcLossGrad(0, false), in),
                        SequenceOracles::ctcGradient,
                        Tolerance.of(
                                in -> 24.0 * in.get(1).size(1) + 48,
                                (in, dx) -> Array.make(
                                        dx.dims(), i -> Math.abs(in.get(0).get(i[0]))),
                                "e^ of what three recursions are off by, times dy"),
                        spoken().stream().map(SequenceCases::withCotangent).toList())
                .order(1)
                .mistake(
                        () -> Tensor.apply(
                                new CtcLossGrad(0, false),
                                List.of(
                                        Tensor.ones(1),
                                        Tensor.zeros(2, 5, 3),
                                        Tensor.of(Shape.of(2, 1), 1L, 1),
                                        Tensor.of(2L, 2),
                                        Tensor.of(1L, 1))),
                        "ctcLossGrad",
                        "float32 [1]",
                        "float32 [2]");
    }

    /** Log-probabilities, targets that have a path even where all labels are one, frames, and lengths from 0 on. */
    private static List<Variant> spoken() {
        return List.of(
                spoken(1, 1, 2, 1),
                spoken(3, 5, 3, 2),
                spoken(5, 9, 4, 3),
                new Variant(spoken(40, 60, 20, 12).inputs(), true));
    }

    static Variant spoken(int n, int frames, int classes, int labels) {
        return Variant.of(
                new Input(LOG, n, frames, classes),
                new Input(Domain.integers(DType.INT64, 1, classes - 1), n, labels),
                new Input(Domain.integers(DType.INT64, 2 * labels - 1, frames), n),
                new Input(Domain.integers(DType.INT64, 0, labels), n));
    }

    static Variant withCotangent(Variant v) {
        List<Input> inputs = new ArrayList<>(v.inputs());
        inputs.addFirst(new Input(ANY, v.inputs().getFirst().dims()[0]));
        return new Variant(inputs, v.large());
    }

    private static OperatorCase crf() {
        Tensor x = Tensor.zeros(2, 4, 3);
        Tensor t = Tensor.zeros(3, 3);
        Tensor end = Tensor.zeros(3);
        Tensor tags = Tensor.zeros(2, 4).to(DType.INT64);
        Tensor lengths = Tensor.of(4L, 1);
        return OperatorCase.of(
                        "crf",
                        in -> in.get(0).crf(in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)),
                        SequenceOracles::crf,
                        Tolerance.of(
                                in -> (4.0 + in.get(0).size(2)) * in.get(0).size(1) + 16,
                                (in, y) -> y.map(v -> 3 + Math.abs(v)),
                                "a sum of k exponentials and a logarithm a step, scores of at most 2"),
                        tagged(40, 25, 17))
                .mistake(
                        () -> x.crf(t, end, Tensor.zeros(2), tags, lengths),
                        "crf",
                        "[2, 4, 3]",
                        "end [2]",
                        "[tags, tags]")
                .mistake(() -> x.crf(t, end, end, tags.slice(1, 0, 3), lengths), "tags [2, 3]", "[2, 4]")
                .mistake(() -> x.crf(t, end, end, tags, Tensor.of(4L)), "lengths [1]", "[2]")
                .mistake(() -> x.crf(t, end, end, tags, Tensor.of(4L, 0)), "sequence 1", "length of 0", "1 to 4")
                .mistake(() -> x.crf(t, end, end, tags.add(3), lengths), "tag 3", "element 0 of sequence 0", "0 to 2");
    }

    private static OperatorCase crfGradient() {
        return OperatorCase.of(
                        "crfGrad",
                        in -> Tensor.apply(new CrfGrad(), in),
                        SequenceOracles::crfGradient,
                        Tolerance.of(
                                in -> (12.0 + 3 * in.get(1).size(2)) * in.get(1).size(1) + 48,
                                (in, dx) -> Array.make(
                                        dx.dims(),
                                        i -> Math.abs(in.get(0).get(i[0]))
                                                * in.get(1).size(1)),
                                "e^ of what two recursions are off by, summed over steps for transitions, times dy"),
                        tagged(12, 9, 7).stream()
                                .map(SequenceCases::withCotangent)
                                .toList())
                .order(1)
                .mistake(
                        () -> Tensor.apply(
                                new CrfGrad(),
                                List.of(
                                        Tensor.ones(3),
                                        Tensor.zeros(2, 4, 1),
                                        Tensor.zeros(1, 1),
                                        Tensor.zeros(1),
                                        Tensor.zeros(1),
                                        Tensor.zeros(2, 4).to(DType.INT64),
                                        Tensor.of(1L, 1))),
                        "crfGrad",
                        "float32 [3]",
                        "float32 [2]");
    }

    private static OperatorCase viterbi() {
        return OperatorCase.of(
                        "viterbi",
                        in -> in.get(0).viterbi(in.get(1), in.get(2), in.get(3), in.get(5)),
                        SequenceOracles::viterbi,
                        Tolerance.exact(),
                        tagged(40, 25, 17))
                .order(0)
                .mistake(
                        () -> Tensor.zeros(2, 4, 3)
                                .viterbi(Tensor.zeros(3, 3), Tensor.zeros(3), Tensor.zeros(3), Tensor.of(5L, 1)),
                        "viterbi",
                        "sequence 0",
                        "length of 5");
    }

    /** Emissions, transitions, start, end, tags and lengths. */
    private static List<Variant> tagged(int n, int length, int tags) {
        return List.of(
                tags(1, 1, 1),
                tags(2, 4, 3),
                tags(3, 5, 2),
                new Variant(tags(n, length, tags).inputs(), true));
    }

    static Variant tags(int n, int length, int k) {
        return Variant.of(
                new Input(SCORE, n, length, k),
                new Input(SCORE, k, k),
                new Input(SCORE, k),
                new Input(SCORE, k),
                new Input(Domain.index(k), n, length),
                new Input(Domain.integers(DType.INT64, 1, length), n));
    }
}
