package dev.merapi.tensor.op;

import dev.merapi.simd.Pooling;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Pooling of x [.., h, w] by windows that begin inside x, or in the padding in front, though they may end behind it:
 * PyTorch's {@code ceil_mode}. No operator of its own: x grows by what the last windows need, and means are scaled by
 * what they count.
 *
 * @param window how windows look and move
 */
public record Overhang(Window window) {
    /** The largest element of each window; what isn't x never wins. */
    public Tensor max(Tensor x) {
        return window.isDilated()
                ? window.gathered(x, true)
                : grown(x, Double.NEGATIVE_INFINITY).maxPool2d(window);
    }

    /** Where in its plane [h, w], in row-major order, each window's winner is (int64). */
    public Tensor indices(Tensor x) {
        return x.apply(new MaxPool2dIndex(window, true));
    }

    /** The result's shape, [.., oh, ow] for x [.., h, w]. */
    Shape pooled(Shape x) {
        int h = last(x.dim(-2), window.reachH(), window.strideH(), window.padH());
        int w = last(x.dim(-1), window.reachW(), window.strideW(), window.padW());
        return x.with(-2, h + 1).with(-1, w + 1);
    }

    /** The mean of each window; padding counts as zeros, what's behind it doesn't. */
    public Tensor average(Tensor x) {
        return scaled(x, window.padH(), window.padW());
    }

    /** The mean of those elements of each window that are x's. */
    public Tensor averageInside(Tensor x) {
        return scaled(x, 0, 0);
    }

    /** Where all windows end inside, those of {@link Window} are the same. */
    private Tensor grown(Tensor x, double value) {
        check(x.shape());
        int[] before = new int[x.rank()];
        int[] after = before.clone();
        after[x.rank() - 2] = behind(x.size(-2), window.kernelH(), window.strideH(), window.padH());
        after[x.rank() - 1] = behind(x.size(-1), window.kernelW(), window.strideW(), window.padW());
        return after[x.rank() - 2] + after[x.rank() - 1] == 0 ? x : x.pad(before, after, value);
    }

    /** There is an image. */
    static void check(Shape x) {
        if (x.rank() < 2 || x.dim(-2) < 1 || x.dim(-1) < 1) {
            throw new ShapeException("pooling: " + x + " has no image [h, w] along its last two axes; reshape it");
        }
    }

    /** The last window that begins inside an axis, or in the padding in front. */
    private static int last(int n, int reach, int stride, int pad) {
        return Math.min(Math.ceilDiv(Math.max(0, n + 2 * pad - reach), stride), Math.ceilDiv(n + pad, stride) - 1);
    }

    /** How many elements behind an axis let windows end that begin inside it, or in the padding in front. */
    private static int behind(int n, int kernel, int stride, int pad) {
        return Math.max(0, last(n, kernel, stride, pad) * stride + kernel - n - 2 * pad);
    }

    /** Sums over the size of a window times that size over what counts: x, and so much of the padding behind it. */
    private Tensor scaled(Tensor x, int padH, int padW) {
        Tensor grown = grown(x, 0);
        Tensor mean = grown.avgPool2d(window);
        Pooling.Window s = window.sizes(grown.shape());
        double[] factors = new double[s.oh() * s.ow()];
        boolean whole = true;
        for (int i = 0; i < factors.length; i++) {
            int counted = counted(i / s.ow() * s.strideH() - s.padH(), s.kh(), x.size(-2), padH)
                    * counted(i % s.ow() * s.strideW() - s.padW(), s.kw(), x.size(-1), padW);
            factors[i] = s.kh() * s.kw() / (double) counted;
            whole &= factors[i] == 1;
        }
        return whole
                ? mean
                : mean.mul(Tensor.of(Shape.of(s.oh(), s.ow()), factors).to(x.dtype()));
    }

    private static int counted(int from, int kernel, int n, int pad) {
        return Math.min(n + pad, from + kernel) - Math.max(-pad, from);
    }
}
