package dev.merapi.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The dictionary in a .npy file, such as {@code {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }}.
 *
 * @param columnMajor whether the elements lie in Fortran's order
 */
record NpyHeader(Spec spec, boolean columnMajor) {
    private static final Pattern ENTRY =
            Pattern.compile("\\s*'([a-z_]{1,20})'\\s*:\\s*('[^']{0,20}'|True|False|\\([0-9,\\s]*+\\))\\s*(,|(?=\\}))");
    private static final int MAX_RANK = 64;

    static NpyHeader parse(Path path, String header) throws IOException {
        String text = header.strip();
        Map<String, String> entries = new HashMap<>();
        Matcher entry = ENTRY.matcher(text);
        int at = 1;
        while (entry.region(Math.min(at, text.length()), text.length()).lookingAt()) {
            if (entries.put(entry.group(1), entry.group(2)) != null) {
                throw broken(path, text);
            }
            at = entry.end();
        }
        if (!text.startsWith("{")
                || !text.substring(at).strip().equals("}")
                || !entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
            throw broken(path, text);
        }
        boolean columnMajor = switch (entries.get("fortran_order")) {
            case "True" -> true;
            case "False" -> false;
            default -> throw broken(path, text);
        };
        Spec spec = new Spec(dtype(path, entries.get("descr")), shape(path, entries.get("shape")));
        return new NpyHeader(spec, columnMajor);
    }

    private static IOException broken(Path path, String text) {
        String start = text.length() <= 100 ? text : text.substring(0, 100) + "...";
        return new IOException(path + ": the header should be {'descr': ..., 'fortran_order': ..., 'shape': (...)}, but"
                + " is " + start + "; write the file again with numpy.save");
    }

    private static DType dtype(Path path, String descr) throws IOException {
        return switch (descr) {
            case "'<f4'" -> DType.FLOAT32;
            case "'<f8'" -> DType.FLOAT64;
            case "'<i4'" -> DType.INT32;
            case "'<i8'" -> DType.INT64;
            case "'|u1'", "'<u1'" -> DType.UINT8;
            case "'|i1'", "'<i1'" -> DType.INT8;
            case "'|b1'", "'<b1'" -> DType.BOOL;
            default ->
                throw new IOException(path + ": elements of type " + descr + " can't be read; convert them to"
                        + " little-endian f4, f8, i4, i8, or u1, i1, b1, with numpy's astype");
        };
    }

    private static String descr(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            case INT8 -> "|i1";
            case BOOL -> "|b1";
        };
    }

    private static Shape shape(Path path, String tuple) throws IOException {
        String inside = tuple.substring(1, tuple.length() - 1).strip();
        String[] parts = inside.isEmpty() ? new String[0] : inside.split(",");
        if (parts.length > MAX_RANK) {
            throw new IOException(
                    path + ": " + parts.length + " axes are more than " + MAX_RANK + "; the file is damaged");
        }
        try {
            return Shape.of(Arrays.stream(parts)
                    .mapToInt(p -> Integer.parseInt(p.strip()))
                    .toArray());
        } catch (ShapeException | NumberFormatException e) {
            throw new IOException(path + ": shape " + tuple + " is none: " + e.getMessage(), e);
        }
    }

    /** Bytes of elements. */
    long bytes() {
        return Math.multiplyExact((long) spec.shape().size(), spec.dtype().bytes());
    }

    @Override
    public String toString() {
        Shape shape = spec.shape();
        String dims = IntStream.of(shape.dims()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
        String tuple = "(" + (shape.rank() > 1 ? dims.substring(0, dims.length() - 1) : dims) + ")";
        return "{'descr': '" + descr(spec.dtype()) + "', 'fortran_order': " + (columnMajor ? "True" : "False")
                + ", 'shape': " + tuple + ", }";
    }
}
