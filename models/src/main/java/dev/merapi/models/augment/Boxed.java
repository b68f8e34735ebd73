package dev.merapi.models.augment;

import dev.merapi.models.metric.DetectionScores.Truth;
import java.util.List;

/**
 * An image and the objects in it.
 *
 * @param truths their boxes in pixels from the image's left and upper edge
 */
public record Boxed(Image image, List<Truth> truths) {
    /** Copies the list. */
    public Boxed {
        truths = List.copyOf(truths);
    }
}
