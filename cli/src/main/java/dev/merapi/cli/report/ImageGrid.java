package dev.merapi.cli.report;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Small images in rows, as one picture.
 *
 * @param rows images [n, c, h, w] with values from 0 to 1; shorter rows end earlier
 */
public record ImageGrid(List<Tensor> rows) {
    private static final int GAP = 2;
    private static final int SCALE = 2;

    /** Copies the list. */
    public ImageGrid {
        rows = List.copyOf(rows);
    }

    /** Images [n, c, h, w] in rows of so many. */
    public static ImageGrid of(Tensor images, int columns) {
        return new ImageGrid(images.split(0, columns));
    }

    /** A section of the report. */
    public String section(String title, String text) {
        return "<section>\n<h2>" + Html.escape(title) + "</h2>\n<p>" + Html.escape(text) + "</p>\n" + html(title)
                + "</section>\n";
    }

    /** The picture alone. */
    public String html(String label) {
        Tensor picture = picture();
        return "<img class=\"grid\" width=\"" + SCALE * picture.size(2) + "\" alt=\"" + Html.escape(label) + "\" src=\""
                + Png.dataUri(picture) + "\">\n";
    }

    /** uint8 [c, h, w]. */
    private Tensor picture() {
        int columns = rows.stream().mapToInt(row -> row.size(0)).max().orElseThrow();
        List<Tensor> lines = new ArrayList<>();
        for (Tensor row : rows) {
            Tensor full = row.pad(new int[4], new int[] {columns - row.size(0), 0, 0, 0}, 1);
            Tensor spaced = full.pad(new int[4], new int[] {0, 0, GAP, GAP}, 1);
            lines.add(Tensor.concat(3, spaced.chunk(0, columns)).squeeze(0));
        }
        return Tensor.concat(1, lines)
                .clamp(0, 1)
                .mul(255)
                .round()
                .to(DType.UINT8)
                .contiguous();
    }
}
