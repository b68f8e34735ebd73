package dev.merapi.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tensors as NumPy prints arrays: nested brackets, columns of one width, floating elements with at most 8 decimals
 * and as few as tell them apart, beyond {@value #THRESHOLD} elements the {@value #EDGE} first and last of each axis,
 * or fewer where the axes are many.
 */
final class Printer {
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;
    /** So many elements has an image batch in short; tensors of more axes show fewer of each. */
    private static final int MOST = 6 * 6 * 6 * 6;

    private static final int LINE = 80;
    private static final int PRECISION = 8;
    private static final MathContext ROUNDING = new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN);
    private static final String PREFIX = "tensor(";

    private final Tensor tensor;
    private final int shown;
    private final List<String> elements;
    private int next;
    private final StringBuilder text = new StringBuilder(PREFIX);

    private Printer(Tensor tensor) {
        this.tensor = tensor;
        this.shown = tensor.size() > THRESHOLD ? shown(tensor) : Integer.MAX_VALUE;
        List<Long> positions = new ArrayList<>();
        if (tensor.size() > 0) {
            collect(0, tensor.offset(), positions);
        }
        this.elements = aligned(tensor, positions);
    }

    /** {@code tensor([1. 2.], float32 [2])}. */
    static String print(Tensor tensor) {
        if (tensor.isFreed()) {
            return PREFIX + "freed, " + tensor.spec() + ")";
        }
        var printer = new Printer(tensor);
        if (tensor.size() == 0) {
            printer.text.append("[]");
        } else {
            printer.write(0, 0);
        }
        return printer.text.append(", ").append(tensor.spec()).append(')').toString();
    }

    /** How many elements an axis may show: NumPy's, or fewer where the axes are so many that the text would be endless. */
    private static int shown(Tensor tensor) {
        int shown = 2 * EDGE;
        while (shown > 1 && elements(tensor, shown) > MOST) {
            shown -= shown > 2 ? 2 : 1;
        }
        return shown;
    }

    private static double elements(Tensor tensor, int shown) {
        return Arrays.stream(tensor.shape().dims())
                .mapToDouble(size -> Math.min(size, shown))
                .reduce(1, (a, b) -> a * b);
    }

    /** Where an axis's gap begins; at its end if there is none. */
    private int gap(int axis) {
        return tensor.size(axis) > shown ? (shown + 1) / 2 : tensor.size(axis);
    }

    /** Where it goes on behind the gap. */
    private int last(int axis) {
        return tensor.size(axis) - shown / 2;
    }

    /** The positions in the storage of the elements to print, in order. */
    private void collect(int axis, long position, List<Long> positions) {
        if (axis == tensor.rank()) {
            positions.add(position);
            return;
        }
        int size = tensor.size(axis);
        for (int i = 0; i < size; i++) {
            i = i == gap(axis) ? last(axis) : i;
            if (i < size) {
                collect(axis + 1, position + (long) i * tensor.stride(axis), positions);
            }
        }
    }

    /** Writes what's inside the axes before {@code axis}; {@code closing} brackets follow it on its line. */
    private void write(int axis, int closing) {
        if (axis == tensor.rank()) {
            text.append(elements.get(next++));
            return;
        }
        text.append('[');
        boolean row = axis == tensor.rank() - 1;
        String margin = " ".repeat(PREFIX.length() + axis + 1);
        String lines = "\n".repeat(Math.max(1, tensor.rank() - 1 - axis)) + margin;
        int size = tensor.size(axis);
        for (int i = 0; i < size; i++) {
            if (i == gap(axis)) {
                separate(true, row, "...".length(), lines);
                text.append("...");
                i = last(axis);
            }
            if (i < size) {
                int width = row ? elements.get(next).length() + (i == size - 1 ? closing + 1 : 0) : 0;
                separate(i > 0, row, width, lines);
                write(axis + 1, i == size - 1 ? closing + 1 : 0);
            }
        }
        text.append(']');
    }

    private void separate(boolean needed, boolean row, int width, String lines) {
        if (!needed) {
            return;
        }
        int column = text.length() - text.lastIndexOf("\n") - 1;
        text.append(row && column + 1 + width <= LINE ? " " : lines);
    }

    private static List<String> aligned(Tensor tensor, List<Long> positions) {
        List<String> words = tensor.dtype().isFloating()
                ? floats(tensor, positions)
                : positions.stream().map(i -> integer(tensor, i)).toList();
        int width = words.stream().mapToInt(String::length).max().orElse(0);
        return words.stream().map(w -> " ".repeat(width - w.length()) + w).toList();
    }

    private static String integer(Tensor tensor, long i) {
        long value = Element.asLong(tensor, i);
        return tensor.dtype() != DType.BOOL ? Long.toString(value) : value != 0 ? "True" : "False";
    }

    private static List<String> floats(Tensor tensor, List<Long> positions) {
        boolean single = tensor.dtype() == DType.FLOAT32;
        double[] values =
                positions.stream().mapToDouble(i -> Element.asDouble(tensor, i)).toArray();
        boolean scientific = isScientific(values);
        List<String> words = new ArrayList<>();
        for (double v : values) {
            words.add(scientific ? scientific(v, single) : positional(v, single));
        }
        return padded(words, scientific);
    }

    /** NumPy's rule: from 10^8, below 10^-4, or where the largest is more than 1000 times the smallest that isn't 0. */
    private static boolean isScientific(double[] values) {
        double max = 0;
        double min = Double.POSITIVE_INFINITY;
        for (double v : values) {
            double size = Math.abs(v);
            if (size > 0 && size < Double.POSITIVE_INFINITY) {
                max = Math.max(max, size);
                min = Math.min(min, size);
            }
        }
        return max > 0 && (max >= 1e8 || min < 1e-4 || max / min > 1000);
    }

    /** The fewest digits that give the same element back. */
    private static BigDecimal digits(double v, boolean single) {
        return new BigDecimal(single ? Float.toString((float) v) : Double.toString(v));
    }

    private static String sign(double v) {
        return Double.doubleToRawLongBits(v) < 0 ? "-" : "";
    }

    private static String positional(double v, boolean single) {
        if (!Double.isFinite(v)) {
            return special(v);
        }
        BigDecimal shortest = digits(Math.abs(v), single);
        BigDecimal d = shortest.scale() <= PRECISION ? shortest : exact(v).setScale(PRECISION, RoundingMode.HALF_EVEN);
        String plain = d.signum() == 0 ? "0" : d.stripTrailingZeros().toPlainString();
        return sign(v) + plain + (plain.contains(".") ? "" : ".");
    }

    private static String scientific(double v, boolean single) {
        if (!Double.isFinite(v)) {
            return special(v);
        }
        if (v == 0) {
            return sign(v) + "0.e+00";
        }
        BigDecimal shortest = digits(Math.abs(v), single);
        BigDecimal d = shortest.precision() <= ROUNDING.getPrecision() ? shortest : exact(v).round(ROUNDING);
        BigDecimal stripped = d.stripTrailingZeros();
        String unscaled = stripped.unscaledValue().toString();
        int exponent = stripped.precision() - stripped.scale() - 1;
        String power = String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
        return sign(v) + unscaled.charAt(0) + "." + unscaled.substring(1) + power;
    }

    /** All digits: rounding the fewest ones would round twice. */
    private static BigDecimal exact(double v) {
        return new BigDecimal(Math.abs(v));
    }

    private static String special(double v) {
        return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
    }

    /** Fills up behind the decimal point, with 0 before an exponent, else spaces: the points stand below each other. */
    private static List<String> padded(List<String> words, boolean scientific) {
        int fraction = 0;
        int exponent = 0;
        for (String w : words) {
            if (w.contains(".")) {
                int e = scientific ? w.indexOf('e') : w.length();
                fraction = Math.max(fraction, e - w.indexOf('.') - 1);
                exponent = Math.max(exponent, w.length() - e);
            }
        }
        List<String> result = new ArrayList<>();
        for (String w : words) {
            if (!w.contains(".")) {
                result.add(w);
                continue;
            }
            int e = scientific ? w.indexOf('e') : w.length();
            String fill = (scientific ? "0" : " ").repeat(fraction - (e - w.indexOf('.') - 1));
            String power = w.substring(e);
            String zeros = "0".repeat(exponent - power.length());
            String aligned = power.isEmpty() ? "" : power.substring(0, 2) + zeros + power.substring(2);
            result.add(w.substring(0, e) + fill + aligned);
        }
        return result;
    }
}
