package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.augment.Augmentation;
import dev.merapi.models.augment.BoxFlip;
import dev.merapi.models.augment.BoxZoom;
import dev.merapi.models.augment.Boxed;
import dev.merapi.models.augment.HorizontalFlip;
import dev.merapi.models.augment.Image;
import dev.merapi.models.augment.VerticalFlip;
import dev.merapi.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes of plain images that boxes had before. */
class VerticalFlipTest {
    private static final RandomKey KEY = RandomKey.of(2);
    private static final Image IMAGE = image();

    private static Image image() {
        float[] pixels = new float[2 * 3 * 5];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i / 30f;
        }
        return new Image(2, 3, 5, pixels);
    }

    @Test
    void rowsChangePlaces() {
        Image turned = new VerticalFlip(1).of(IMAGE, KEY);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 5; j++) {
                assertEquals(IMAGE.at(1, i, j), turned.at(1, 2 - i, j));
            }
        }
        assertArrayEquals(IMAGE.pixels(), new VerticalFlip(1).of(turned, KEY).pixels());
        assertArrayEquals(IMAGE.pixels(), new VerticalFlip(0).of(IMAGE, KEY).pixels());
        Boxed both = new BoxFlip(1, 1).of(new Boxed(IMAGE, List.of()), KEY);
        Augmentation one = new VerticalFlip(1).then(new HorizontalFlip(1));
        assertArrayEquals(both.image().pixels(), one.of(IMAGE, KEY).pixels());
    }

    @Test
    void halfOfThemAre() {
        float[] turned = new VerticalFlip(1).of(IMAGE, KEY).pixels();
        int count = (int) IntStream.range(0, 1000)
                .filter(i -> Arrays.equals(
                        new VerticalFlip(0.5).of(IMAGE, KEY.fold(i)).pixels(), turned))
                .count();
        assertEquals(500.0, count, 60.0);
    }

    @Test
    void boxesAreNotNeeded() {
        Augmentation zoom = new BoxZoom(0.5).ofImages();
        float[] boxed =
                new BoxZoom(0.5).of(new Boxed(IMAGE, List.of()), KEY).image().pixels();
        assertArrayEquals(boxed, zoom.of(IMAGE, KEY).pixels());
        assertArrayEquals(
                IMAGE.pixels(), new BoxZoom(1).ofImages().of(IMAGE, KEY).pixels(), 1e-6f);
    }

    @Test
    void mistakesAreTold() {
        assertEquals(
                "vertical flip: a probability of 1.5 must be from 0.0 to 1.0",
                assertThrows(IllegalArgumentException.class, () -> new VerticalFlip(1.5))
                        .getMessage());
    }
}
