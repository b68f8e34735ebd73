package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.metric.DetectionScores;
import dev.merapi.models.metric.DetectionScores.Detection;
import dev.merapi.models.metric.DetectionScores.Interpolation;
import dev.merapi.models.metric.DetectionScores.Protocol;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.vision.Box;
import dev.merapi.models.vision.Boxes;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Boxes, what suppresses what, and mean average precision on examples that can be counted by hand. */
class DetectionScoresTest {
    private static final Box HERE = new Box(0, 0, 10, 10);
    private static final Box SHIFTED = new Box(0, 2, 10, 12);
    private static final Box THERE = new Box(20, 20, 30, 30);

    @Test
    void overlaps() {
        assertEquals(1, HERE.iou(HERE));
        assertEquals(80 / 120.0, HERE.iou(SHIFTED));
        assertEquals(0, HERE.iou(THERE));
        assertEquals(0, HERE.iou(new Box(10, 0, 20, 10)), "they touch");
        assertEquals(0, new Box(1, 1, 1, 1).iou(new Box(1, 1, 1, 1)), "both are empty");
        Tensor a = Tensor.of(Shape.of(2, 4), 0.0, 0, 10, 10, 20, 20, 30, 30);
        Tensor b = Tensor.of(Shape.of(3, 4), 0.0, 2, 10, 12, 20, 20, 30, 30, 5, 5, 25, 25);
        double[] want = Boxes.of(a).stream()
                .flatMapToDouble(x -> Boxes.of(b).stream().mapToDouble(x::iou))
                .toArray();
        assertArrayEquals(want, Boxes.iou(a, b).toDoubleArray(), 1e-15);
        assertEquals(Shape.of(2, 3), Boxes.iou(a, b).shape());
    }

    @Property
    void nothingKeptOverlapsAndWhatIsDroppedDoes(@ForAll long seed) {
        Random random = new Random(seed);
        List<Box> boxes = new ArrayList<>();
        double[] scores = new double[20];
        int[] classes = new int[20];
        for (int i = 0; i < scores.length; i++) {
            double x = random.nextInt(10);
            double y = random.nextInt(10);
            boxes.add(new Box(x, y, x + 1 + random.nextInt(8), y + 1 + random.nextInt(8)));
            scores[i] = random.nextInt(8);
            classes[i] = random.nextInt(2);
        }
        List<Integer> kept = Boxes.suppress(boxes, scores, classes, 0.4);
        for (int i = 0; i < scores.length; i++) {
            int at = kept.indexOf(i);
            List<Integer> better = at >= 0 ? kept.subList(0, at) : kept;
            int box = i;
            boolean dropped = better.stream()
                    .filter(k -> scores[k] > scores[box] || (scores[k] == scores[box] && k < box))
                    .anyMatch(k -> classes[k] == classes[box] && boxes.get(k).iou(boxes.get(box)) > 0.4);
            assertEquals(at < 0, dropped, "box " + i);
        }
        for (int k = 1; k < kept.size(); k++) {
            assertTrue(scores[kept.get(k - 1)] >= scores[kept.get(k)], "from the highest score down");
        }
    }

    @Test
    void suppression() {
        List<Box> boxes = List.of(HERE, SHIFTED, THERE);
        double[] scores = {0.5, 0.9, 0.7};
        assertEquals(List.of(1, 2), Boxes.suppress(boxes, scores, 0.5));
        assertEquals(List.of(1, 2, 0), Boxes.suppress(boxes, scores, 80 / 120.0), "just as much is kept");
        assertEquals(List.of(1, 2, 0), Boxes.suppress(boxes, scores, new int[] {0, 1, 1}, 0.5));
    }

