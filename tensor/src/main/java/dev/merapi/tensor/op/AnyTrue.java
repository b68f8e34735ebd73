package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** y = whether any element of the bool tensor x is true, a scalar; false if there are none. */
public record AnyTrue() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        if (x.dtype() != DType.BOOL) {
            throw new ShapeException("any: " + x + " must be bool; compare it, as in x.ne(0)");
        }
        return x.with(Shape.SCALAR);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        boolean found = holds(in.segment().asSlice(in.offset(), in.size()));
        y.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) (found ? 1 : 0));
    }

    private static boolean holds(MemorySegment s) {
        long i = 0;
        for (; i <= s.byteSize() - Long.BYTES; i += Long.BYTES) {
            if (s.get(ValueLayout.JAVA_LONG_UNALIGNED, i) != 0) {
                return true;
            }
        }
        for (; i < s.byteSize(); i++) {
            if (s.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.zerosLike();
    }
}
