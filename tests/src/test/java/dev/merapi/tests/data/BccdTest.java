package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Bccd;
import dev.merapi.models.data.Bccd.Cell;
import dev.merapi.models.data.Bccd.Picture;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Xml;
import dev.merapi.models.io.XmlException;
import dev.merapi.models.vision.Box;
import dev.merapi.tests.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Boxes around blood cells, and the little XML that they are in. */
class BccdTest {
    private static final String DOCUMENT = """
            <?xml version="1.0"?>
            <!-- made by hand -->
            <annotation verified='yes > no'>
              <size><width>640</width><height>480</height><depth/></size>
              <object><name>WBC</name><bndbox>
                <xmin>1</xmin><ymin>20</ymin><xmax>30</xmax><ymax>480</ymax>
              </bndbox></object>
            </annotation>
            """;

    @Test
    void everyCellIsThere() {
        Bccd bccd = Bccd.open(SharedData.folder("bccd"));
        assertEquals(
                List.of(205, 87, 72),
                List.of(
                        bccd.train().size(),
                        bccd.validation().size(),
                        bccd.test().size()));
        List<Picture> all = Stream.of(bccd.train(), bccd.validation(), bccd.test())
                .flatMap(List::stream)
                .toList();
        List<Integer> labels = all.stream()
                .flatMap(picture -> picture.cells().stream())
                .map(Cell::label)
                .toList();
        assertEquals(4888, labels.size());
        assertEquals(4155, labels.stream().filter(label -> label == 0).count());
        assertEquals(372, labels.stream().filter(label -> label == 1).count());
        for (Picture picture : all) {
            assertEquals(640, picture.width());
            // A JPEG file's mark.
            assertTrue(picture.jpeg()[0] == (byte) 0xff && picture.jpeg()[1] == (byte) 0xd8, picture.name());
        }
        Picture first = bccd.test().getFirst();
        assertEquals("BloodImage_00007", first.name());
    }

    private static Picture read(String document) {
        return Bccd.read(Path.of("a.xml"), "a", document.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    @Test
    void boxesAreEdges() {
        assertEquals(
                List.of(new Cell(1, new Box(0, 19, 30, 480))), read(DOCUMENT).cells());
    }

    @Test
    void wrongAnnotationsAreTold() {
        refused("object 0 is a 'TBC', which isn't one of the classes RBC, WBC, Platelets", "WBC", "TBC");
        refused(
                "object 0 has the box 1, 20 to 641, 480, which isn't inside of the image's 640 x 480 pixels",
                "<xmax>30",
                "<xmax>641");
        refused("<ymin> has 'ten' where a whole number should be", "<ymin>20", "<ymin>ten");
        refused("<bndbox> has 0 elements <ymax> instead of one", "<ymax>480</ymax>", "");
        refused("<annotation> has 2 elements <size> instead of one", "<object>", "<size/><object>");
        refused("invalid XML at line 8: <object> is closed by </annotation", "</object>", "");
    }

    private static void refused(String sentence, String old, String changed) {
        var e = assertThrows(FileFormatException.class, () -> read(DOCUMENT.replace(old, changed)));
        assertEquals("a.xml: " + sentence, e.getMessage());
    }

    @Test
    void textsAndEntities() {
        Xml xml = Xml.parse("<a> one &lt;&amp;lt; <b/>two<!-- three --></a>");
        assertEquals("one <&lt; two", xml.text());
        assertEquals(List.of("b"), xml.children().stream().map(Xml::name).toList());
    }

    @Test
    void whatIsNoXmlIsTold() {
        told("invalid XML at line 1: expected an element", "");
        told("invalid XML at line 2: expected an element", "\n<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>");
        told("invalid XML at line 1: the document goes on after </a>", "<a/><b/>");
        told("invalid XML at line 1: the document ends inside of <a>", "<a>one");
        told("invalid XML at line 1: a tag isn't closed by '>'", "<a one='>");
        told("invalid XML at line 1: '<!--' isn't closed by '-->'", "<!-- <a/>");
        told("invalid XML at line 1: elements are nested deeper than 64 levels", "<a>".repeat(100_000));
    }

    private static void told(String sentence, String document) {
        assertEquals(
                sentence,
                assertThrows(XmlException.class, () -> Xml.parse(document)).getMessage());
    }

    /** Cut anywhere or with any character changed it's an annotation or a sentence. */
    @Property(tries = 500)
    void noDocumentBreaksTheReader(@ForAll @IntRange(max = 290) int at, @ForAll char c, @ForAll boolean cut) {
        int i = at % DOCUMENT.length();
        String document = cut ? DOCUMENT.substring(0, i) : DOCUMENT.substring(0, i) + c + DOCUMENT.substring(i + 1);
        try {
            assertTrue(read(document).cells().size() <= 1);
        } catch (FileFormatException e) {
            assertTrue(e.getMessage().startsWith("a.xml: "), e.getMessage());
        }
    }
}
