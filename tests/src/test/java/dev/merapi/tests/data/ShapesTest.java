package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Shapes;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Generated images of shapes: what they show follows from the key and their number. */
class ShapesTest {
    private static final Shapes SHAPES = new Shapes(100, 32, RandomKey.of(3));

    @Test
    void batchesHaveImagesAndAClassForEachPixel() {
        Batch batch = SHAPES.batch(IntStream.range(0, 100).toArray());
        assertEquals(Shape.of(100, 3, 32, 32), batch.inputs().shape());
        assertEquals(Shape.of(100, 32, 32), batch.targets().shape());
        double low = batch.inputs().min().item();
        double high = batch.inputs().max().item();
        assertTrue(low >= 0 && high <= 1, () -> low + " to " + high);
        long[] counts = new long[4];
        for (long label : batch.targets().toLongArray()) {
            counts[(int) label]++;
        }
        long all = 100 * 32 * 32;
        assertTrue(counts[0] > all / 2, () -> "most is background: " + Arrays.toString(counts));
        for (int c = 1; c < 4; c++) {
            long count = counts[c];
            assertTrue(count > all / 40, () -> "each shape occurs: " + Arrays.toString(counts));
        }
    }

    @Test
    void shapesDifferFromTheirBackgroundInBrightness() {
        Batch batch = SHAPES.batch(new int[] {0});
        float[] pixels = batch.inputs().toFloatArray();
        long[] labels = batch.targets().toLongArray();
        double[] sum = new double[2];
        int[] count = new int[2];
        for (int p = 0; p < labels.length; p++) {
            int shape = labels[p] == 0 ? 0 : 1;
            sum[shape] += pixels[p] + pixels[p + labels.length] + pixels[p + 2 * labels.length];
            count[shape] += 3;
        }
        assertTrue(count[1] > 0);
        assertTrue(Math.abs(sum[0] / count[0] - sum[1] / count[1]) > 0.1, Arrays.toString(sum));
    }

    @Test
    @Tag("bits")
    void anImageIsTheSameInWhateverBatch() {
        Batch both = SHAPES.batch(new int[] {7, 5});
        Batch alone = SHAPES.batch(new int[] {5});
        assertTrue(both.slice(1, 2).inputs().contiguous().equalBits(alone.inputs()));
        assertTrue(both.slice(1, 2).targets().contiguous().equalBits(alone.targets()));
        assertFalse(both.slice(0, 1).inputs().contiguous().equalBits(alone.inputs()));
        Shapes other = new Shapes(100, 32, RandomKey.of(4));
        assertFalse(other.batch(new int[] {5}).inputs().equalBits(alone.inputs()));
        // What this image shows and how the sum of its pixels rounds, whatever the machine.
        long[] counts = new long[4];
        for (long label : alone.targets().toLongArray()) {
            counts[(int) label]++;
        }
        assertArrayEquals(new long[] {902, 0, 122, 0}, counts, Arrays.toString(counts));
        assertEquals(
                1157832460, Float.floatToIntBits((float) alone.inputs().sum().item()));
    }

    @Test
    void mistakesAreSentences() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Shapes(0, 32, RandomKey.of(0)));
        assertEquals("0 images of shapes are none to learn from; ask for 1 or more", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> new Shapes(1, 8, RandomKey.of(0)));
        assertEquals("shapes can't be told apart in images of 8 x 8; make them 16 x 16 or larger", e.getMessage());
        var out = assertThrows(IndexOutOfBoundsException.class, () -> SHAPES.batch(new int[] {100}));
        assertEquals("sample 100 doesn't exist; the 100 samples are numbered from 0", out.getMessage());
    }
}
