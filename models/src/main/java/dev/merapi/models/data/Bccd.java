package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Tar;
import dev.merapi.models.io.Xml;
import dev.merapi.models.io.XmlException;
import dev.merapi.models.vision.Box;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blood cells under the microscope with the box of each, read from {@code bccd.tar.gz}: JPEG images, boxes in Pascal
 * VOC's XML, and lists of which images are to train on, to validate on and to test on. Source: cosmicad and
 * akshaylambda, "BCCD dataset", 2018.
 */
public record Bccd(List<Picture> train, List<Picture> validation, List<Picture> test) {
    /** The classes in the order of their labels. */
    public static final List<String> CLASS_NAMES = List.of("RBC", "WBC", "Platelets");

    /** Copies the lists. */
    public Bccd {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /**
     * An image, still packed, and the cells in it.
     *
     * @param jpeg the file's bytes: unpacking needs more than java.base
     */
    public record Picture(String name, int width, int height, byte[] jpeg, List<Cell> cells) {
        /** Copies the cells. */
        public Picture {
            cells = List.copyOf(cells);
        }
    }

    /** A cell: its class, and its edges in pixels from the image's left and upper edge. */
    public record Cell(int label, Box box) {}

    /** Reads a folder. */
    public static Bccd open(Path folder) {
        Path archive = folder.resolve("bccd.tar.gz");
        Map<String, byte[]> files = new HashMap<>();
        try (var tar = Tar.open(archive)) {
            for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                files.put(entry.get().name(), entry.get().bytes());
            }
        }
        return new Bccd(
                pictures(archive, files, "train"), pictures(archive, files, "val"), pictures(archive, files, "test"));
    }

    private static List<Picture> pictures(Path archive, Map<String, byte[]> files, String part) {
        List<Picture> pictures = new ArrayList<>();
        String name = "BCCD/ImageSets/Main/" + part + ".txt";
        String list = new String(file(archive, files, name), StandardCharsets.UTF_8);
        if (list.isBlank()) {
            throw new FileFormatException(archive, "its file " + name + " names no image; get the archive again");
        }
        for (String image : list.lines().map(String::strip).toList()) {
            if (!image.isEmpty()) {
                String annotation = "BCCD/Annotations/" + image + ".xml";
                byte[] xml = file(archive, files, annotation);
                byte[] jpeg = file(archive, files, "BCCD/JPEGImages/" + image + ".jpg");
                pictures.add(read(archive.resolve(annotation), image, xml, jpeg));
            }
        }
        return pictures;
    }

    private static byte[] file(Path archive, Map<String, byte[]> files, String name) {
        if (!files.containsKey(name)) {
            throw new FileFormatException(archive, "the archive has no file " + name + "; get it again");
        }
        return files.get(name);
    }

    /** Reads an image's annotation in Pascal VOC's XML; {@code source} is what errors call it. */
    public static Picture read(Path source, String name, byte[] xml, byte[] jpeg) {
        try {
            Xml root = Xml.parse(new String(xml, StandardCharsets.UTF_8));
            Xml size = root.get("size");
            int width = size.get("width").integer();
            int height = size.get("height").integer();
            List<Cell> cells = new ArrayList<>();
            for (Xml object : root.all("object")) {
                cells.add(cell(object, cells.size(), width, height));
            }
            return new Picture(name, width, height, jpeg, cells);
        } catch (XmlException e) {
            throw new FileFormatException(source, e.getMessage(), new IOException(e));
        }
    }

    /** VOC counts pixels from 1 and takes the last one in. */
    private static Cell cell(Xml object, int number, int width, int height) {
        String name = object.get("name").text();
        int label = CLASS_NAMES.indexOf(name);
        if (label < 0) {
            throw new XmlException("object " + number + " is a '" + name + "', which isn't one of the classes "
                    + String.join(", ", CLASS_NAMES));
        }
        Xml edges = object.get("bndbox");
        int left = edges.get("xmin").integer() - 1;
        int top = edges.get("ymin").integer() - 1;
        int right = edges.get("xmax").integer();
        int bottom = edges.get("ymax").integer();
        if (left < 0 || top < 0 || left >= right || top >= bottom || right > width || bottom > height) {
            throw new XmlException("object " + number + " has the box " + (left + 1) + ", " + (top + 1) + " to " + right
                    + ", " + bottom + ", which isn't inside of the image's " + width + " x " + height + " pixels");
        }
        return new Cell(label, new Box(left, top, right, bottom));
    }
}
