package dev.merapi.tests.cases;

import dev.merapi.models.layer.DropPath;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Dropout2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Variant;
import java.util.Arrays;
import java.util.List;

/** Layers that drop parts of what they see in training: which ones, the training's key says. */
final class DropLayerCases {
    private static final RandomKey KEY = RandomKey.of(7).fold("drop");
    private static final double P = 0.375;

    private DropLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                row("Dropout", new Dropout(P), 4).mistake(() -> new Dropout(1.5), "dropout", "p = 1.5", "from 0 to 1"),
                row("Dropout2d", new Dropout2d(P), 2)
                        .mistake(
                                () -> new Dropout2d(P).forward(Tensor.ones(2, 3)),
                                "Dropout2d(0.375)",
                                "[2, 3]",
                                "[n, channels, height, width]"),
                row("DropPath", new DropPath(P), 1)
                        .mistake(
                                () -> new DropPath(P).forward(Tensor.scalar(DType.FLOAT32, 1)),
                                "DropPath(0.375)",
                                "[]",
                                "unsqueeze(0)"));
    }

    /** A factor for all that has its first axes' indices in common. */
    private static OperatorCase row(String name, Layer layer, int axes) {
        return OperatorCase.of(
                name,
                in -> training().call(() -> layer.forward(in.getFirst())),
                in -> {
                    Array x = in.getFirst();
                    int[] dims = x.dims().clone();
                    Arrays.fill(dims, Math.min(axes, dims.length), dims.length, 1);
                    Array drawn = Array.of(KEY.fold(0).uniform(dims));
                    return x.zip(drawn, (v, u) -> u < 1 - P ? v / (1 - P) : 0);
                },
                Rows.near(in -> 4, 0, "a factor rounded once, and a product"),
                List.of(variant(false, 3, 4, 5), variant(false, 5, 2, 3, 2), variant(true, 40, 9, 11, 13)));
    }

    private static Variant variant(boolean large, int... dims) {
        return new Variant(List.of(new Input(Domain.between(-3, 3), dims)), large);
    }

    private static Training training() {
        return new Training(KEY);
    }
}
