package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * y = x with its elements converted to another dtype, rounded to the nearest where both float.
 *
 * <p>From floating to integer: toward 0, what lies outside int64 to its nearest end, NaN to 0. From wide to narrow
 * integer: the low bits, as PyTorch. To bool: whether it isn't 0. Values go through an array of long or double, so that
 * seven dtypes take 21 loops and not 42.
 */
public record Cast(DType dtype) implements Op.Unary {
    private static final int PART = 512;

    @Override
    public Spec spec(Spec x) {
        return x.with(dtype);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Rows.unit(x);
        MemorySegment from = in.segment();
        MemorySegment to = y.segment();
        Rows rows = Rows.over(y.shape(), y, in);
        if (x.dtype().isFloating()) {
            rows.forEach((n, at, step) -> {
                double[] values = new double[Math.min(n, PART)];
                for (int i = 0; i < n; i += PART) {
                    int m = Math.min(n - i, PART);
                    load(x.dtype(), from, at[1] + i, values, m);
                    store(values, dtype, to, at[0] + i, m);
                }
            });
        } else {
            rows.forEach((n, at, step) -> {
                long[] values = new long[Math.min(n, PART)];
                for (int i = 0; i < n; i += PART) {
                    int m = Math.min(n - i, PART);
                    load(x.dtype(), from, at[1] + i, values, m);
                    store(values, dtype, to, at[0] + i, m);
                }
            });
        }
    }

    /** x itself if it has the dtype, else converted; unrecorded: for the forward of other operators. */
    public static Tensor of(Tensor x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        Tensor y = Tensor.allocate(x.spec().with(dtype));
        new Cast(dtype).forward(x, y);
        return y;
    }

    private static void load(DType dtype, MemorySegment x, long xo, double[] v, int n) {
        if (dtype == DType.FLOAT32) {
            for (int i = 0; i < n; i++) {
                v[i] = x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, xo + i);
            }
        } else {
            MemorySegment.copy(x, ValueLayout.JAVA_DOUBLE_UNALIGNED, xo * Double.BYTES, v, 0, n);
        }
    }

    private static void load(DType dtype, MemorySegment x, long xo, long[] v, int n) {
        switch (dtype) {
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    v[i] = x.get(ValueLayout.JAVA_BYTE, xo + i) == 0 ? 0 : 1;
                }
            }
            case UINT8 -> {
                for (int i = 0; i < n; i++) {
                    v[i] = x.get(ValueLayout.JAVA_BYTE, xo + i) & 0xff;
                }
            }
            case INT8 -> {
                for (int i = 0; i < n; i++) {
                    v[i] = x.get(ValueLayout.JAVA_BYTE, xo + i);
                }
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    v[i] = x.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, xo + i);
                }
            }
            default -> MemorySegment.copy(x, ValueLayout.JAVA_LONG_UNALIGNED, xo * Long.BYTES, v, 0, n);
        }
    }

    private static void store(double[] v, DType dtype, MemorySegment y, long yo, int n) {
        switch (dtype) {
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (v[i] == 0 ? 0 : 1));
                }
            }
            case UINT8, INT8 -> {
                for (int i = 0; i < n; i++) {
                    y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (long) v[i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_INT, yo + i, (int) v[i]);
                }
            }
            case INT64 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_LONG, yo + i, (long) v[i]);
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_FLOAT, yo + i, (float) v[i]);
                }
            }
            case FLOAT64 -> MemorySegment.copy(v, 0, y, ValueLayout.JAVA_DOUBLE, yo * Double.BYTES, n);
        }
    }

    private static void store(long[] v, DType dtype, MemorySegment y, long yo, int n) {
        switch (dtype) {
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) ((v[i] | -v[i]) >>> 63));
                }
            }
            case UINT8, INT8 -> {
                for (int i = 0; i < n; i++) {
                    y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) v[i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_INT, yo + i, (int) v[i]);
                }
            }
            case INT64 -> MemorySegment.copy(v, 0, y, ValueLayout.JAVA_LONG, yo * Long.BYTES, n);
            case FLOAT32 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_FLOAT, yo + i, (float) v[i]);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < n; i++) {
                    y.setAtIndex(ValueLayout.JAVA_DOUBLE, yo + i, (double) v[i]);
                }
            }
        }
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.to(x.dtype());
    }
}
