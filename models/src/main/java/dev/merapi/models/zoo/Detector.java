package dev.merapi.models.zoo;

import dev.merapi.models.metric.DetectionScores.Detection;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.vision.Box;
import dev.merapi.models.vision.Boxes;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a single-shot detector found: of each class the 400 best anchors that have at least a score, then non-maximum
 * suppression, then the best ones of all classes.
 *
 * @param least the lowest softmax probability that is looked at
 * @param overlap boxes of one class that overlap a better one by more are dropped
 * @param most how many detections an image may have
 */
public record Detector(Anchors anchors, double least, double overlap, int most) {
    /** How many of a class are looked at: suppression takes the square of their number. */
    private static final int CANDIDATES = 400;

    /** The paper's figures for testing: 0.01, 0.45 and 200. */
    public Detector(Anchors anchors) {
        this(anchors, 0.01, 0.45, 200);
    }

    /**
     * The detections in one image, the best first; labels are from 0, without the background.
     *
     * @param output [anchors, classes + 1 + 4] of {@link Ssd}
     */
    public List<Detection> of(Tensor output) {
        if (output.rank() != 2 || output.size(0) != anchors.size() || output.size(1) < 6) {
            throw new ShapeException("Detector: the output " + output.shape() + " of one image should be ["
                    + anchors.size() + ", classes + 1 + 4]; take the anchors of the network's levels and image size");
        }
        int classes = output.size(1) - 5;
        float[] shares = output.slice(1, 0, classes + 1).softmax(1).toFloatArray();
        float[] offsets = output.slice(1, classes + 1, classes + 5).toFloatArray();
        List<Detection> found = new ArrayList<>();
        for (int c = 1; c <= classes; c++) {
            int column = c;
            IntStream.range(0, anchors.size())
                    .filter(a -> shares[a * (classes + 1) + column] >= least)
                    .boxed()
                    .sorted(Comparator.comparingDouble(a -> -shares[a * (classes + 1) + column]))
                    .limit(CANDIDATES)
                    .map(a -> new Detection(box(offsets, a), column - 1, shares[a * (classes + 1) + column]))
                    .forEach(found::add);
        }
        List<Integer> kept = Boxes.suppress(
                found.stream().map(Detection::box).toList(),
                found.stream().mapToDouble(Detection::score).toArray(),
                found.stream().mapToInt(Detection::label).toArray(),
                overlap);
        return kept.stream().limit(most).map(found::get).toList();
    }

    private Box box(float[] offsets, int a) {
        return anchors.decode(a, offsets[4 * a], offsets[4 * a + 1], offsets[4 * a + 2], offsets[4 * a + 3]);
    }
}
