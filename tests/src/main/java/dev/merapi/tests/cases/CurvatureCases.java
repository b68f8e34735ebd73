package dev.merapi.tests.cases;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.CrfCurvature;
import dev.merapi.tensor.op.CtcLossCurvature;
import dev.merapi.tests.Array;
import dev.merapi.tests.CurvatureOracles;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Second derivatives of the operators on sequences. */
public final class CurvatureCases {
    private static final Domain ANY = Domain.between(-1, 1);

    private CurvatureCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(ctc(), crf());
    }

    /** Second derivatives; those by what is inside of them are detached, as there are none. */
    private static OperatorCase ctc() {
        return OperatorCase.of(
                        "ctcLossCurvature",
                        in -> {
                            List<Tensor> constant = new ArrayList<>(in);
                            constant.set(2, in.get(2).detach());
                            return Tensor.apply(new CtcLossCurvature(0, false), constant);
                        },
                        CurvatureOracles::ctc,
                        Tolerance.of(
                                in -> 48.0 * in.get(2).size(1) + 96,
                                (in, y) -> Array.make(
                                        y.dims(),
                                        i -> Math.abs(in.get(1).get(i[0]))
                                                * in.get(2).size(1)),
                                "as ctcLossGrad, times a change of at most 1 a frame"),
                        List.of(
                                curved(1, 1, 2, 1),
                                curved(3, 5, 3, 2),
                                curved(4, 6, 4, 2),
                                new Variant(curved(9, 7, 4, 3).inputs(), true)))
                .order(0)
                .mistake(
                        () -> Tensor.apply(
                                new CtcLossCurvature(0, false),
                                List.of(
                                        Tensor.zeros(2, 5, 2),
                                        Tensor.ones(2),
                                        Tensor.zeros(2, 5, 3),
                                        Tensor.of(Shape.of(2, 1), 1L, 1),
                                        Tensor.of(2L, 2),
                                        Tensor.of(1L, 1))),
                        "ctcLossCurvature",
                        "[2, 5, 2]",
                        "[2, 5, 3]");
    }

    private static Variant curved(int n, int frames, int classes, int labels) {
        List<Input> inputs =
                new ArrayList<>(SequenceCases.withCotangent(SequenceCases.spoken(n, frames, classes, labels))
                        .inputs());
        inputs.addFirst(new Input(ANY, n, frames, classes));
        return new Variant(inputs, false);
    }

    private static OperatorCase crf() {
        return OperatorCase.of(
                        "crfCurvature",
                        in -> {
                            List<Tensor> constant = new ArrayList<>(in);
                            IntStream.range(2, 6)
                                    .forEach(i -> constant.set(i, in.get(i).detach()));
                            return Tensor.apply(new CrfCurvature(), constant);
                        },
                        CurvatureOracles::crf,
                        Tolerance.of(
                                in -> (24.0 + 6 * in.get(2).size(2)) * in.get(2).size(1) + 96,
                                (in, y) -> Array.make(
                                        y.dims(),
                                        i -> Math.abs(in.get(1).get(i[0]))
                                                * 3
                                                * in.get(2).size(1)
                                                * in.get(2).size(1)),
                                "as crfGrad, times a change of at most 3 a step"),
                        List.of(
                                bent(1, 1, 1),
                                bent(2, 4, 3),
                                bent(3, 5, 2),
                                new Variant(bent(9, 6, 3).inputs(), true)))
                .order(0)
                .mistake(
                        () -> Tensor.apply(
                                new CrfCurvature(),
                                List.of(
                                        Tensor.ones(2, 6, 2),
                                        Tensor.ones(2),
                                        Tensor.zeros(2, 4, 2),
                                        Tensor.zeros(2, 2),
                                        Tensor.zeros(2),
                                        Tensor.zeros(2),
                                        Tensor.of(1L, 1))),
                        "crfCurvature",
                        "[2, 6, 2]",
                        "[2, 7, 2]");
    }

    /** A direction, dy, and a chain without tags. */
    private static Variant bent(int n, int length, int k) {
        List<Input> inputs = new ArrayList<>(
                SequenceCases.withCotangent(SequenceCases.tags(n, length, k)).inputs());
        inputs.remove(5);
        inputs.addFirst(new Input(ANY, n, length + k + 1, k));
        return new Variant(inputs, false);
    }
}
