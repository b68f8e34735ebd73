package dev.merapi.models.vision;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Many boxes at once. As tensors their rows are left, top, right, bottom. */
public final class Boxes {
    private Boxes() {}

    /** Every row of [n, 4] as a box. */
    public static List<Box> of(Tensor boxes) {
        check("boxes", boxes);
        double[] x = boxes.toDoubleArray();
        return IntStream.range(0, boxes.size(0))
                .mapToObj(i -> new Box(x[4 * i], x[4 * i + 1], x[4 * i + 2], x[4 * i + 3]))
                .toList();
    }

    /**
     * Intersection over union of every box of a [n, 4] with every box of b [m, 4]: [n, m]; NaN where both are empty.
     */
    public static Tensor iou(Tensor a, Tensor b) {
        check("iou", a);
        check("iou", b);
        Tensor from = a.unsqueeze(1);
        Tensor low = from.slice(2, 0, 2).maximum(b.slice(1, 0, 2));
        Tensor high = from.slice(2, 2, 4).minimum(b.slice(1, 2, 4));
        Tensor common = high.sub(low).relu().prod(false, 2);
        return common.div(areas(a).unsqueeze(1).add(areas(b)).sub(common));
    }

    private static Tensor areas(Tensor boxes) {
        return boxes.slice(1, 2, 4).sub(boxes.slice(1, 0, 2)).prod(false, 1);
    }

    private static void check(String what, Tensor boxes) {
        if (boxes.rank() != 2 || boxes.size(1) != 4) {
            throw new ShapeException(
                    what + ": " + boxes.shape() + " should be [n, 4], whose rows are left, top, right, bottom");
        }
    }

    /**
     * Non-maximum suppression: goes through the boxes from the highest score down (of equal ones the first in front)
     * and drops what overlaps a kept one by more than {@code iou}. As torchvision's nms.
     *
     * @return the numbers of the kept boxes, from the highest score down
     */
    public static List<Integer> suppress(List<Box> boxes, double[] scores, double iou) {
        return suppress(boxes, scores, new int[boxes.size()], iou);
    }

    /** The same where only boxes of the same class drop one another. */
    public static List<Integer> suppress(List<Box> boxes, double[] scores, int[] classes, double iou) {
        if (boxes.size() != scores.length || boxes.size() != classes.length) {
            throw new IllegalArgumentException(boxes.size() + " boxes, " + scores.length + " scores and "
                    + classes.length + " classes don't belong together; each box needs one of each");
        }
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .toList();
        List<Integer> kept = new ArrayList<>();
        for (int i : order) {
            Box box = boxes.get(i);
            if (kept.stream()
                    .noneMatch(k -> classes[k] == classes[i] && boxes.get(k).iou(box) > iou)) {
                kept.add(i);
            }
        }
        return kept;
    }
}
