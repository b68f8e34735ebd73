package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.augment.BoxFlip;
import dev.merapi.models.data.DetectionDataset;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.metric.DetectionScores.Detection;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.vision.Anchors.Level;
import dev.merapi.models.vision.Anchors.Size;
import dev.merapi.models.vision.Box;
import dev.merapi.models.vision.Boxes;
import dev.merapi.models.zoo.Detector;
import dev.merapi.models.zoo.Ssd;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The single-shot detector: anchors, loss and network are those of make_ssd.py, and it finds what it was shown. */
class SsdTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final List<Level> LEVELS = List.of(
            new Level(8, List.of(new Size(12, 12), new Size(20, 30))), new Level(16, List.of(new Size(40, 40))));
    private static final Anchors ANCHORS = Anchors.of(32, 48, LEVELS);
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/multibox.safetensors"))
            .tensors();

    @Test
    void anchorsAreMatchedAsInTheGolden() {
        assertEquals(Boxes.of(GOLDEN.get("anchors")), ANCHORS.boxes());
        double[] target = GOLDEN.get("target").toDoubleArray();
        for (int i = 0; i < 3; i++) {
            List<Box> objects = GOLDEN.containsKey("objects." + i) ? Boxes.of(GOLDEN.get("objects." + i)) : List.of();
            int[] matches = ANCHORS.match(objects, 0.4);
            assertArrayEquals(GOLDEN.get("matches." + i).toIntArray(), matches, "image " + i);
            for (int a = 0; a < matches.length; a++) {
                int at = (i * matches.length + a) * 5 + 1;
                double[] wanted = Arrays.copyOfRange(target, at, at + 4);
                double[] offsets = matches[a] < 0 ? new double[4] : ANCHORS.encode(a, objects.get(matches[a]));
                assertArrayEquals(wanted, offsets, 1e-12);
            }
        }
    }

    @Test
    void everyObjectHasAnAnchorOfItsOwn() {
        // Two objects want the same anchor; the second one is too far from any for the overlap.
        Box anchor = ANCHORS.boxes().getFirst();
        Box shifted = new Box(anchor.left() + 4, anchor.top() + 4, anchor.right() + 4, anchor.bottom() + 4);
        int[] matches = ANCHORS.match(List.of(shifted, anchor), 0.9);
        assertEquals(1, matches[0]);
        assertEquals(2, IntStream.of(matches).filter(m -> m >= 0).count());
        int[] outside = ANCHORS.match(List.of(new Box(100, 100, 110, 110)), 0.5);
        assertTrue(IntStream.of(outside).allMatch(m -> m < 0), "what overlaps nothing has none");
    }

    @Test
    void offsetsAndBack() {
        Box box = new Box(3, 4, 20, 31);
        for (int a = 0; a < ANCHORS.size(); a++) {
            double[] d = ANCHORS.encode(a, box);
            Box back = ANCHORS.decode(a, d[0], d[1], d[2], d[3]);
            assertEquals(1, back.iou(box), 1e-12);
        }
        assertTrue(Double.isFinite(ANCHORS.decode(0, 0, 0, 1e6, 1e6).area()), "an untrained network's nonsense");
    }

    @Test
    void lossIsPyTorchs() {
        compareLoss(DType.FLOAT64, 1e-12);
        compareLoss(DType.FLOAT32, 1e-5);
    }

    private static void compareLoss(DType dtype, double tolerance) {
        Tensor output = GOLDEN.get("output").to(dtype);
        Tensor target = GOLDEN.get("target").to(dtype);
        var result = Autograd.valueAndGrad(List.of(output), () -> new MultiBox().of(output, target));
        double wanted = GOLDEN.get("loss").item();
        assertEquals(wanted, result.value().item(), tolerance * wanted);
        Tensor gradient = result.gradients().of(output).to(DType.FLOAT64);
        assertTrue(gradient.sub(GOLDEN.get("grad")).abs().max().item() < tolerance);
        assertEquals(9, new MultiBox().denominator(target));
    }

    @Test
    void costliestNegativesCountAndTheFirstOfEquals() {
        // One positive, four of the background; logits of the true class are 9 ahead but for anchors 2 and 4.
        float[] ahead = {9, 9, 0, 9, 0};
        Tensor target = Tensor.zeros(1, 5, 5);
        target.select(1, 0).select(1, 0).assign(Tensor.ones(1));
        Tensor output = Tensor.zeros(1, 5, 6);
        for (int a = 0; a < 5; a++) {
            output.select(1, a).select(1, a == 0 ? 1 : 0).assign(Tensor.of(ahead[a]));
        }
        double easy = Math.log1p(Math.exp(-9));
        assertEquals(easy + Math.log(2), new MultiBox(1).of(output, target).item(), 1e-6);
        assertEquals(easy + 2 * Math.log(2), new MultiBox(2).of(output, target).item(), 1e-6);
        assertEquals(
                2 * easy + 2 * Math.log(2), new MultiBox(3).of(output, target).item(), 1e-6);
        assertEquals(
                3 * easy + 2 * Math.log(2), new MultiBox(99).of(output, target).item(), 1e-6);
        var gradient = Autograd.valueAndGrad(List.of(output), () -> new MultiBox(1).of(output, target))
                .gradients()
                .of(output);
        assertTrue(gradient.select(1, 2).abs().sum().item() > 0.9);
        assertEquals(0, gradient.select(1, 4).abs().sum().item(), "the second of equals");
        assertTrue(Double.isNaN(new MultiBox().of(output, Tensor.zeros(1, 5, 5)).item()), "no positives");
    }

    @Test
    void networkIsPyTorchs() {
        Ssd model = Ssd.of(2, 8, LEVELS, KEY);
        HashedGolden.compare("ssd", model, Hashed.of(1000, 2, 3, 32, 48).to(DType.FLOAT32));
        Tensor x = KEY.normal(2, 3, 32, 48);
        assertTrue(model.forward(x).slice(0, 0, 1).equalBits(model.forward(x.slice(0, 0, 1))), "alone as in a batch");
    }

    @Test
    void squaresAreLearnedAndFound() {
        byte[] pixels = new byte[4 * 3 * 32 * 48];
        List<List<Truth>> truths =
                IntStream.range(0, 4).mapToObj(i -> squares(pixels, i)).toList();
        Tensor images = Tensor.of(DType.UINT8, Shape.of(4, 3, 32, 48), pixels);
        DetectionDataset data =
                new DetectionDataset(images, truths, Normalization.of(images), ANCHORS, 0.4, new BoxFlip(0, 0));
        Ssd model = Ssd.of(2, 8, LEVELS, KEY);
        Recipe recipe = Recipe.of(new MultiBox(), Adam.of(5e-3)).batch(4).epochs(60);
        double loss = new Trainer(model, recipe).fit(data).history().getLast().loss();
        assertTrue(loss < 0.5, () -> "only got to a loss of " + loss);
        Detector detector = new Detector(ANCHORS, 0.5, 0.45, 10);
        Tensor output = model.forward(data.batch(new int[] {0, 1, 2, 3}).inputs());
        for (int i = 0; i < 4; i++) {
            List<Detection> found = detector.of(output.select(0, i));
            for (Truth truth : truths.get(i)) {
                assertTrue(
                        found.stream()
                                .anyMatch(d ->
                                        d.label() == truth.label() && d.box().iou(truth.box()) > 0.5),
                        () -> truth + " isn't among " + found);
            }
        }
    }

    /** A small bright and a large dark square, somewhere. */
    private static List<Truth> squares(byte[] pixels, int i) {
        Box small = new Box(2 + 3 * i, 4 + 4 * i, 14 + 3 * i, 16 + 4 * i);
        Box large = new Box(20 + 2 * i, 1, 45 + i, 30);
        for (int p = 0; p < 3 * 32 * 48; p++) {
            int x = p % 48;
            int y = p / 48 % 32;
            boolean bright = x >= small.left() && x < small.right() && y >= small.top() && y < small.bottom();
            boolean dark = x >= large.left() && x < large.right() && y >= large.top() && y < large.bottom();
            pixels[i * 3 * 32 * 48 + p] = (byte) (bright ? 250 : dark ? 10 : 120);
        }
        return List.of(new Truth(small, 0), new Truth(large, 1));
    }

    @Test
    void mistakesAreSentences() {
        assertMessage(
                "MultiBox: the output [2, 24, 7] and targets [2, 30, 5] should be [n, anchors, classes + 4], with the"
                        + " background among the classes, and [n, anchors, 5]; take the targets from the same anchors",
                () -> new MultiBox().of(Tensor.zeros(2, 24, 7), Tensor.zeros(2, 30, 5)));
        assertMessage(
                "anchors with a stride of 16 don't fill an image of 40 x 48; scale it to multiples of 16",
                () -> Anchors.of(40, 48, LEVELS));
        assertMessage(
                "Ssd: level 1 has a stride of 8, but each level halves the one before, so it has 16; give the levels"
                        + " strides of 8, 16, 32 and so on",
                () -> Ssd.of(2, 8, List.of(LEVELS.getFirst(), LEVELS.getFirst()), KEY));
        assertMessage(
                "Ssd: the images [1, 3, 40, 48] should be [n, 3, h, w] with h and w multiples of 16, its largest"
                        + " stride; scale them",
                () -> Ssd.of(2, 8, LEVELS, KEY).forward(Tensor.zeros(1, 3, 40, 48)));
        assertMessage(
                "Detector: the output [7, 9] of one image should be [" + ANCHORS.size()
                        + ", classes + 1 + 4]; take the anchors of the network's levels and image size",
                () -> new Detector(ANCHORS).of(Tensor.zeros(7, 9)));
        assertMessage(
                "Box[left=1.0, top=1.0, right=1.0, bottom=5.0] is empty, so that its size has no logarithm; leave out"
                        + " objects without an area",
                () -> ANCHORS.encode(0, new Box(1, 1, 1, 5)));
        assertMessage(
                "anchors of 0.0 x 4.0 pixels have no area to measure objects by; give both a length above 0",
                () -> new Size(0, 4));
        String nowhere = " doesn't exist; the " + ANCHORS.size() + " anchors are numbered from 0";
        for (int anchor : new int[] {-1, ANCHORS.size()}) {
            Executable encode = () -> ANCHORS.encode(anchor, new Box(1, 1, 2, 5));
            Executable decode = () -> ANCHORS.decode(anchor, 0, 0, 0, 0);
            for (Executable use : List.of(encode, decode)) {
                var e = assertThrows(IndexOutOfBoundsException.class, use);
                assertEquals("anchor " + anchor + nowhere, e.getMessage());
            }
        }
        Tensor images = Tensor.zeros(2, 3, 32, 48).to(DType.UINT8);
        assertMessage(
                "2 images need as many lists of objects, but got 1; an image without objects has an empty list",
                () -> new DetectionDataset(
                        images, List.of(List.of()), Normalization.of(images), ANCHORS, 0.5, new BoxFlip(0, 0)));
    }

    private static void assertMessage(String sentence, Runnable action) {
        var e = assertThrows(IllegalArgumentException.class, action::run);
        assertEquals(sentence, e.getMessage());
    }
}
