package dev.merapi.tensor.op;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * A convolution's weight [o, c, kh, kw] as [o / 32, c, kh, kw, 32]: the form that kernels read without copying. Its elements
 * are {@code packed[i, c, p, q, j] = weight[32 i + j, c, p, q]}.
 */
final class PackedWeight {
    private static final int BLOCK = Convolution.BLOCK;
    private static final int RANK = 5;

    /** Fewer weights than a megabyte are read as fast as they are. */
    private static final long MANY = 1 << 18;

    private PackedWeight() {}

    static boolean is(Shape weight) {
        return weight.rank() == RANK && weight.dim(RANK - 1) == BLOCK;
    }

    /** The shape of the weight that was packed, or of one that wasn't as it is. */
    static Shape plain(Shape weight) {
        return is(weight)
                ? Shape.of(Math.multiplyExact(weight.dim(0), BLOCK), weight.dim(1), weight.dim(2), weight.dim(3))
                : weight;
    }

    /** Whether the weight can be packed. */
    static boolean fits(Tensor weight) {
        return weight.rank() == RANK - 1 && weight.size(0) % BLOCK == 0;
    }

    /**
     * See {@link Conv2d#gainsByPacking}. Where two vectors, a kernel's panel, are narrower than a block, panels lie apart in it, and
     * only Winograd gains, which copies them first.
     */
    static boolean gains(Tensor weight, Conv2d.Options options) {
        if (options.groups() != 1 || !fits(weight) || weight.size() < MANY) {
            return false;
        }
        boolean whole = 2 * Kernels.active().bits() >= BLOCK * Float.SIZE;
        return whole
                || (weight.size(2) == 3 && weight.size(3) == 3 && options.strideH() == 1 && options.strideW() == 1);
    }

    /** The packed weight, in its order in memory. */
    static Tensor pack(Tensor weight) {
        if (!fits(weight)) {
            throw new ShapeException("packConv2d: the weight " + weight.shape()
                    + " must be [o, c, kh, kw] with o a multiple of " + BLOCK + "; use it as it is");
        }
        int o = weight.size(0) / BLOCK;
        return weight.reshape(o, BLOCK, weight.size(1), weight.size(2), weight.size(3))
                .permute(0, 2, 3, 4, 1)
                .contiguous();
    }

    /** The weight that was packed, or one that wasn't as it is. */
    static Tensor unpack(Tensor weight) {
        return is(weight.shape())
                ? weight.permute(0, 4, 1, 2, 3).reshape(plain(weight.shape()).dims())
                : weight;
    }
}
