package dev.merapi.tensor.op;

import dev.merapi.tensor.Tensor;

/** One value for every element of an operator's result. */
final class Fill {
    private Fill() {}

    /** y = 0, for a whole contiguous y. */
    static void zero(Tensor y) {
        int bytes = y.dtype().bytes();
        y.segment().asSlice((long) y.offset() * bytes, (long) y.size() * bytes).fill((byte) 0);
    }

    /** y = value. */
    static void with(Tensor y, double value) {
        if (value == 0) {
            zero(y);
        } else {
            Contiguous.copy(Tensor.scalar(y.dtype(), value), y);
        }
    }
}
