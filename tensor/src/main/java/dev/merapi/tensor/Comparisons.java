package dev.merapi.tensor;

import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.tensor.op.AnyTrue;
import dev.merapi.tensor.op.Cast;
import dev.merapi.tensor.op.Compare;
import dev.merapi.tensor.op.Contiguous;
import dev.merapi.tensor.op.Logical;
import dev.merapi.tensor.op.Where;
import java.util.Arrays;
import java.util.List;

/** Comparisons, element by element, with broadcasting and promotion; their results are bool tensors. */
public sealed interface Comparisons permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    private Tensor number(double b) {
        return Tensor.scalar(self().dtype().promote(b), b);
    }

    private Tensor compare(Comparison f, Tensor b) {
        DType dtype = self().dtype().promote(b.dtype());
        return self().to(dtype).apply(new Compare(f), b.to(dtype));
    }

    private Tensor logical(Logical.Function f, Tensor b) {
        return self().to(DType.BOOL).apply(new Logical(f), b.to(DType.BOOL));
    }

    /** a = b. */
    default Tensor eq(Tensor b) {
        return compare(Comparison.EQ, b);
    }

    /** a = b. */
    default Tensor eq(double b) {
        return eq(number(b));
    }

    /** a isn't b. */
    default Tensor ne(Tensor b) {
        return compare(Comparison.NE, b);
    }

    /** a isn't b. */
    default Tensor ne(double b) {
        return ne(number(b));
    }

    /** a &lt; b. */
    default Tensor lt(Tensor b) {
        return compare(Comparison.LT, b);
    }

    /** a &lt; b. */
    default Tensor lt(double b) {
        return lt(number(b));
    }

    /** a &lt;= b. */
    default Tensor le(Tensor b) {
        return compare(Comparison.LE, b);
    }

    /** a &lt;= b. */
    default Tensor le(double b) {
        return le(number(b));
    }

    /** a &gt; b. */
    default Tensor gt(Tensor b) {
        return compare(Comparison.GT, b);
    }

    /** a &gt; b. */
    default Tensor gt(double b) {
        return gt(number(b));
    }

    /** a &gt;= b. */
    default Tensor ge(Tensor b) {
        return compare(Comparison.GE, b);
    }

    /** a &gt;= b. */
    default Tensor ge(double b) {
        return ge(number(b));
    }

    /** a and b; what isn't 0 is true. */
    default Tensor logicalAnd(Tensor b) {
        return logical(Logical.Function.AND, b);
    }

    /** a or b; what isn't 0 is true. */
    default Tensor logicalOr(Tensor b) {
        return logical(Logical.Function.OR, b);
    }

    /** Either a or b; what isn't 0 is true. */
    default Tensor logicalXor(Tensor b) {
        return logical(Logical.Function.XOR, b);
    }

    /** Not a; what isn't 0 is true. */
    default Tensor logicalNot() {
        return logicalXor(Tensor.scalar(DType.BOOL, 1));
    }

    /** Whether it's NaN. */
    default Tensor isNan() {
        return ne(self());
    }

    /** Whether it's infinite, of either sign. */
    default Tensor isInf() {
        return eq(Double.POSITIVE_INFINITY).logicalOr(eq(Double.NEGATIVE_INFINITY));
    }

    /** Whether it's neither infinite nor NaN. */
    default Tensor isFinite() {
        return gt(Double.NEGATIVE_INFINITY).logicalAnd(lt(Double.POSITIVE_INFINITY));
    }

    /** Whether any element is true, a scalar; false if there are none. */
    default Tensor any() {
        return self().to(DType.BOOL).apply(new AnyTrue());
    }

    /** Whether all elements are true, a scalar; true if there are none. */
    default Tensor all() {
        return logicalNot().any().logicalNot();
    }

    /** This condition ? a : b, broadcast; what isn't 0 is true. */
    default Tensor where(Tensor a, Tensor b) {
        DType dtype = a.dtype().promote(b.dtype());
        return Tensor.apply(new Where(), List.of(self().to(DType.BOOL), a.to(dtype), b.to(dtype)));
    }

    /** This condition ? a : b. */
    default Tensor where(Tensor a, double b) {
        return where(a, Tensor.scalar(a.dtype().promote(b), b));
    }

    /** This condition ? a : b. */
    default Tensor where(double a, Tensor b) {
        return where(Tensor.scalar(b.dtype().promote(a), a), b);
    }

    /**
     * Whether all |a - b| &lt;= atol + rtol |b|, in float64, broadcast. Infinities are close to
     * themselves, NaN to nothing.
     *
     * @param b what is expected
     */
    default boolean allClose(Tensor b, double rtol, double atol) {
        Tensor x = Cast.of(self(), DType.FLOAT64).detach();
        Tensor y = Cast.of(b, DType.FLOAT64).detach();
        Tensor distance = x.sub(y).abs();
        Tensor close = distance.le(y.abs().mul(rtol).add(atol)).logicalAnd(distance.isFinite());
        return x.eq(y).logicalOr(close).all().item() != 0;
    }

    /** Whether dtype, shape and all bits are the same, any NaN being the same as any other. */
    default boolean equalBits(Tensor b) {
        if (!self().spec().equals(b.spec())) {
            return false;
        }
        Tensor x = Contiguous.of(self().detach());
        Tensor y = Contiguous.of(b.detach());
        return switch (x.dtype()) {
            case FLOAT32 -> Arrays.equals(x.toFloatArray(), y.toFloatArray());
            case FLOAT64 -> Arrays.equals(x.toDoubleArray(), y.toDoubleArray());
            case INT32 -> Arrays.equals(x.toIntArray(), y.toIntArray());
            case INT64 -> Arrays.equals(x.toLongArray(), y.toLongArray());
            case BOOL, UINT8, INT8 -> Arrays.equals(x.toByteArray(), y.toByteArray());
        };
    }
}
