package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.train.Manifest;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector of blood cells from the archive to the report, on drawn cells. */
class CellTaskTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private Command merapi;

    @BeforeEach
    void drawCells() throws IOException {
        // A young JVM's Vector API is slow, and the bits are the same.
        merapi = new Command(folder).jvm("-Dmerapi.simd=scalar");
        for (String part : new String[] {"train", "val", "test"}) {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < 2; i++) {
                String name = part + i;
                names.append(name).append('\n');
                draw(name, 20 + 30 * i);
            }
            files.put("BCCD/ImageSets/Main/" + part + ".txt", names.toString().getBytes(StandardCharsets.UTF_8));
        }
        write();
    }

    /** A red disc and a large blue one. */
    private void draw(String name, int at) throws IOException {
        var image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.PINK);
        pen.fillRect(0, 0, 320, 240);
        pen.setColor(Color.RED);
        pen.fillOval(at, at, 50, 50);
        pen.setColor(Color.BLUE);
        pen.fillOval(180, at, 100, 100);
        pen.dispose();
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", jpeg);
        files.put("BCCD/JPEGImages/" + name + ".jpg", jpeg.toByteArray());
        String xml = "<annotation><size><width>320</width><height>240</height></size>" + object("RBC", at, at, 50)
                + object("WBC", 180, at, 100) + "</annotation>";
        files.put("BCCD/Annotations/" + name + ".xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String object(String name, int x, int y, int size) {
        return "<object><name>" + name + "</name><bndbox><xmin>" + (x + 1) + "</xmin><ymin>" + (y + 1) + "</ymin><xmax>"
                + (x + size) + "</xmax><ymax>" + (y + size) + "</ymax></bndbox></object>";
    }

    private void write() throws IOException {
        Path data = Files.createDirectories(folder.resolve("cells"));
        try (var out = new GZIPOutputStream(Files.newOutputStream(data.resolve("bccd.tar.gz")))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.write(header(file.getKey(), file.getValue().length));
                out.write(Arrays.copyOf(file.getValue(), (file.getValue().length + 511) / 512 * 512));
            }
            out.write(new byte[1024]);
        }
    }

    /** A file's header as ustar has it. */
    private static byte[] header(String name, int size) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 124, String.format(Locale.ROOT, "%011o", size));
        put(block, 257, "ustar");
        block[156] = '0';
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format(Locale.ROOT, "%06o", sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    @Test
    void cellsAreLearnedAndDrawn() throws IOException, InterruptedException {
        Object[] train = {"train", "ssd-bccd", "--data", "cells", "--batch", 2, "--epochs", 1, "--out", "run"};
        Command.Outcome trained = merapi.run(train).ok();
        assertTrue(trained.out().contains("2 images to train on, 2 to validate on"), trained.out());
        assertTrue(trained.last().startsWith("test mAP@0.5 "), trained.out());
        assertEquals(trained.last(), merapi.run("evaluate", "run").ok().last());
        Manifest manifest = Manifest.read(folder.resolve("run/manifest.json"));
        assertEquals(3, manifest.details().get("class_names").items().size());
        assertTrue(manifest.result().orElseThrow().metrics().containsKey("WBC AP@0.5"));
        String report = Files.readString(folder.resolve("run/report.html"));
        assertTrue(report.contains("data:image/jpeg;base64,"), "pictures");
        assertTrue(report.contains("<rect class=\"c1 marked\" x=\"144.0\" y=\"16.0\" width=\"80.0\" height=\"80.0\">"));
        assertTrue(report.contains("Precision by recall"), "curves");
        merapi.run("predict", "run", "image.png").failed(1, "image.png doesn't exist");
        Files.write(folder.resolve("cells.jpg"), files.get("BCCD/JPEGImages/test1.jpg"));
        Command.Outcome found = merapi.run("predict", "run", "cells.jpg").ok();
        assertTrue(found.out().startsWith("cells.jpg (scaled from 320 x 240 to 256 x 192)\n"), found.out());
        assertTrue(found.out().lines().skip(1).allMatch(CellTaskTest::isCell), found.out());
    }

    private static boolean isCell(String line) {
        return line.matches("  (no cell|(RBC|WBC|Platelets) +[0-9.]+ %  from \\(\\d+, \\d+\\) to \\(\\d+, \\d+\\))");
    }

    @Test
    void mistakesInTheDataAreSentences() throws IOException, InterruptedException {
        Object[] command = {"train", "ssd-bccd", "--data", "cells"};
        byte[] list = files.put("BCCD/ImageSets/Main/val.txt", "\n".getBytes(StandardCharsets.UTF_8));
        write();
        merapi.run(command)
                .failed(1, "bccd.tar.gz: its file BCCD/ImageSets/Main/val.txt names no image; get the archive again");
        files.put("BCCD/ImageSets/Main/val.txt", list);
        byte[] whole = files.get("BCCD/JPEGImages/train1.jpg");
        files.put("BCCD/JPEGImages/train1.jpg", "no image".getBytes(StandardCharsets.UTF_8));
        write();
        merapi.run(command).failed(1, "train1.jpg: this is no image that is known; give it PNG, JPEG, GIF or BMP");
        files.put("BCCD/JPEGImages/train1.jpg", whole);
        String xml = new String(files.get("BCCD/Annotations/val1.xml"), StandardCharsets.UTF_8);
        files.put("BCCD/Annotations/val1.xml", xml.replace("WBC", "TBC").getBytes(StandardCharsets.UTF_8));
        write();
        merapi.run(command).failed(1, "val1.xml", "object 1 is a 'TBC', which isn't one of the classes");
        files.remove("BCCD/Annotations/val1.xml");
        write();
        merapi.run(command).failed(1, "bccd.tar.gz", "the archive has no file BCCD/Annotations/val1.xml");
        merapi.run("train", "ssd-bccd", "--data", ".").failed(1, "bccd.tar.gz", "no such file");
        merapi.run("train", "ssd-bccd").failed(2, "comes without data", "bccd.tar.gz");
    }
}
