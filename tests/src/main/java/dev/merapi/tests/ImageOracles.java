package dev.merapi.tests;

import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Window;
import java.util.Arrays;

/** Convolution and pooling in naive loops: every pair of a result and an element it sees is visited once. */
public final class ImageOracles {
    private ImageOracles() {}

    /** Sees x[n, c, r, s], weight[o, ci, i, j] and y[n, o, p, q] that belong together, by their positions. */
    @FunctionalInterface
    private interface Visitor {
        void visit(int x, int weight, int y);
    }

    private static void visit(int[] x, int[] w, Conv2d.Options o, int[] y, Visitor visitor) {
        Array xs = new Array(x, new double[0]);
        Array ws = new Array(w, new double[0]);
        Array.make(y, at -> {
            int group = at[1] / (w[0] / o.groups());
            for (int c = 0; c < w[1]; c++) {
                for (int i = 0; i < w[2]; i++) {
                    for (int j = 0; j < w[3]; j++) {
                        int r = at[2] * o.strideH() - o.padH() + i * o.dilationH();
                        int s = at[3] * o.strideW() - o.padW() + j * o.dilationW();
                        if (r >= 0 && r < x[2] && s >= 0 && s < x[3]) {
                            int xi = xs.position(at[0], group * w[1] + c, r, s);
                            visitor.visit(xi, ws.position(at[1], c, i, j), new Array(y, ws.values()).position(at));
                        }
                    }
                }
            }
            return 0;
        });
    }

    private static int out(int size, int pad, int reach, int stride) {
        return (size + 2 * pad - reach) / stride + 1;
    }

    /** x [n, c, h, w] * weight [o, c / groups, kh, kw]. */
    public static Array conv2d(Array x, Array weight, Conv2d.Options o) {
        int oh = out(x.size(2), o.padH(), o.dilationH() * (weight.size(2) - 1) + 1, o.strideH());
        int ow = out(x.size(3), o.padW(), o.dilationW() * (weight.size(3) - 1) + 1, o.strideW());
        Array y = Array.make(new int[] {x.size(0), weight.size(0), oh, ow}, i -> 0);
        visit(x.dims(), weight.dims(), o, y.dims(), (a, b, c) -> y.values()[c] += x.values()[a] * weight.values()[b]);
        return y;
    }

    /** dx [n, c, h, w] from dy and weight. */
    public static Array inputGradient(Array dy, Array weight, Conv2d.Options o, int h, int w) {
        Array dx = Array.make(new int[] {dy.size(0), weight.size(1) * o.groups(), h, w}, i -> 0);
        visit(
                dx.dims(),
                weight.dims(),
                o,
                dy.dims(),
                (a, b, c) -> dx.values()[a] += dy.values()[c] * weight.values()[b]);
        return dx;
    }

    /** dweight [o, c / groups, kh, kw] from x and dy. */
    public static Array weightGradient(Array x, Array dy, Conv2d.Options o, int kh, int kw) {
        Array dw = Array.make(new int[] {dy.size(1), x.size(1) / o.groups(), kh, kw}, i -> 0);
        visit(x.dims(), dw.dims(), o, dy.dims(), (a, b, c) -> dw.values()[b] += dy.values()[c] * x.values()[a]);
        return dw;
    }

    /** Sees what belongs together: the plane of [h, w], the index in the plane, and the position of the window's result. */
    @FunctionalInterface
    private interface Look {
        void at(int x, int y);
    }

    /** The shape [.., oh, ow] that pooling x [.., h, w] gives. */
    public static int[] pooled(int[] x, Window w) {
        int[] y = x.clone();
        y[x.length - 2] = out(x[x.length - 2], w.padH(), w.kernelH(), w.strideH());
        y[x.length - 1] = out(x[x.length - 1], w.padW(), w.kernelW(), w.strideW());
        return y;
    }

    private static void look(int[] x, Window w, Look look) {
        int[] y = pooled(x, w);
        int h = x[x.length - 2];
        int width = x[x.length - 1];
        int[] count = {0};
        Array.make(y, at -> {
            int plane = count[0] / (y[y.length - 2] * y[y.length - 1]);
            for (int i = 0; i < w.kernelH() * w.kernelW(); i++) {
                int r = at[y.length - 2] * w.strideH() - w.padH() + i / w.kernelW();
                int s = at[y.length - 1] * w.strideW() - w.padW() + i % w.kernelW();
                if (r >= 0 && r < h && s >= 0 && s < width) {
                    look.at((plane * h + r) * width + s, count[0]);
                }
            }
            count[0]++;
            return 0;
        });
    }

    /** The largest element of each window. */
    public static Array maxPool2d(Array x, Window w) {
        Array y = Array.make(pooled(x.dims(), w), i -> Double.NEGATIVE_INFINITY);
        look(x.dims(), w, (a, b) -> y.values()[b] = Math.max(y.values()[b], x.values()[a]));
        return y;
    }

    /** Where in x the first largest element of each window is. */
    public static int[] winners(Array x, Window w) {
        int[] y = pooled(x.dims(), w);
        int[] winner = new int[Arrays.stream(y).reduce(1, (a, b) -> a * b)];
        Arrays.fill(winner, -1);
        look(x.dims(), w, (a, b) -> {
            if (winner[b] < 0 || x.values()[a] > x.values()[winner[b]]) {
                winner[b] = a;
            }
        });
        return winner;
    }

    /** The mean of each window, padding being 0. */
    public static Array avgPool2d(Array x, Window w) {
        Array y = Array.make(pooled(x.dims(), w), i -> 0);
        look(x.dims(), w, (a, b) -> y.values()[b] += x.values()[a] / (w.kernelH() * w.kernelW()));
        return y;
    }

    /** Each dy spread evenly over its window of [h, w]. */
    public static Array avgPool2dGrad(Array dy, Window w, int h, int width) {
        int[] dims = dy.dims().clone();
        dims[dims.length - 2] = h;
        dims[dims.length - 1] = width;
        Array dx = Array.make(dims, i -> 0);
        look(dims, w, (a, b) -> dx.values()[a] += dy.values()[b] / (w.kernelH() * w.kernelW()));
        return dx;
    }

    /** Each dy at the element of x that won its window. */
    public static Array maxPool2dGrad(Array dy, Array x, Window w) {
        Array dx = Array.make(x.dims(), i -> 0);
        int[] winner = winners(x, w);
        for (int i = 0; i < winner.length; i++) {
            dx.values()[winner[i]] += dy.values()[i];
        }
        return dx;
    }
}
