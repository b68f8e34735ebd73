package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;

/**
 * Adaptive max pooling of x [.., h, w] to y [.., oh, ow]: window i of an axis goes from {@code floor(i in / out)} to
 * {@code ceil((i + 1) in / out)}, as PyTorch's. No operator of its own: windows that are shorter than the longest
 * repeat their last element, which changes no maximum, and then lie side by side for a {@link MaxPool2d}.
 */
public record Uneven(int oh, int ow) {
    /** The largest element of each window. */
    public Tensor max(Tensor x) {
        if (x.rank() < 2 || oh < 1 || ow < 1 || x.size(-2) < 1 || x.size(-1) < 1) {
            throw new ShapeException("adaptiveMaxPool2d: " + x.shape() + " can't be pooled to [" + oh + ", " + ow
                    + "]; it needs an image [h, w] along its last two axes, and sizes of 1 or more");
        }
        int kh = longest(x.size(-2), oh);
        int kw = longest(x.size(-1), ow);
        Tensor rows = spread(x, x.rank() - 2, oh, kh);
        return spread(rows, x.rank() - 1, ow, kw).maxPool2d(Window.of(kh, kw));
    }

    /** The same of x [.., l] to [.., l'] along its last axis. */
    public static Tensor signal(Tensor x, int length) {
        if (x.rank() < 1 || length < 1 || x.size(-1) < 1) {
            throw new ShapeException("adaptiveMaxPool1d: " + x.shape() + " can't be pooled to [" + length
                    + "]; it needs a signal [l] along its last axis, and a size of 1 or more");
        }
        return new Uneven(1, length).max(x.unsqueeze(-2)).squeeze(-2);
    }

    /** The same of x [.., d, h, w] to [.., od, oh, ow] along its last three axes: each plane, then the depth. */
    public Tensor volume(Tensor x, int od) {
        if (x.rank() < 3 || od < 1 || x.size(-3) < 1) {
            throw new ShapeException("adaptiveMaxPool3d: " + x.shape() + " can't be pooled to [" + od + ", " + oh + ", "
                    + ow + "]; it needs a volume [d, h, w] along its last three axes, and sizes of 1 or more");
        }
        Tensor planes = max(x).flatten(-2);
        Tensor y = new Uneven(od, oh * ow).max(planes);
        return y.reshape(x.shape().with(-3, od).with(-2, oh).with(-1, ow).dims());
    }

    /**
     * The longest window. {@code i in} leaves every multiple of the greatest common divisor g below {@code out} as its rest
     * m, and window i, {@code ceil((m + in) / out)} long, is longest for the largest, {@code out - g}.
     */
    private static int longest(int in, int out) {
        int g = BigInteger.valueOf(in).gcd(BigInteger.valueOf(out)).intValue();
        return (int) Math.ceilDiv((long) out - g + in, (long) out);
    }

    private static Tensor spread(Tensor x, int axis, int out, int length) {
        int in = x.size(axis);
        if (in == (long) out * length) {
            return x;
        }
        Tensor index = Tensor.allocate(new Spec(DType.INT64, Shape.of(out, length)));
        MemorySegment places = index.segment();
        for (int i = 0; i < index.size(); i++) {
            long at = (long) Interpolation.first(i / length, in, out) + i % length;
            places.setAtIndex(ValueLayout.JAVA_LONG, i, Math.min(at, Interpolation.end(i / length, in, out) - 1));
        }
        return x.indexSelect(axis, index.flatten());
    }
}
