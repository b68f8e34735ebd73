package dev.merapi.tensor;

import dev.merapi.tensor.op.Concat;
import dev.merapi.tensor.op.Contiguous;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * An n-dimensional array: dtype, shape, strides and an offset into storage. Element [i0, i1, ...] is at
 * {@code offset + i0 strides[0] + i1 strides[1] + ...} of the storage.
 *
 * <p>Tensors are values: operators return new ones; views (reshape, permute, slice, expand) share storage. Only parameters
 * and optimizer state are changed in place, through {@link #assign}. What a tensor can do is written down by theme in the
 * interfaces it implements.
 */
public final class Tensor
        implements Application,
                Arithmetic,
                Comparisons,
                Functions,
                Reductions,
                Views,
                Indexing,
                Products,
                Images,
                Sequences,
                Signals,
                Normalizations,
                Conversions {
    private final DType dtype;
    private final Shape shape;
    private final int[] strides;
    private final int offset;
    private final Storage storage;

    private Tensor(Spec spec, int[] strides, int offset, Storage storage) {
        this.dtype = spec.dtype();
        this.shape = spec.shape();
        this.strides = strides;
        this.offset = offset;
        this.storage = storage;
    }

    /** A contiguous tensor whose elements are whatever was in its memory: for those who fill it at once. */
    public static Tensor allocate(Spec spec) {
        long bytes = Math.multiplyExact((long) spec.shape().size(), spec.dtype().bytes());
        return new Tensor(spec, spec.shape().strides(), 0, Storage.allocate(spec, bytes));
    }

    /** A contiguous tensor over memory that isn't the pool's, such as a mapped file; it's never written to. */
    public static Tensor wrap(Spec spec, MemorySegment segment) {
        long bytes = Math.multiplyExact((long) spec.shape().size(), spec.dtype().bytes());
        if (segment.byteSize() < bytes) {
            throw new ShapeException(
                    "wrap: " + spec + " needs " + bytes + " bytes, but the segment has " + segment.byteSize());
        }
        return new Tensor(spec, spec.shape().strides(), 0, Storage.foreign(segment));
    }

    /** A float32 vector. */
    public static Tensor of(float... values) {
        return of(Shape.of(values.length), values);
    }

    /** A float32 tensor from its elements in row-major order. */
    public static Tensor of(Shape shape, float... values) {
        return copyOf(new Spec(DType.FLOAT32, shape), MemorySegment.ofArray(values), values.length);
    }

    /** A float64 vector. */
    public static Tensor of(double... values) {
        return of(Shape.of(values.length), values);
    }

    /** A float64 tensor from its elements in row-major order. */
    public static Tensor of(Shape shape, double... values) {
        return copyOf(new Spec(DType.FLOAT64, shape), MemorySegment.ofArray(values), values.length);
    }

    /** An int32 vector. */
    public static Tensor of(int... values) {
        return of(Shape.of(values.length), values);
    }

    /** An int32 tensor from its elements in row-major order. */
    public static Tensor of(Shape shape, int... values) {
        return copyOf(new Spec(DType.INT32, shape), MemorySegment.ofArray(values), values.length);
    }

    /** An int64 vector. */
    public static Tensor of(long... values) {
        return of(Shape.of(values.length), values);
    }

    /** An int64 tensor from its elements in row-major order. */
    public static Tensor of(Shape shape, long... values) {
        return copyOf(new Spec(DType.INT64, shape), MemorySegment.ofArray(values), values.length);
    }

    /** A uint8, int8 or bool tensor from its bytes in row-major order. */
    public static Tensor of(DType dtype, Shape shape, byte... values) {
        if (dtype.bytes() != 1) {
            throw new ShapeException("of: bytes don't hold " + dtype + " elements; use the array of its own type");
        }
        return copyOf(new Spec(dtype, shape), MemorySegment.ofArray(values), values.length);
    }

    /** A bool vector. */
    public static Tensor of(boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return of(DType.BOOL, Shape.of(bytes.length), bytes);
    }

    private static Tensor copyOf(Spec spec, MemorySegment values, int length) {
        if (spec.shape().size() != length) {
            throw new ShapeException("of: shape " + spec.shape() + " holds "
                    + spec.shape().size() + " elements, but " + length + " were given");
        }
        Tensor t = allocate(spec);
        MemorySegment.copy(values, 0, t.segment(), 0, values.byteSize());
        return t;
    }

    /** A scalar of the given dtype. */
    public static Tensor scalar(DType dtype, double value) {
        Tensor t = allocate(new Spec(dtype, Shape.SCALAR));
        Element.put(t, 0, value);
        return t;
    }

    /** Every element is {@code value}. */
    public static Tensor full(DType dtype, Shape shape, double value) {
        Tensor t = allocate(new Spec(dtype, shape));
        if (Double.doubleToRawLongBits(value) == 0) {
            t.segment().fill((byte) 0);
        } else {
            Contiguous.copy(scalar(dtype, value), t);
        }
        return t;
    }

    /** float32 zeros. */
    public static Tensor zeros(int... dims) {
        return full(DType.FLOAT32, Shape.of(dims), 0);
    }

    /** float32 ones. */
    public static Tensor ones(int... dims) {
        return full(DType.FLOAT32, Shape.of(dims), 1);
    }

    /** int64 [0, 1, ..., n - 1]. */
    public static Tensor arange(int n) {
        Tensor t = allocate(new Spec(DType.INT64, Shape.of(Shape.size("arange", n))));
        MemorySegment elements = t.segment();
        for (int i = 0; i < n; i++) {
            elements.setAtIndex(ValueLayout.JAVA_LONG, i, i);
        }
        return t;
    }

    /** Zeros like this tensor. */
    public Tensor zerosLike() {
        return full(dtype, shape, 0);
    }

    /** Ones like this tensor. */
    public Tensor onesLike() {
        return full(dtype, shape, 1);
    }

    /** The tensors one after another along an axis; their other axes are equal. */
    public static Tensor concat(int axis, List<Tensor> tensors) {
        return apply(Concat.of(axis, tensors), tensors);
    }

    /** The tensors one after another along an axis; their other axes are equal. */
    public static Tensor concat(int axis, Tensor... tensors) {
        return concat(axis, List.of(tensors));
    }

    /** Tensors of one shape side by side along a new axis. */
    public static Tensor stack(int axis, List<Tensor> tensors) {
        return concat(axis, tensors.stream().map(t -> t.unsqueeze(axis)).toList());
    }

    /** Tensors of one shape side by side along a new axis. */
    public static Tensor stack(int axis, Tensor... tensors) {
        return stack(axis, List.of(tensors));
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** The sizes of the axes. */
    public Shape shape() {
        return shape;
    }

    /** dtype and shape. */
    public Spec spec() {
        return new Spec(dtype, shape);
    }

    /** The number of axes. */
    public int rank() {
        return shape.rank();
    }

    /** The size of an axis; negative axes count from the end. */
    public int size(int axis) {
        return shape.dim(axis);
    }

    /** The number of elements. */
    public int size() {
        return shape.size();
    }

    /** The distance between neighbours along an axis, in elements. */
    public int stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /** A copy of the strides in elements. */
    public int[] strides() {
        return strides.clone();
    }

    /** Where element [0, 0, ...] is in the storage, in elements. */
    public int offset() {
        return offset;
    }

    /** The storage's memory, for kernels. Fails if the tensor was freed. */
    public MemorySegment segment() {
        return storage.segment();
    }

    /** Whether the elements lie one after another in row-major order. */
    public boolean isContiguous() {
        int expected = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            int dim = shape.dim(i);
            if (dim != 1 && strides[i] != expected && shape.size() > 0) {
                return false;
            }
            expected *= Math.max(dim, 1);
        }
        return true;
    }

    /** How often the storage was changed in place: a gradient's inputs must not have changed since the forward pass. */
    public int version() {
        return storage.version();
    }

    /** Whether the memory was given back. */
    public boolean isFreed() {
        return storage.released();
    }

    Storage storage() {
        return storage;
    }

    /** A tensor over the same storage: for operators that are views. */
    public Tensor view(Shape newShape, int[] newStrides, int newOffset) {
        // Without elements an offset may point beyond the storage, where not even a segment of length 0 can be cut.
        int start = newShape.size() == 0 ? 0 : newOffset;
        return new Tensor(new Spec(dtype, newShape), newStrides.clone(), start, storage);
    }

    /** This tensor without its history: gradients don't flow through it. It shares storage. */
    public Tensor detach() {
        return view(shape, strides, offset);
    }

    /**
     * this = value, in place, for parameters and optimizer state; shape and dtype must be the same. Gradients don't see it.
     * The two may overlap: the elements are those that value had before.
     *
     * @return this
     */
    public Tensor assign(Tensor value) {
        Assignment.of(this, value);
        return this;
    }

    /** Says that a kernel has changed the elements in place. */
    public void touch() {
        storage.touch();
    }

    /** Applies an operator of many arguments. */
    public static Tensor apply(Op.Nary op, List<Tensor> inputs) {
        return Application.apply(op, inputs);
    }

    /** The elements, nested in brackets as NumPy prints them, then dtype and shape. Long axes are shortened. */
    @Override
    public String toString() {
        return Printer.print(this);
    }
}
