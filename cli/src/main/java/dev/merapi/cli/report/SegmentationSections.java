package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the report of a segmentation shows: images, the truth and what the model said beside each other, each class's
 * intersection over union, and which pixels are taken for what.
 */
public record SegmentationSections(ConfusionMatrix matrix, List<String> classNames, List<Segmented> images) {
    private static final int SHOWN = 12;
    private static final int GAP = 2;

    /**
     * An image of equal sides: its pixels [3, side, side] from 0 to 1, the true class and the predicted one of each.
     */
    public record Segmented(float[] pixels, int[] truth, int[] predicted, int side) {
        /** Which pixels are taken for what. */
        public ConfusionMatrix matrix(int classes) {
            return ConfusionMatrix.of(classes, truth, predicted);
        }
    }

    /** Sections in their order. */
    public List<String> html() {
        List<Integer> worst = IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.comparingDouble(this::iou))
                .limit(SHOWN)
                .toList();
        return List.of(
                gallery(
                        "What it sees",
                        "The first images of the test: the image, the truth, what the model says.",
                        IntStream.range(0, Math.min(SHOWN, images.size()))
                                .boxed()
                                .toList()),
                gallery("Worst images", "Those of the smallest mean intersection over union.", worst),
                classes(),
                ConfusionHeatMap.section(matrix, classNames));
    }

    private double iou(int i) {
        return images.get(i).matrix(matrix.classes()).meanIou();
    }

    private String gallery(String title, String text, List<Integer> numbers) {
        return numbers.stream()
                .map(this::figure)
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>" + title + "</h2>\n<p>" + text + " " + legend()
                                + "</p>\n<div class=\"gallery triples\">\n",
                        "</div>\n</section>\n"));
    }

    private String legend() {
        return IntStream.range(0, classNames.size())
                .mapToObj(c -> {
                    int[] rgb = ClassMask.colour(c);
                    return String.format(
                            Locale.ROOT,
                            "<span class=\"swatch\"><i style=\"background:rgb(%d,%d,%d)\"></i>%s</span>",
                            rgb[0],
                            rgb[1],
                            rgb[2],
                            Html.escape(classNames.get(c)));
                })
                .collect(Collectors.joining(" "));
    }

    private String figure(int i) {
        return "<figure title=\"test image " + i + "\"><img alt=\"image " + i
                + ", its true classes and the predicted ones\" src=\"" + Png.dataUri(triple(images.get(i)))
                + "\"><figcaption>mean IoU " + Figures.percent(iou(i)) + "</figcaption></figure>\n";
    }

    /** uint8 [3, side, 3 side + 2 gaps]: the image, the truth, the prediction; gaps are white. */
    private static Tensor triple(Segmented image) {
        int side = image.side();
        int width = 3 * side + 2 * GAP;
        byte[] drawn = new byte[3 * side * width];
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < side * side; p++) {
                int at = (c * side + p / side) * width + p % side;
                drawn[at] = (byte) Math.round(255 * image.pixels()[c * side * side + p]);
                drawn[at + side + GAP] = (byte) ClassMask.colour(image.truth()[p])[c];
                drawn[at + 2 * (side + GAP)] = (byte) ClassMask.colour(image.predicted()[p])[c];
            }
            for (int row = 0; row < side; row++) {
                for (int g = 0; g < GAP; g++) {
                    int at = (c * side + row) * width + side + g;
                    drawn[at] = (byte) 255;
                    drawn[at + side + GAP] = (byte) 255;
                }
            }
        }
        return Tensor.of(DType.UINT8, Shape.of(3, side, width), drawn);
    }

    private String classes() {
        var table = new ScoreTable(List.of("IoU", "precision", "recall"), "pixels");
        for (int c = 0; c < matrix.classes(); c++) {
            table.row(
                    classNames.get(c),
                    List.of(
                            Figures.percent(matrix.iou(c)),
                            Figures.percent(matrix.precision(c)),
                            Figures.percent(matrix.recall(c))),
                    matrix.iou(c),
                    Figures.count(matrix.support(c)));
        }
        return """
                <section>
                <h2>Classes</h2>
                <p>Intersection over union: of the pixels that are of a class or were called so, the part that is both.</p>
                %s</section>
                """.formatted(table.html());
    }
}
