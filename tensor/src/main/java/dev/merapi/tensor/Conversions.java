package dev.merapi.tensor;

import dev.merapi.tensor.op.Cast;
import dev.merapi.tensor.op.Contiguous;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.function.Function;

/** Other dtypes, and the way out: Java's arrays and numbers. Arrays are copies in row-major order. */
public sealed interface Conversions permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * This tensor with its elements converted as {@link Cast} says; itself if it has the dtype already. Gradients flow
     * back where both float.
     */
    default Tensor to(DType dtype) {
        return self().dtype() == dtype ? self() : self().apply(new Cast(dtype));
    }

    /** A copy of the elements as that dtype, row-major; this and what is made on the way are held until then. */
    private <A> A copy(DType dtype, Function<MemorySegment, A> made) {
        HeapArray.length("toArray", self().size(), dtype.bytes());
        Tensor cast = Cast.of(self(), dtype);
        Tensor t = Contiguous.of(cast);
        try {
            long at = (long) t.offset() * dtype.bytes();
            return made.apply(t.segment().asSlice(at, (long) t.size() * dtype.bytes()));
        } finally {
            Reference.reachabilityFence(self());
            Reference.reachabilityFence(cast);
            Reference.reachabilityFence(t);
        }
    }

    /** The elements as floats. */
    default float[] toFloatArray() {
        return copy(DType.FLOAT32, s -> s.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
    }

    /** The elements as doubles. */
    default double[] toDoubleArray() {
        return copy(DType.FLOAT64, s -> s.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED));
    }

    /** The elements as ints. */
    default int[] toIntArray() {
        return copy(DType.INT32, s -> s.toArray(ValueLayout.JAVA_INT_UNALIGNED));
    }

    /** The elements as longs. */
    default long[] toLongArray() {
        return copy(DType.INT64, s -> s.toArray(ValueLayout.JAVA_LONG_UNALIGNED));
    }

    /** The bytes of uint8, int8 and bool elements; the low 8 bits of others as integers. */
    default byte[] toByteArray() {
        DType dtype = self().dtype();
        return copy(dtype.bytes() == 1 ? dtype : DType.UINT8, s -> s.toArray(ValueLayout.JAVA_BYTE));
    }

    /** Whether each element isn't 0. */
    default boolean[] toBooleanArray() {
        byte[] bytes = copy(DType.BOOL, s -> s.toArray(ValueLayout.JAVA_BYTE));
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }

    /** The only element, of whatever shape. */
    default double item() {
        return Element.asDouble(self(), only());
    }

    /** The only element, of whatever shape, exact also beyond 2^53; a floating one is cut toward 0. */
    default long itemLong() {
        return Element.asLong(self(), only());
    }

    private long only() {
        if (self().size() != 1) {
            throw new ShapeException("item: " + self().spec() + " has " + self().size()
                    + " elements, not one; reduce it first (sum, mean, ...) or name one with get(...)");
        }
        return self().offset();
    }

    /** Element [i0, i1, ...]; negative indices count from the end. */
    default double get(int... index) {
        return Element.asDouble(self(), position(index));
    }

    /** Element [i0, i1, ...] as a long, exact also beyond 2^53; negative indices count from the end. */
    default long getLong(int... index) {
        return Element.asLong(self(), position(index));
    }

    private long position(int... index) {
        Tensor t = self();
        if (index.length != t.rank()) {
            throw new ShapeException(
                    "get: " + index.length + " indices don't name an element of " + t.spec() + "; give " + t.rank());
        }
        long position = t.offset();
        for (int axis = 0; axis < index.length; axis++) {
            int size = t.size(axis);
            int i = index[axis] < 0 ? index[axis] + size : index[axis];
            if (i < 0 || i >= size) {
                throw new IndexOutOfBoundsException("get: index " + index[axis] + " on axis " + axis + " of " + t.spec()
                        + " must be from " + -size + " to " + (size - 1));
            }
            position += (long) i * t.stride(axis);
        }
        return position;
    }
}
