package dev.merapi.models.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The boxes that a single-shot detector starts from: at each level a grid of points, and around each point the same
 * shapes. They are in the order of convolutions' outputs whose channels were moved to the end: level by level, row by
 * row, point by point, shape by shape. Source: Liu et al., "SSD: single shot multibox detector", 2016, section 2.
 */
public record Anchors(List<Box> boxes) {
    /** How finely offsets of centres and of logarithms of sizes are told: the paper's variances. */
    private static final double CENTER = 0.1;

    private static final double SIZE = 0.2;

    /** No box is decoded wider or higher than 62.5 anchors: what an untrained network says mustn't overflow. */
    private static final double LARGEST = StrictMath.log(1000.0 / 16);

    /** Copies the list. */
    public Anchors {
        boxes = List.copyOf(boxes);
    }

    /** A width and a height in pixels. */
    public record Size(double width, double height) {
        /** Checks both. */
        public Size {
            if (!(width > 0 && height > 0)) {
                throw new IllegalArgumentException("anchors of " + width + " x " + height
                        + " pixels have no area to measure objects by; give both a length above 0");
            }
        }
    }

    /**
     * A grid: its points are at the centres of squares of {@code stride} pixels.
     *
     * @param sizes of the boxes around each point
     */
    public record Level(int stride, List<Size> sizes) {
        /** Copies the list and checks both. */
        public Level {
            sizes = List.copyOf(sizes);
            if (stride < 1 || sizes.isEmpty()) {
                throw new IllegalArgumentException("a level of anchors with a stride of " + stride + " and "
                        + sizes.size() + " sizes has no boxes; both must be at least 1");
            }
        }
    }

    /** For images of that height and width, which must be multiples of every stride. */
    public static Anchors of(int height, int width, List<Level> levels) {
        List<Box> boxes = new ArrayList<>();
        for (Level level : levels) {
            int stride = level.stride;
            if (height % stride != 0 || width % stride != 0) {
                throw new IllegalArgumentException("anchors with a stride of " + stride + " don't fill an image of "
                        + height + " x " + width + "; scale it to multiples of " + stride);
            }
            for (int i = 0; i < height / stride; i++) {
                for (int j = 0; j < width / stride; j++) {
                    for (Size size : level.sizes) {
                        boxes.add(around((j + 0.5) * stride, (i + 0.5) * stride, size.width, size.height));
                    }
                }
            }
        }
        return new Anchors(boxes);
    }

    private static Box around(double x, double y, double width, double height) {
        return new Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
    }

    /** The number of boxes. */
    public int size() {
        return boxes.size();
    }

    /**
     * Which object each anchor stands for: its number, or -1 for the background. First every object gets an anchor of
     * its own, the largest overlaps before the others; then every other anchor goes to the object that it overlaps
     * most, if by at least {@code overlap}. Of equal overlaps the first counts; without any nobody is matched.
     */
    public int[] match(List<Box> objects, double overlap) {
        double[][] iou = new double[objects.size()][size()];
        for (int t = 0; t < iou.length; t++) {
            for (int a = 0; a < size(); a++) {
                iou[t][a] = objects.get(t).iou(boxes.get(a));
            }
        }
        int[] matches = new int[size()];
        Arrays.fill(matches, -1);
        boolean[] owns = new boolean[iou.length];
        for (int round = 0; round < iou.length; round++) {
            takeLargest(iou, owns, matches);
        }
        for (int a = 0; a < matches.length; a++) {
            double most = 0;
            boolean free = matches[a] < 0;
            for (int t = 0; t < iou.length && free; t++) {
                if (iou[t][a] >= overlap && iou[t][a] > most) {
                    most = iou[t][a];
                    matches[a] = t;
                }
            }
        }
        return matches;
    }

    /** Of objects without an anchor and anchors without an object, the two that overlap most belong together. */
    private static void takeLargest(double[][] iou, boolean[] owns, int[] matches) {
        int object = -1;
        int anchor = -1;
        double most = 0;
        for (int t = 0; t < iou.length; t++) {
            for (int a = 0; a < matches.length && !owns[t]; a++) {
                if (iou[t][a] > most && matches[a] < 0) {
                    most = iou[t][a];
                    object = t;
                    anchor = a;
                }
            }
        }
        if (object >= 0) {
            owns[object] = true;
            matches[anchor] = object;
        }
    }

    /**
     * A box as four offsets from an anchor: of the centre (x - ax) / (0.1 aw) and (y - ay) / (0.1 ah), of the size
     * ln(w / aw) / 0.2 and ln(h / ah) / 0.2.
     */
    public double[] encode(int anchor, Box box) {
        if (!(box.area() > 0)) {
            throw new IllegalArgumentException(
                    box + " is empty, so that its size has no logarithm; leave out objects without an area");
        }
        Box a = box(anchor);
        return new double[] {
            (box.left() + box.right() - a.left() - a.right()) / 2 / (CENTER * width(a)),
            (box.top() + box.bottom() - a.top() - a.bottom()) / 2 / (CENTER * height(a)),
            StrictMath.log(width(box) / width(a)) / SIZE,
            StrictMath.log(height(box) / height(a)) / SIZE
        };
    }

    /** The box that {@link #encode} gave these offsets. */
    public Box decode(int anchor, double dx, double dy, double dw, double dh) {
        Box a = box(anchor);
        return around(
                (a.left() + a.right()) / 2 + dx * CENTER * width(a),
                (a.top() + a.bottom()) / 2 + dy * CENTER * height(a),
                width(a) * StrictMath.exp(Math.min(dw * SIZE, LARGEST)),
                height(a) * StrictMath.exp(Math.min(dh * SIZE, LARGEST)));
    }

    private Box box(int anchor) {
        if (anchor < 0 || anchor >= size()) {
            throw new IndexOutOfBoundsException(
                    "anchor " + anchor + " doesn't exist; the " + size() + " anchors are numbered from 0");
        }
        return boxes.get(anchor);
    }

    private static double width(Box box) {
        return box.right() - box.left();
    }

    private static double height(Box box) {
        return box.bottom() - box.top();
    }
}
