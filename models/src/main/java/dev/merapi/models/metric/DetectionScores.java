package dev.merapi.models.metric;

import dev.merapi.models.vision.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Average precision of a detector, class by class and for each overlap that makes a hit. Detections claim true objects
 * of their class in one image from the highest score down; hits and misses of all images then make one curve of
 * precision over recall. Equal scores are one point of it, so that images may come in any order.
 *
 * <pre>{@code
 * DetectionScores scores = DetectionScores.joined(images.stream()
 *         .map(image -> DetectionScores.ofImage(Protocol.VOC, List.of(0.5), detect(image), image.truths()))
 *         .toList());
 * double map = scores.meanAveragePrecision(0.5, Interpolation.ALL_POINTS);
 * }</pre>
 *
 * @param tallies what was hit, by overlap and class
 */
public record DetectionScores(Map<Double, Map<Integer, Tally>> tallies) {
    /** Nothing counted yet. */
    public static final DetectionScores NONE = new DetectionScores(Map.of());

    /** 0.5, 0.55, ..., 0.95: the overlaps over which COCO takes the mean. */
    public static final List<Double> COCO_OVERLAPS =
            IntStream.range(10, 20).mapToObj(i -> i / 20.0).toList();

    /** A box that a detector gave. */
    public record Detection(Box box, int label, double score) {}

    /**
     * A true object.
     *
     * @param difficult whether it may be found or not: neither counts
     */
    public record Truth(Box box, int label, boolean difficult) {
        /** One that should be found. */
        public Truth(Box box, int label) {
            this(box, label, false);
        }
    }

    /**
     * Of one class at one overlap.
     *
     * @param hits the scores of hits (positives) and misses (negatives)
     * @param truths how many objects there were to find
     */
    public record Tally(Ranking hits, long truths) {
        /** Precision (y) over recall (x), one point for each different score, from the highest down. */
        public Ranking.Curve precisionRecall() {
            return hits.precisionRecall(truths);
        }
    }

    /** Who claims what. */
    public enum Protocol {
        /**
         * Pascal VOC's: a detection claims the object it overlaps most; if that is taken, it's a miss. Source:
         * Everingham et al., "The Pascal visual object classes (VOC) challenge", 2010.
         */
        VOC,
        /**
         * COCO's: it claims the object it overlaps most of those that are free, a difficult one only if it overlaps no
         * other enough; 100 detections of a class in an image count.
         */
        COCO
    }

    /** How a curve becomes a number; the precision at a recall is the best at that recall or any above. */
    public enum Interpolation {
        /** The mean of precisions at recalls 0, 0.1, ..., 1: VOC's until 2009. */
        ELEVEN_POINTS(10),
        /** The mean of precisions at recalls 0, 0.01, ..., 1: COCO's. */
        HUNDRED_ONE_POINTS(100),
        /** The area below the curve: VOC's from 2010 on. */
        ALL_POINTS(0);

        private final int steps;

        Interpolation(int steps) {
            this.steps = steps;
        }

        private double area(Ranking.Curve curve) {
            double[] recall = curve.x();
            double[] best = curve.y().clone();
            for (int i = best.length - 2; i >= 0; i--) {
                best[i] = Math.max(best[i], best[i + 1]);
            }
            double sum = 0;
            for (int i = 0; i < best.length && steps == 0; i++) {
                sum += (recall[i] - (i == 0 ? 0 : recall[i - 1])) * best[i];
            }
            int at = 0;
            for (int r = 0; r <= steps && steps > 0; r++) {
                while (at < best.length && recall[at] < (double) r / steps) {
                    at++;
                }
                sum += at < best.length ? best[at] / (steps + 1) : 0;
            }
            return sum;
        }
    }

    /**
     * Of one image.
     *
     * @param overlaps the intersections over union from which on a detection is a hit
     */
    public static DetectionScores ofImage(
            Protocol protocol, List<Double> overlaps, List<Detection> detections, List<Truth> truths) {
        Map<Double, Map<Integer, Tally>> tallies = new TreeMap<>();
        for (double overlap : overlaps) {
            Map<Integer, Tally> byClass = new TreeMap<>();
            IntStream.concat(
                            detections.stream().mapToInt(Detection::label),
                            truths.stream().mapToInt(Truth::label))
                    .distinct()
                    .forEach(label -> byClass.put(
                            label,
                            new Claims(protocol, overlap)
                                    .tally(
                                            detections.stream()
                                                    .filter(d -> d.label == label)
                                                    .toList(),
                                            truths.stream()
                                                    .filter(t -> t.label == label)
                                                    .toList())));
            tallies.put(overlap, byClass);
        }
        return new DetectionScores(tallies);
    }

