package dev.merapi.tests;

import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import java.util.function.DoubleBinaryOperator;

/** Convolution and pooling of volumes, resizing and borders, in naive loops. */
public final class VolumeOracles {
    private VolumeOracles() {}

    /** Sees x[n, c, r, s, t], weight[o, ci, i, j, k] and y[n, o, p, q, u] that belong together, by their positions. */
    @FunctionalInterface
    private interface Visitor {
        void visit(int x, int weight, int y);
    }

    private static void visit(int[] x, int[] w, Options3d o, int[] y, Visitor visitor) {
        var plane = o.plane();
        Array xs = new Array(x, new double[0]);
        Array ws = new Array(w, new double[0]);
        Array ys = new Array(y, new double[0]);
        Array.make(y, at -> {
            int group = at[1] / (w[0] / plane.groups());
            Array.make(new int[] {w[1], w[2], w[3], w[4]}, k -> {
                int r = at[2] * o.strideD() - o.padD() + k[1] * o.dilationD();
                int s = at[3] * plane.strideH() - plane.padH() + k[2] * plane.dilationH();
                int t = at[4] * plane.strideW() - plane.padW() + k[3] * plane.dilationW();
                if (r >= 0 && r < x[2] && s >= 0 && s < x[3] && t >= 0 && t < x[4]) {
                    int xi = xs.position(at[0], group * w[1] + k[0], r, s, t);
                    visitor.visit(xi, ws.position(at[1], k[0], k[1], k[2], k[3]), ys.position(at));
                }
                return 0;
            });
            return 0;
        });
    }

    private static int out(int size, int pad, int dilation, int kernel, int stride) {
        return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    }

    /** x [n, c, d, h, w] * weight [o, c / groups, kd, kh, kw]. */
    public static Array conv3d(Array x, Array w, Options3d o) {
        var plane = o.plane();
        int[] dims = {
            x.size(0),
            w.size(0),
            out(x.size(2), o.padD(), o.dilationD(), w.size(2), o.strideD()),
            out(x.size(3), plane.padH(), plane.dilationH(), w.size(3), plane.strideH()),
            out(x.size(4), plane.padW(), plane.dilationW(), w.size(4), plane.strideW())
        };
        Array y = Array.make(dims, i -> 0);
        visit(x.dims(), w.dims(), o, dims, (a, b, c) -> y.values()[c] += x.values()[a] * w.values()[b]);
        return y;
    }

    /** The transposed convolution of x [n, c, ..] with weight [c, o / groups, ..] to [n, o, d, h, w]. */
    public static Array transposed(Array x, Array w, Options3d o, int d, int h, int width) {
        Array y = Array.make(new int[] {x.size(0), w.size(1) * o.plane().groups(), d, h, width}, i -> 0);
        visit(y.dims(), w.dims(), o, x.dims(), (a, b, c) -> y.values()[a] += x.values()[c] * w.values()[b]);
        return y;
    }

    /**
     * Each window of an axis folded: those of its elements that exist; and divided by {@code size}, or by their
     * number.
     */
    public static Array pool(
            Array x, int axis, int kernel, int stride, int pad, double start, DoubleBinaryOperator fold, double size) {
        int n = x.size(axis);
        int[] dims = x.dims().clone();
        int at = axis < 0 ? axis + dims.length : axis;
        dims[at] = (n + 2 * pad - kernel) / stride + 1;
        return Array.make(dims, i -> {
            int[] index = i.clone();
            double sum = start;
            int count = 0;
            for (int k = 0; k < kernel; k++) {
                index[at] = i[at] * stride - pad + k;
                if (index[at] >= 0 && index[at] < n) {
                    sum = fold.applyAsDouble(sum, x.get(index));
                    count++;
                }
            }
            return sum / (size == 0 ? count : size);
        });
    }

    /** x with one axis resized. */
    public static Array interpolate(Array x, int axis, int size, Interpolation mode) {
        int[] dims = x.dims().clone();
        int in = dims[axis];
        dims[axis] = size;
        return Array.make(dims, i -> {
            double y = 0;
            for (int j = 0; j < in; j++) {
                int[] index = i.clone();
                index[axis] = j;
                y += weight(i[axis], j, in, size, mode) * x.get(index);
            }
            return y;
        });
    }

    /** dx of it along an axis that had {@code size} elements. */
    public static Array interpolateGrad(Array dy, int axis, int size, Interpolation mode) {
        int[] dims = dy.dims().clone();
        int out = dims[axis];
        dims[axis] = size;
        return Array.make(dims, j -> {
            double dx = 0;
            for (int i = 0; i < out; i++) {
                int[] index = j.clone();
                index[axis] = i;
                dx += weight(i, j[axis], size, out, mode) * dy.get(index);
            }
            return dx;
        });
    }

    /** How much element i of {@code out} sees of element j of {@code in}. */
    private static double weight(int i, int j, int in, int out, Interpolation mode) {
        double scale = (double) in / out;
        double centre = Math.clamp((i + 0.5) * scale - 0.5, 0, in - 1);
        double aligned = out == 1 ? 0 : i * (in - 1.0) / (out - 1.0);
        return switch (mode) {
            case NEAREST -> j == i * in / out ? 1 : 0;
            case LINEAR -> Math.max(0, 1 - Math.abs(j - centre));
            case LINEAR_ALIGNED -> Math.max(0, 1 - Math.abs(j - aligned));
            case AREA -> {
                int from = i * in / out;
                int to = Math.ceilDiv((i + 1) * in, out);
                yield j >= from && j < to ? 1.0 / (to - from) : 0;
            }
        };
    }

    /** x with elements of its own around it. */
    public static Array padded(Array x, int[] before, int[] after, PadMode mode) {
        int[] dims = x.dims().clone();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] += before[axis] + after[axis];
        }
        return Array.make(dims, i -> x.get(sources(i, x.dims(), before, mode)));
    }

    /** dx of it, of these sizes. */
    public static Array paddedGrad(Array dy, int[] x, int[] before, PadMode mode) {
        Array dx = Array.make(x, i -> 0);
        Array.make(dy.dims(), i -> dx.values()[dx.position(sources(i, x, before, mode))] += dy.get(i));
        return dx;
    }

    private static int[] sources(int[] y, int[] x, int[] before, PadMode mode) {
        int[] at = new int[y.length];
        for (int axis = 0; axis < at.length; axis++) {
            int n = x[axis];
            int i = y[axis] - before[axis];
            at[axis] = switch (mode) {
                case ZEROS -> throw new IllegalArgumentException("zeros come from nowhere");
                case REFLECT -> i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
                case REPLICATE -> Math.max(0, Math.min(n - 1, i));
                case CIRCULAR -> (i + n) % n;
            };
        }
        return at;
    }
}