    /**
     * Padilla's well-known example (Object-Detection-Metrics): 24 detections of 15 objects, hits and misses by score;
     * 24.57 % of the area, 26.84 % over eleven points.
     */
    @Test
    void curvesAreThoseOfTheExample() {
        double[] scores = {
            0.95, 0.949, 0.91, 0.88, 0.84, 0.80, 0.78, 0.74, 0.71, 0.70, 0.67, 0.62, 0.54, 0.48, 0.45, 0.45, 0.44, 0.44,
            0.43, 0.38, 0.35, 0.23, 0.18, 0.14
        };
        String hits = "TFTFFFFFFTFTTTFFFFFFFFTF";
        List<DetectionScores> images = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            List<Truth> truths = hits.charAt(i) == 'T' ? List.of(new Truth(HERE, 3)) : List.of();
            images.add(DetectionScores.ofImage(
                    Protocol.VOC, List.of(0.3), List.of(new Detection(HERE, 3, scores[i])), truths));
        }
        for (int i = 0; i < 8; i++) {
            images.add(DetectionScores.ofImage(Protocol.VOC, List.of(0.3), List.of(), List.of(new Truth(THERE, 3))));
        }
        Collections.shuffle(images, new Random(5));
        DetectionScores all = DetectionScores.joined(images);
        double area = (1 + 2 / 3.0 + 4 * 6 / 14.0 + 7 / 23.0) / 15;
        assertEquals(area, all.averagePrecision(3, 0.3, Interpolation.ALL_POINTS), 1e-15);
        assertEquals(0.2457, area, 5e-5);
        double eleven = (1 + 2 / 3.0 + 3 * 6 / 14.0) / 11;
        assertEquals(eleven, all.averagePrecision(3, 0.3, Interpolation.ELEVEN_POINTS), 1e-15);
        assertEquals(0.2684, eleven, 5e-5);
        // Recalls 0 to 0.06, to 0.13, to 0.40 and to 0.46.
        double hundred = (7 + 7 * 2 / 3.0 + 27 * 6 / 14.0 + 6 * 7 / 23.0) / 101;
        assertEquals(hundred, all.averagePrecision(3, 0.3, Interpolation.HUNDRED_ONE_POINTS), 1e-14);
        DetectionScores added = DetectionScores.NONE;
        for (DetectionScores image : images) {
            added = image.plus(added);
        }
        assertEquals(area, added.meanAveragePrecision(0.3, Interpolation.ALL_POINTS), 1e-15);
    }

    /**
     * The better detection takes the object; VOC calls the other a miss, COCO lets it have the neighbour that it
     * overlaps less.
     */
    @Test
    void protocolsDiffer() {
        List<Truth> truths = List.of(new Truth(HERE, 0), new Truth(SHIFTED, 0));
        List<Detection> detections =
                List.of(new Detection(new Box(0, 0, 10, 9.9), 0, 0.8), new Detection(HERE, 0, 0.9));
        DetectionScores voc = DetectionScores.ofImage(Protocol.VOC, List.of(0.5), detections, truths);
        DetectionScores coco = DetectionScores.ofImage(Protocol.COCO, List.of(0.5), detections, truths);
        assertEquals(0.5, voc.averagePrecision(0, 0.5, Interpolation.ALL_POINTS));
        assertEquals(1, coco.averagePrecision(0, 0.5, Interpolation.ALL_POINTS));
    }

    /** The difficult object overlaps more: COCO's detection takes the other one nevertheless, VOC's doesn't count. */
    @Test
    void cocoPrefersObjectsThatCount() {
        for (List<Truth> truths : List.of(
                List.of(new Truth(HERE, 1, true), new Truth(SHIFTED, 1)),
                List.of(new Truth(SHIFTED, 1), new Truth(HERE, 1, true)))) {
            List<Detection> detections = List.of(new Detection(HERE, 1, 0.9));
            DetectionScores coco = DetectionScores.ofImage(Protocol.COCO, List.of(0.5), detections, truths);
            assertEquals(1, coco.averagePrecision(1, 0.5, Interpolation.ALL_POINTS));
            DetectionScores voc = DetectionScores.ofImage(Protocol.VOC, List.of(0.5), detections, truths);
            assertEquals(0, voc.averagePrecision(1, 0.5, Interpolation.ALL_POINTS));
        }
    }

    @Test
    void difficultObjectsDontCount() {
        List<Truth> truths = List.of(new Truth(HERE, 0, true), new Truth(THERE, 0));
        List<Detection> detections =
                List.of(new Detection(HERE, 0, 0.9), new Detection(HERE, 0, 0.85), new Detection(THERE, 0, 0.8));
        DetectionScores scores = DetectionScores.ofImage(Protocol.VOC, List.of(0.5), detections, truths);
        assertEquals(1, scores.averagePrecision(0, 0.5, Interpolation.ALL_POINTS));
    }

    @Test
    void meansAreOverClassesAndOverlaps() {
        List<Truth> truths = List.of(new Truth(HERE, 0), new Truth(THERE, 1), new Truth(HERE, 2));
        List<Detection> detections =
                List.of(new Detection(SHIFTED, 0, 0.9), new Detection(THERE, 1, 0.3), new Detection(THERE, 7, 0.5));
        DetectionScores scores =
                DetectionScores.ofImage(Protocol.COCO, DetectionScores.COCO_OVERLAPS, detections, truths);
        assertEquals(List.of(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95), DetectionScores.COCO_OVERLAPS);
        assertEquals(2 / 3.0, scores.meanAveragePrecision(0.65, Interpolation.HUNDRED_ONE_POINTS), 1e-15);
        assertEquals(1 / 3.0, scores.meanAveragePrecision(0.7, Interpolation.HUNDRED_ONE_POINTS), 1e-15);
        double mean = (4 * 2 / 3.0 + 6 / 3.0) / 10;
        assertEquals(mean, scores.meanAveragePrecision(Interpolation.HUNDRED_ONE_POINTS), 1e-15);
        assertTrue(Double.isNaN(scores.averagePrecision(7, 0.5, Interpolation.ALL_POINTS)), "none was to be found");
        assertTrue(Double.isNaN(DetectionScores.NONE.meanAveragePrecision(Interpolation.ALL_POINTS)));
    }

    @Test
    void mistakesAreTold() {
        var box = assertThrows(IllegalArgumentException.class, () -> new Box(5, 5, 3, 9));
        assertEquals(
                "a box from (5.0, 5.0) to (3.0, 9.0) is inside out; give left, top, right and bottom, not width and"
                        + " height",
                box.getMessage());
        DetectionScores scores = DetectionScores.ofImage(Protocol.VOC, List.of(0.5), List.of(), List.of());
        var overlap = assertThrows(
                IllegalArgumentException.class, () -> scores.averagePrecision(0, 0.75, Interpolation.ALL_POINTS));
        assertEquals(
                "average precision at an overlap of 0.75 wasn't counted, only at [0.5]; name it when you count",
                overlap.getMessage());
        var shape = assertThrows(ShapeException.class, () -> Boxes.iou(Tensor.zeros(2, 4), Tensor.zeros(4)));
        assertEquals("iou: [4] should be [n, 4], whose rows are left, top, right, bottom", shape.getMessage());
        var pairs =
                assertThrows(IllegalArgumentException.class, () -> Boxes.suppress(List.of(HERE), new double[2], 0.5));
        assertEquals(
                "1 boxes, 2 scores and 1 classes don't belong together; each box needs one of each",
                pairs.getMessage());
    }
}
