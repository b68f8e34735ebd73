package dev.merapi.tensor;

import dev.merapi.tensor.op.Add;
import dev.merapi.tensor.op.AddRelu;
import dev.merapi.tensor.op.Div;
import dev.merapi.tensor.op.Maximum;
import dev.merapi.tensor.op.Minimum;
import dev.merapi.tensor.op.Mul;
import dev.merapi.tensor.op.Neg;
import dev.merapi.tensor.op.Pow;
import dev.merapi.tensor.op.Sub;
import java.util.List;

/**
 * Arithmetic of two tensors, element by element, with broadcasting and NumPy's promotion of dtypes. A number takes the
 * tensor's dtype if that can hold it, else both become float32.
 */
public sealed interface Arithmetic permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    private Tensor number(double b) {
        return Tensor.scalar(self().dtype().promote(b), b);
    }

    private Tensor combine(Op.Binary op, Tensor b) {
        DType dtype = self().dtype().promote(b.dtype());
        return self().to(dtype).apply(op, b.to(dtype));
    }

    /** a + b. */
    default Tensor add(Tensor b) {
        return combine(new Add(), b);
    }

    /** max(a + b, 0), of tensors of one shape. */
    default Tensor addRelu(Tensor b) {
        return Tensor.apply(new AddRelu(), List.of(self(), b));
    }

    /** a + b. */
    default Tensor add(double b) {
        return add(number(b));
    }

    /** a - b. */
    default Tensor sub(Tensor b) {
        return combine(new Sub(), b);
    }

    /** a - b. */
    default Tensor sub(double b) {
        return sub(number(b));
    }

    /** c - a. */
    default Tensor rsub(double c) {
        return number(c).sub(self());
    }

    /** a b. */
    default Tensor mul(Tensor b) {
        return combine(new Mul(), b);
    }

    /** a b. */
    default Tensor mul(double b) {
        return mul(number(b));
    }

    /** a / b; integers become float32 first, as in PyTorch. */
    default Tensor div(Tensor b) {
        DType dtype = self().dtype().promote(b.dtype());
        DType floating = dtype.isFloating() ? dtype : DType.FLOAT32;
        return self().to(floating).apply(new Div(), b.to(floating));
    }

    /** a / b; integers become float32 first, as in PyTorch. */
    default Tensor div(double b) {
        return div(number(b));
    }

    /** c / a; integers become float32 first, as in PyTorch. */
    default Tensor rdiv(double c) {
        return number(c).div(self());
    }

    /** a^b; an integer's negative power is an integer too, so mostly 0. */
    default Tensor pow(Tensor b) {
        return combine(new Pow(), b);
    }

    /** a^b. */
    default Tensor pow(double b) {
        return b == 2 ? self().square() : pow(number(b));
    }

    /** The larger of a and b; NaN if either is. */
    default Tensor maximum(Tensor b) {
        return combine(new Maximum(), b);
    }

    /** The larger of a and b; NaN if either is. */
    default Tensor maximum(double b) {
        return maximum(number(b));
    }

    /** The smaller of a and b; NaN if either is. */
    default Tensor minimum(Tensor b) {
        return combine(new Minimum(), b);
    }

    /** The smaller of a and b; NaN if either is. */
    default Tensor minimum(double b) {
        return minimum(number(b));
    }

    /** -a. */
    default Tensor neg() {
        return self().apply(new Neg());
    }
}
