package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Shapes;
import dev.merapi.tensor.RandomKey;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} of counted texts, words' vectors and segmentations. */
class MoreAnswersTest {
    private static final int SIDE = 48;

    @TempDir
    Path folder;

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("input.txt"), text);
    }

    @Test
    void countedTextsGoOn() throws IOException {
        write("To be, or not to be.\n".repeat(70));
        Path run = folder.resolve("counted");
        Here.run("train", "ngram-shakespeare", "--data", folder, "--out", run, "--threads", 1)
                .ok();
        String out = Here.run("predict", run, "or not").ok().out();
        assertTrue(out.startsWith("or not\n  or not to be.\n  To be, or not to be.\n"), out);
        assertEquals(out, Here.run("predict", run, "or not").ok().out(), "the same question has the same answer");
        Here.run("predict", run, "or %").failed(1, "'%', isn't among those that the model has learned");
        Files.delete(folder.resolve("input.txt"));
        Here.run("predict", run, "or not").failed(1, "input.txt");
    }

    @Test
    void wordsHaveNeighboursAndSums() throws IOException {
        write("The king and the queen love gold; the sword of night is death to a father.\n".repeat(40));
        Path run = folder.resolve("vectors");
        Here.run(
                        "train",
                        "word2vec-shakespeare",
                        "--data",
                        folder,
                        "--out",
                        run,
                        "--epochs",
                        1,
                        "--limit",
                        200,
                        "--threads",
                        1)
                .ok();
        String out =
                Here.run("predict", run, "king", " King - queen  + sword").ok().out();
        List<String> lines = out.lines().toList();
        assertEquals(2 * 9, lines.size(), out); // eight words each
        assertEquals("king", lines.getFirst());
        assertTrue(lines.get(1).matches(" {2}[a-z]+ +-?[01]\\.\\d\\d"), out);
        assertFalse(lines.subList(1, 9).stream().anyMatch(line -> line.startsWith("  king ")), out);
        assertEquals("king - queen + sword", lines.get(9));
        assertFalse(lines.subList(10, 18).stream().anyMatch(line -> line.matches(" {2}(king|queen|sword) .*")), out);
        Here.run("predict", run, "kings")
                .failed(1, "'kings' isn't among the 14 words that have a vector; did you mean king?");
        for (String unclear : List.of("king queen", "king -", "king - - queen")) {
            Here.run("predict", run, unclear)
                    .failed(1, "'" + unclear + "' is neither a word nor a sum of words", "'king - man + woman'");
        }
    }

    @Test
    void shapesGetAMask() throws IOException {
        Path run = folder.resolve("shapes");
        Here.run("train", "unet-shapes", "--epochs", 1, "--limit", 8, "--threads", 1, "--out", run)
                .ok();
        Path scene = draw(folder.resolve("scene.large.png"), 3);
        Path out = folder.resolve("masks");
        Object[] ask = {"predict", run, scene, "--out", out};
        List<String> lines = Here.run(ask).ok().out().lines().toList();
        assertEquals(scene + " (scaled from 144 x 144 to 48 x 48)", lines.getFirst());
        assertTrue(lines.get(1).matches(" {2}background +\\d+\\.\\d\\d %"), lines.toString());
        double all = lines.subList(1, 5).stream()
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9.]", "")))
                .sum();
        assertEquals(100, all, 0.03);
        assertEquals("  " + out.resolve("scene.large-mask.png"), lines.get(5));
        BufferedImage mask = ImageIO.read(out.resolve("scene.large-mask.png").toFile());
        assertEquals(144, mask.getWidth());
        assertEquals(144, mask.getHeight());
        Set<Integer> colours = IntStream.range(0, 144 * 144)
                .mapToObj(p -> mask.getRGB(p % 144, p / 144) & 0xffffff)
                .collect(Collectors.toSet());
        assertTrue(Set.of(0x262a33, 0xec7a34, 0x4084de, 0x40b076).containsAll(colours), colours::toString);
        Here.run(ask).ok();
        assertTrue(Files.exists(out.resolve("scene.large-mask-2.png")), "nothing is overwritten");
        Here.run("predict", run, scene, "--out", scene)
                .failed(1, "couldn't write " + scene, ": " + scene + " is in the way", "--out");
        Here.run("predict", run, "").failed(1, "question 1 is empty");
    }

    /** The first image of a key, each pixel so many times as wide and high. */
    private static Path draw(Path file, int scale) throws IOException {
        float[] pixels = new Shapes(1, SIDE, RandomKey.of(7))
                .batch(new int[] {0})
                .inputs()
                .toFloatArray();
        var image = new BufferedImage(SIDE * scale, SIDE * scale, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < SIDE * scale * SIDE * scale; p++) {
            int x = p % (SIDE * scale);
            int y = p / (SIDE * scale);
            for (int c = 0; c < 3; c++) {
                float pixel = pixels[(c * SIDE + y / scale) * SIDE + x / scale];
                image.getRaster().setSample(x, y, c, Math.round(255 * pixel));
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void aNetworkThatCopiesImagesIsNotAsked() throws IOException {
        Path data = Stripes.write(folder.resolve("stripes"), 24, 10);
        Path run = folder.resolve("copies");
        Here.run("train", "autoencoder-fashion", "--data", data, "--epochs", 1, "--threads", 1, "--out", run)
                .ok();
        Here.run("predict", run, "x.png").failed(1, "autoencoder-fashion, which doesn't answer questions");
    }
}
