package dev.merapi.bench.numerics;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Elementwise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.StringJoiner;

/** What a function makes of NaN, infinities, zeros and the smallest floats, and where its results cease to be plain. */
public final class SpecialValues {
    /** The head of the table. */
    static final String HEAD = """
            | function | NaN | -inf | inf | -0 | 0 | -2^-149 | 2^-149 | further edges |
            |---|---|---|---|---|---|---|---|---|
            """;

    private static final float[] ARGUMENTS = {
        Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f, 0f, -Float.MIN_VALUE, Float.MIN_VALUE
    };

    /** Most functions are plain here: finite and not 0. */
    private static final float INSIDE = 0.9f;

    /** As many copies as a vector has floats at most, so that vectors see each argument. */
    private static final int COPIES = 16;

    private final Function f;
    private final Elementwise kernels;
    private final MemorySegment x = Arena.ofAuto().allocate(4L * COPIES, 64);
    private final MemorySegment y = Arena.ofAuto().allocate(4L * COPIES, 64);

    /** Of f as these kernels compute it. */
    public SpecialValues(Function f, Elementwise kernels) {
        this.f = f;
        this.kernels = kernels;
    }

    /** The line of the table: results at the special arguments, then the first arguments with a result of 0, inf or NaN. */
    public String line() {
        StringJoiner cells = new StringJoiner(" | ", "| ", " |").add(f.toString());
        for (float argument : ARGUMENTS) {
            cells.add(text(at(argument)));
        }
        StringJoiner edges = new StringJoiner("; ");
        for (float sign : new float[] {-1, 1}) {
            if (isPlain(sign * INSIDE)) {
                edge(edges, sign, Float.MIN_VALUE, "up to ");
                edge(edges, sign, Float.MAX_VALUE, "from ");
            }
        }
        return cells.add(edges.toString()).toString();
    }

    /** f(argument). */
    private float at(float argument) {
        for (int i = 0; i < COPIES; i++) {
            x.setAtIndex(JAVA_FLOAT, i, argument);
        }
        f.apply(kernels, x, y, COPIES);
        return y.getAtIndex(JAVA_FLOAT, 0);
    }

    private boolean isPlain(float argument) {
        float v = at(argument);
        return Float.isFinite(v) && v != 0;
    }

    /** If f isn't plain at {@code end}: its value there, and the argument nearest to 0.9 from which on that is so. */
    private void edge(StringJoiner edges, float sign, float end, String direction) {
        if (isPlain(sign * end)) {
            return;
        }
        int plain = Float.floatToIntBits(INSIDE);
        int beyond = Float.floatToIntBits(end);
        while (Math.abs(plain - beyond) > 1) {
            int middle = (plain + beyond) >>> 1;
            if (isPlain(sign * Float.intBitsToFloat(middle))) {
                plain = middle;
            } else {
                beyond = middle;
            }
        }
        // The smallest float alone has a column of its own.
        if (beyond != Float.floatToIntBits(Float.MIN_VALUE)) {
            float first = sign * Float.intBitsToFloat(beyond);
            edges.add(text(at(first)) + " " + direction + text(first));
        }
    }

    private static String text(float v) {
        if (Math.abs(v) == Float.MIN_VALUE) {
            return v < 0 ? "-2^-149" : "2^-149";
        }
        boolean whole = v == (int) v && Math.abs(v) < 100;
        String digits = whole ? Integer.toString((int) v) : Float.toString(v).replace("Infinity", "inf");
        return v == 0 && 1 / v < 0 ? "-0" : digits;
    }
}
