package dev.merapi.tensor.op;

/**
 * How an axis is resized; PyTorch's modes of interpolate. Element i of the result has its centre at {@code i + 1/2}.
 */
public enum Interpolation {
    /** The element in which the result's element begins: {@code floor(i in / out)}. */
    NEAREST,
    /** Between the two elements whose centres are nearest: at {@code (i + 1/2) in / out - 1/2}, from 0 on. */
    LINEAR,
    /** Between two elements so that the first and last stay where they are: at {@code i (in - 1) / (out - 1)}. */
    LINEAR_ALIGNED,
    /** The mean of the elements that the result's element touches: PyTorch's adaptive average pooling. */
    AREA;

    /** What each of {@code out} elements sees of {@code in}. */
    Taps taps(int in, int out) {
        Taps.Builder taps = new Taps.Builder(out);
        for (int i = 0; i < out; i++) {
            switch (this) {
                case NEAREST -> taps.add((int) ((long) i * in / out), 1);
                case LINEAR -> between(taps, in, Math.max(0, (i + 0.5) * in / out - 0.5));
                case LINEAR_ALIGNED -> between(taps, in, out == 1 ? 0 : (double) i * (in - 1) / (out - 1));
                case AREA -> mean(taps, first(i, in, out), end(i, in, out));
            }
            taps.next();
        }
        return taps.build();
    }

    private static void between(Taps.Builder taps, int in, double at) {
        int low = Math.min((int) at, in - 1);
        double part = at - low;
        if (part == 0 || low == in - 1) {
            taps.add(low, 1);
        } else {
            taps.add(low, 1 - part);
            taps.add(low + 1, part);
        }
    }

    private static void mean(Taps.Builder taps, int from, int to) {
        for (int i = from; i < to; i++) {
            taps.add(i, 1.0 / (to - from));
        }
    }

    /** The first of {@code in} elements that element i of {@code out} touches. */
    static int first(int i, int in, int out) {
        return (int) ((long) i * in / out);
    }

    /** The end of those elements, exclusive. */
    static int end(int i, int in, int out) {
        return (int) (((long) (i + 1) * in + out - 1) / out);
    }
}
