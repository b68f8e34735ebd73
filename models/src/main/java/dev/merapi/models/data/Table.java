package dev.merapi.models.data;

import dev.merapi.models.io.Excerpt;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Rows of texts under named columns, and the way from them to tensors.
 *
 * <pre>{@code
 * Table iris = Csv.read(path);
 * Tensor x = iris.numbers("sepal length", "sepal width");      // [n, 2]
 * Tensor y = iris.classes("species", iris.distinct("species"));       // [n]
 * }</pre>
 *
 * @param file where it's from, for errors
 */
public record Table(Path file, List<String> header, List<Row> rows) {
    /** Checks that names are different and every row has a value for each. */
    public Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                throw new FileFormatException(file, "two columns are named '" + name + "'; rename one");
            }
        }
        for (Row row : rows) {
            if (row.values().size() != header.size()) {
                throw new FileFormatException(
                        file,
                        "line " + row.line() + " has " + row.values().size() + " fields, but the first line names "
                                + header.size() + " columns: " + String.join(", ", header));
            }
        }
    }

    /**
     * Values, a text for each column.
     *
     * @param line where they begin in the file, from 1
     */
    public record Row(int line, List<String> values) {
        /** Copies the values. */
        public Row {
            values = List.copyOf(values);
        }
    }

    /** Of records whose first names the columns. */
    static Table of(Path file, List<Row> records) {
        if (records.isEmpty()) {
            throw new FileFormatException(file, "the file is empty; its first line must name the columns");
        }
        Table table = new Table(file, records.getFirst().values(), records.subList(1, records.size()));
        if (table.size() == 0) {
            throw new FileFormatException(
                    file, "the first line names columns, but no line of values follows; get the file again");
        }
        return table;
    }

    /** The number of rows. */
    public int size() {
        return rows.size();
    }

    /** A column's values. */
    public List<String> texts(String name) {
        int column = column(name);
        return rows.stream().map(row -> row.values().get(column)).toList();
    }

    /** A column's different values in the order of the alphabet. */
    public List<String> distinct(String name) {
        return texts(name).stream().distinct().sorted().toList();
    }

    /** Columns of decimal numbers: float32 [rows, columns]. */
    public Tensor numbers(String... names) {
        int[] columns =
                IntStream.range(0, names.length).map(i -> column(names[i])).toArray();
        Shape shape = Shape.of(rows.size(), columns.length);
        float[] values = new float[shape.size()];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.length; j++) {
                values[i * columns.length + j] = number(rows.get(i), columns[j]);
            }
        }
        return Tensor.of(shape, values);
    }

    private float number(Row row, int column) {
        String value = row.values().get(column).strip();
        try {
            float x = Float.parseFloat(value);
            // Float.parseFloat takes "1f" and "0x1p3" for numbers too, and NaN.
            if (Float.isFinite(x) && value.matches("[-+.0-9eE]+")) {
                return x;
            }
        } catch (NumberFormatException e) {
            throw new FileFormatException(file, noNumber(row, column, value), new IOException(e));
        }
        throw new FileFormatException(file, noNumber(row, column, value));
    }

    private String noNumber(Row row, int column, String value) {
        return "line " + row.line() + ", column " + (column + 1) + " ('" + header.get(column) + "') has '"
                + Excerpt.of(value) + "' where a finite decimal number should be";
    }

    /** A column of classes by their names: int64 [rows]. */
    public Tensor classes(String name, List<String> classNames) {
        int column = column(name);
        long[] labels = new long[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            String value = rows.get(i).values().get(column);
            labels[i] = classNames.indexOf(value);
            if (labels[i] < 0) {
                throw new FileFormatException(
                        file,
                        "line " + rows.get(i).line() + ", column " + (column + 1) + " ('" + name + "') has '"
                                + Excerpt.of(value) + "', which isn't one of the classes "
                                + String.join(", ", classNames));
            }
        }
        return Tensor.of(labels);
    }

    private int column(String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new FileFormatException(
                    file, "no column is named '" + name + "'; there are " + String.join(", ", header));
        }
        return column;
    }
}
