package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Single elements of contiguous tensors, by their number in row-major order. */
final class Elements {
    private Elements() {}

    /** y[yo] = x[xo] for elements of 1, 4 or 8 bytes. */
    static void copy(int bytes, MemorySegment x, long xo, MemorySegment y, long yo) {
        switch (bytes) {
            case 1 -> y.set(ValueLayout.JAVA_BYTE, yo, x.get(ValueLayout.JAVA_BYTE, xo));
            case 4 -> y.setAtIndex(ValueLayout.JAVA_INT, yo, x.getAtIndex(ValueLayout.JAVA_INT, xo));
            default -> y.setAtIndex(ValueLayout.JAVA_LONG, yo, x.getAtIndex(ValueLayout.JAVA_LONG, xo));
        }
    }

    /** y[yo] += x[xo] in float32 or float64. */
    static void add(boolean single, MemorySegment x, long xo, MemorySegment y, long yo) {
        if (single) {
            float sum = y.getAtIndex(ValueLayout.JAVA_FLOAT, yo) + x.getAtIndex(ValueLayout.JAVA_FLOAT, xo);
            y.setAtIndex(ValueLayout.JAVA_FLOAT, yo, sum);
        } else {
            double sum = y.getAtIndex(ValueLayout.JAVA_DOUBLE, yo) + x.getAtIndex(ValueLayout.JAVA_DOUBLE, xo);
            y.setAtIndex(ValueLayout.JAVA_DOUBLE, yo, sum);
        }
    }

    /** y[i] = 0 of its own type. */
    static void zero(Tensor t, int i) {
        t.segment()
                .asSlice((t.offset() + (long) i) * t.dtype().bytes(), t.dtype().bytes())
                .fill((byte) 0);
    }

    static void set(Tensor t, int i, float value) {
        t.segment().setAtIndex(ValueLayout.JAVA_FLOAT, t.offset() + (long) i, value);
    }

    static void set(Tensor t, int i, double value) {
        t.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, t.offset() + (long) i, value);
    }

    static void set(Tensor t, int i, long value) {
        t.segment().setAtIndex(ValueLayout.JAVA_LONG, t.offset() + (long) i, value);
    }

    static float getFloat(Tensor t, long i) {
        return t.segment().getAtIndex(ValueLayout.JAVA_FLOAT, t.offset() + i);
    }

    static double getDouble(Tensor t, long i) {
        return t.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, t.offset() + i);
    }

    static long getLong(Tensor t, long i) {
        return t.segment().getAtIndex(ValueLayout.JAVA_LONG, t.offset() + i);
    }

    /** An element of a float32 or float64 tensor. */
    static double get(Tensor t, long i) {
        return t.dtype() == DType.FLOAT32 ? getFloat(t, i) : getDouble(t, i);
    }

    /** Sets an element of a float32 or float64 tensor, rounded to its dtype. */
    static void put(Tensor t, int i, double value) {
        if (t.dtype() == DType.FLOAT32) {
            set(t, i, (float) value);
        } else {
            set(t, i, value);
        }
    }

    /** The first n of {@code to} from a float32 or float64 tensor's storage at {@code from}. */
    static void load(Tensor t, long from, double[] to, int n) {
        MemorySegment x = t.segment();
        if (t.dtype() == DType.FLOAT32) {
            for (int i = 0; i < n; i++) {
                to[i] = x.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
            }
        } else {
            MemorySegment.copy(x, ValueLayout.JAVA_DOUBLE, from * Double.BYTES, to, 0, n);
        }
    }

    /** The first n of {@code from} into a float32 or float64 tensor's storage at {@code to}, rounded to its dtype. */
    static void store(double[] from, Tensor t, long to, int n) {
        MemorySegment y = t.segment();
        if (t.dtype() == DType.FLOAT32) {
            for (int i = 0; i < n; i++) {
                y.setAtIndex(ValueLayout.JAVA_FLOAT, to + i, (float) from[i]);
            }
        } else {
            MemorySegment.copy(from, 0, y, ValueLayout.JAVA_DOUBLE, to * Double.BYTES, n);
        }
    }
}