    /** The claims of one class's detections in one image. */
    private record Claims(Protocol protocol, double overlap) {
        private static final int COCO_LIMIT = 100;

        Tally tally(List<Detection> detections, List<Truth> truths) {
            List<Detection> order = detections.stream()
                    .sorted(Comparator.comparingDouble(d -> -d.score))
                    .limit(protocol == Protocol.COCO ? COCO_LIMIT : Long.MAX_VALUE)
                    .toList();
            boolean[] taken = new boolean[truths.size()];
            List<Double> hits = new ArrayList<>();
            List<Double> misses = new ArrayList<>();
            for (Detection detection : order) {
                int claim = claim(detection.box, truths, taken);
                if (claim < 0 || taken[claim]) {
                    misses.add(detection.score);
                } else if (!truths.get(claim).difficult) {
                    taken[claim] = true;
                    hits.add(detection.score);
                }
            }
            long wanted = truths.stream().filter(t -> !t.difficult).count();
            return new Tally(new Ranking(array(hits), array(misses)), wanted);
        }

        /** The object that a box claims, or -1; the first of equals. */
        private int claim(Box box, List<Truth> truths, boolean[] taken) {
            int best = -1;
            double most = 0;
            for (int t = 0; t < taken.length; t++) {
                double iou = truths.get(t).box.iou(box);
                boolean free = protocol == Protocol.VOC || !taken[t];
                if (free && iou >= overlap && (best < 0 || isRather(truths.get(t), iou, truths.get(best), most))) {
                    best = t;
                    most = iou;
                }
            }
            return best;
        }

        private boolean isRather(Truth truth, double iou, Truth best, double most) {
            boolean alike = protocol == Protocol.VOC || truth.difficult == best.difficult;
            return alike ? iou > most : best.difficult;
        }

        private static double[] array(List<Double> scores) {
            return scores.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** Both together. */
    public DetectionScores plus(DetectionScores other) {
        return joined(List.of(this, other));
    }

    /** All together, in one go. */
    public static DetectionScores joined(List<DetectionScores> parts) {
        Map<Double, Map<Integer, List<Tally>>> all = new TreeMap<>();
        parts.forEach(part -> part.tallies.forEach((overlap, byClass) ->
                byClass.forEach((label, tally) -> all.computeIfAbsent(overlap, _ -> new TreeMap<>())
                        .computeIfAbsent(label, _ -> new ArrayList<>())
                        .add(tally))));
        Map<Double, Map<Integer, Tally>> sums = new TreeMap<>();
        all.forEach((overlap, byClass) -> byClass.forEach((label, tallies) -> sums.computeIfAbsent(
                        overlap, _ -> new TreeMap<>())
                .put(
                        label,
                        new Tally(
                                Ranking.joined(tallies.stream().map(Tally::hits).toList()),
                                tallies.stream().mapToLong(Tally::truths).sum()))));
        return new DetectionScores(sums);
    }

    /** Of one class; NaN if there was none of it to find. */
    public double averagePrecision(int label, double overlap, Interpolation interpolation) {
        Tally tally = at(overlap).get(label);
        return tally == null || tally.truths == 0 ? Double.NaN : interpolation.area(tally.precisionRecall());
    }

    /** The mean over the classes of which there was something to find; NaN if there was nothing. */
    public double meanAveragePrecision(double overlap, Interpolation interpolation) {
        return at(overlap).keySet().stream()
                .mapToDouble(label -> averagePrecision(label, overlap, interpolation))
                .filter(ap -> !Double.isNaN(ap))
                .average()
                .orElse(Double.NaN);
    }

    /** The mean over all overlaps: with {@link #COCO_OVERLAPS} COCO's primary figure. */
    public double meanAveragePrecision(Interpolation interpolation) {
        return tallies.keySet().stream()
                .mapToDouble(overlap -> meanAveragePrecision(overlap, interpolation))
                .average()
                .orElse(Double.NaN);
    }

    private Map<Integer, Tally> at(double overlap) {
        Map<Integer, Tally> found = tallies.get(overlap);
        if (found == null) {
            throw new IllegalArgumentException("average precision at an overlap of " + overlap
                    + " wasn't counted, only at " + tallies.keySet() + "; name it when you count");
        }
        return found;
    }
}
