package dev.merapi.tests.cases;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolate;
import dev.merapi.tensor.op.InterpolateGrad;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.PadEdge;
import dev.merapi.tensor.op.PadEdgeGrad;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import dev.merapi.tests.VolumeOracles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Borders and resizing. */
public final class ResizingCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final int[] BEFORE = {0, 1, 2};
    private static final int[] AFTER = {0, 2, 1};

    private ResizingCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        List<OperatorCase> rows = new ArrayList<>();
        for (PadMode mode : List.of(PadMode.REFLECT, PadMode.REPLICATE, PadMode.CIRCULAR)) {
            rows.addAll(borders(mode));
        }
        for (Interpolation mode : Interpolation.values()) {
            rows.addAll(resizing(mode));
        }
        return List.copyOf(rows);
    }

    private static String lower(Enum<?> mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static List<OperatorCase> borders(PadMode mode) {
        PadEdge pad = new PadEdge(Shape.of(BEFORE), Shape.of(AFTER), mode);
        Oracle sums = in -> VolumeOracles.paddedGrad(in.getFirst(), new int[] {2, 3, 4}, BEFORE, mode);
        Oracle many = in -> VolumeOracles.paddedGrad(in.getFirst(), new int[] {90, 33, 65}, BEFORE, mode);
        Oracle both = in -> in.getFirst().size(0) == 2 ? sums.of(in) : many.of(in);
        return List.of(
                OperatorCase.of(
                                "padEdge " + lower(mode),
                                in -> in.getFirst().pad(BEFORE, AFTER, mode),
                                in -> VolumeOracles.padded(in.getFirst(), BEFORE, AFTER, mode),
                                Tolerance.exact(),
                                Shapes.of(
                                        ANY,
                                        new int[] {90, 33, 65},
                                        new int[] {2, 3, 4},
                                        new int[] {1, 4, 17},
                                        new int[] {0, 3, 3}))
                        .mistake(
                                () -> Tensor.ones(2, 3, 0).pad(BEFORE, AFTER, mode),
                                "padEdge",
                                lower(mode),
                                "[2, 3, 0]",
                                "axis 2")
                        .mistake(() -> Tensor.ones(3).pad(BEFORE, AFTER, mode), "pad", "[3]", "[0, 1, 2]")
                        .mistake(
                                () -> Tensor.ones(3).pad(new int[] {1}, new int[] {-2}, mode),
                                "pad",
                                "-2",
                                "axis 0",
                                "slice"),
                OperatorCase.of(
                        "padEdgeGrad " + lower(mode),
                        in -> in.getFirst()
                                .apply(new PadEdgeGrad(
                                        pad, in.getFirst().size(0) == 2 ? Shape.of(2, 3, 4) : Shape.of(90, 33, 65))),
                        both,
                        Tolerance.sums(in -> 16, both),
                        List.of(Variant.of(new Input(ANY, 2, 6, 7)), Variant.large(new Input(ANY, 90, 36, 68)))));
    }

    private static List<OperatorCase> resizing(Interpolation mode) {
        List<Variant> images = Shapes.of(
                ANY, new int[] {9, 33, 35, 37}, new int[] {2, 3, 5, 7}, new int[] {1, 2, 9, 4}, new int[] {1, 1, 1, 20
                });
        Oracle y = in -> VolumeOracles.interpolate(VolumeOracles.interpolate(in.getFirst(), 3, 11, mode), 2, 8, mode);
        Oracle dx = in -> VolumeOracles.interpolateGrad(in.getFirst(), 1, 5, mode);
        return List.of(
                OperatorCase.of(
                                "interpolate " + lower(mode),
                                in -> in.getFirst().interpolate(mode, 8, 11),
                                y,
                                Tolerance.sums(
                                        in -> 4.0
                                                * (in.getFirst().size(2)
                                                        + in.getFirst().size(3)),
                                        y),
                                images)
                        .mistake(() -> Tensor.ones(2, 3).interpolate(mode, 1, 2, 3), "interpolate", "[2, 3]", "3 sizes")
                        .mistake(() -> Tensor.ones(2, 3).interpolate(mode, 0), "interpolate", "[2, 3]", "to 0"),
                OperatorCase.of(
                        "interpolate rows " + lower(mode),
                        in -> in.getFirst().apply(new Interpolate(0, 3, mode)),
                        in -> VolumeOracles.interpolate(in.getFirst(), 0, 3, mode),
                        Tolerance.sums(
                                in -> 4.0 * in.getFirst().size(0),
                                in -> VolumeOracles.interpolate(in.getFirst(), 0, 3, mode)),
                        Shapes.of(ANY, new int[] {10, 3001}, new int[] {5, 17}, new int[] {2, 33}, new int[] {1, 16})),
                OperatorCase.of(
                        "interpolateGrad " + lower(mode),
                        in -> in.getFirst().apply(new InterpolateGrad(1, 5, mode)),
                        dx,
                        Tolerance.sums(in -> 4.0 * in.getFirst().size(1), dx),
                        Shapes.of(ANY, new int[] {90, 12, 61}, new int[] {2, 8}, new int[] {2, 3, 17}, new int[] {1, 5
                        })));
    }
}
