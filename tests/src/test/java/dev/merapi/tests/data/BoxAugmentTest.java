package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.augment.BoxAugmentation;
import dev.merapi.models.augment.BoxFlip;
import dev.merapi.models.augment.BoxZoom;
import dev.merapi.models.augment.Boxed;
import dev.merapi.models.augment.Image;
import dev.merapi.models.data.DetectionDataset;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.vision.Anchors.Level;
import dev.merapi.models.vision.Anchors.Size;
import dev.merapi.models.vision.Box;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images changed by chance together with the boxes in them. */
class BoxAugmentTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int HEIGHT = 24;
    private static final int WIDTH = 32;

    /** A bright rectangle on black, and its box. */
    private static Boxed rectangle(Box box) {
        float[] pixels = new float[2 * HEIGHT * WIDTH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = isInside(box, i % WIDTH, i / WIDTH % HEIGHT) ? 1 : 0;
        }
        return new Boxed(new Image(2, HEIGHT, WIDTH, pixels), List.of(new Truth(box, 1)));
    }

    private static boolean isInside(Box box, int x, int y) {
        return x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom();
    }

    @Test
    void flipsMoveBoxesWithTheirPixels() {
        for (int k = 0; k < 8; k++) {
            Boxed flipped = new BoxFlip(k % 2, k / 2 % 2).of(rectangle(new Box(3, 5, 10, 20)), KEY.fold(k));
            Box box = flipped.truths().getFirst().box();
            assertEquals(k % 2 == 1 ? 22 : 3, box.left());
            assertEquals(k / 2 % 2 == 1 ? 4 : 5, box.top());
            assertArrayEquals(rectangle(box).image().pixels(), flipped.image().pixels());
        }
        BoxAugmentation twice = new BoxFlip(1, 1).then(new BoxFlip(1, 1));
        Boxed sample = rectangle(new Box(0, 0, 8, 8));
        assertArrayEquals(sample.image().pixels(), twice.of(sample, KEY).image().pixels());
    }

    @Test
    void zoomMovesBoxesWithTheirPixels() {
        Box box = new Box(10, 8, 20, 16);
        for (int k = 0; k < 20; k++) {
            Boxed zoomed = new BoxZoom(0.6).of(rectangle(box), KEY.fold(k));
            if (zoomed.truths().isEmpty()) {
                continue;
            }
            Box moved = zoomed.truths().getFirst().box();
            assertTrue(moved.left() >= 0 && moved.top() >= 0 && moved.right() <= WIDTH && moved.bottom() <= HEIGHT);
            assertTrue(moved.area() >= box.area() / 4, "nothing shrinks");
            // Edges are blurred, so that pixels a little inside are white and a little outside black.
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    float pixel = zoomed.image().at(1, y, x);
                    if (isInside(around(moved, -2), x, y)) {
                        assertEquals(1, pixel, 1e-6);
                    } else if (!isInside(around(moved, 2), x, y)) {
                        assertEquals(0, pixel, 1e-6);
                    }
                }
            }
        }
        Boxed same = new BoxZoom(1).of(rectangle(box), KEY);
        assertArrayEquals(rectangle(box).image().pixels(), same.image().pixels());
        assertEquals(List.of(new Truth(box, 1)), same.truths());
    }

    private static Box around(Box box, double margin) {
        return new Box(box.left() - margin, box.top() - margin, box.right() + margin, box.bottom() + margin);
    }

    @Test
    void objectsOutsideAreLeftOut() {
        Boxed sample = rectangle(new Box(0, 0, 2, 2));
        long left = java.util.stream.IntStream.range(0, 50)
                .mapToLong(
                        k -> new BoxZoom(0.3).of(sample, KEY.fold(k)).truths().size())
                .sum();
        assertTrue(left < 25, "a corner is seldom in view, but was " + left + " times");
    }

    @Test
    void sampleDoesntDependOnItsBatch() {
        Tensor images = KEY.uniform(4, 3, HEIGHT, WIDTH).mul(255).to(DType.UINT8);
        Anchors anchors = Anchors.of(HEIGHT, WIDTH, List.of(new Level(8, List.of(new Size(8, 8)))));
        List<Truth> truths = List.of(new Truth(new Box(2, 2, 12, 12), 0), new Truth(new Box(15, 8, 25, 20), 1));
        DetectionDataset data = new DetectionDataset(
                images,
                List.of(truths, List.of(), truths, truths),
                Normalization.of(images),
                anchors,
                0.5,
                new BoxFlip(0.5, 0.5).then(new BoxZoom(0.5)));
        var all = data.trainingBatch(new int[] {0, 1, 2, 3}, KEY);
        var one = data.trainingBatch(new int[] {2}, KEY);
        assertTrue(all.inputs().slice(0, 2, 3).equalBits(one.inputs()));
        assertTrue(all.targets().slice(0, 2, 3).equalBits(one.targets()));
        var plain = data.batch(new int[] {1, 0});
        assertEquals(0, plain.targets().select(0, 0).abs().sum().item(), "nothing but background");
        assertEquals(2, plain.targets().select(0, 1).select(1, 0).max().item(), "classes count from 1");
    }

    @Test
    void numbersOutOfRangeAreTold() {
        assertEquals(
                "box flip: a probability of 1.5 must be from 0.0 to 1.0",
                assertThrows(IllegalArgumentException.class, () -> new BoxFlip(0, 1.5))
                        .getMessage());
        assertEquals(
                "box zoom: a share of 0.0 must be from 0.1 to 1.0",
                assertThrows(IllegalArgumentException.class, () -> new BoxZoom(0))
                        .getMessage());
    }
}
