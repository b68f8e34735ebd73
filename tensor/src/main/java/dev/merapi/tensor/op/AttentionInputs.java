package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** What {@link Attention}'s products read, [n, heads, length, width] in float32, and the memory they work in. */
final class AttentionInputs {
    private AttentionInputs() {}

    /** A contiguous copy times a factor. */
    static Tensor scaled(Tensor x, double factor) {
        Tensor y = Tensor.allocate(x.spec());
        Contiguous.copy(x, y);
        var elementwise = Kernels.active().elementwise();
        Rows.over(Shape.of(y.size()), y.view(Shape.of(y.size()), new int[] {1}, y.offset()))
                .forEach((n, at, step) ->
                        elementwise.affine(y.segment(), at[0], (float) factor, 0f, y.segment(), at[0], n));
        return y;
    }

    /** Memory of the given number of floats for each chunk of work. */
    static Tensor scratch(int chunks, long floats) {
        return Tensor.allocate(new Spec(DType.FLOAT32, Shape.of(chunks, Math.toIntExact(floats))));
    }

    /** Where head number {@code head} of n h, or of n hkv, starts. */
    static long at(Tensor x, int head) {
        int heads = x.size(1);
        return x.offset() + (long) (head / heads) * x.stride(0) + (long) (head % heads) * x.stride(1);
    }

    /** x with rows that a product can read where they lie, or a copy. */
    static Tensor readable(Tensor x) {
        Tensor y = Rows.unit(x);
        return y.size(2) > 1 && y.stride(2) < y.size(3) ? Contiguous.of(y) : y;
    }

    /** The distance of rows, which a product asks for even where there is one. */
    static int rows(Tensor x) {
        return x.size(2) == 1 ? Math.max(1, x.size(3)) : x.stride(2);
    }
}
