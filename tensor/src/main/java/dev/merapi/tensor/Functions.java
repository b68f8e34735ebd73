package dev.merapi.tensor;

import dev.merapi.tensor.op.Abs;
import dev.merapi.tensor.op.Ceil;
import dev.merapi.tensor.op.Clamp;
import dev.merapi.tensor.op.Cos;
import dev.merapi.tensor.op.Elu;
import dev.merapi.tensor.op.Erf;
import dev.merapi.tensor.op.Exp;
import dev.merapi.tensor.op.Expm1;
import dev.merapi.tensor.op.Floor;
import dev.merapi.tensor.op.Gelu;
import dev.merapi.tensor.op.GeluTanh;
import dev.merapi.tensor.op.HardSigmoid;
import dev.merapi.tensor.op.HardSwish;
import dev.merapi.tensor.op.LeakyRelu;
import dev.merapi.tensor.op.Log;
import dev.merapi.tensor.op.Log1p;
import dev.merapi.tensor.op.Mish;
import dev.merapi.tensor.op.PRelu;
import dev.merapi.tensor.op.Reciprocal;
import dev.merapi.tensor.op.Relu;
import dev.merapi.tensor.op.Round;
import dev.merapi.tensor.op.Rsqrt;
import dev.merapi.tensor.op.Selu;
import dev.merapi.tensor.op.Sigmoid;
import dev.merapi.tensor.op.Sign;
import dev.merapi.tensor.op.Silu;
import dev.merapi.tensor.op.Sin;
import dev.merapi.tensor.op.Softplus;
import dev.merapi.tensor.op.Sqrt;
import dev.merapi.tensor.op.Square;
import dev.merapi.tensor.op.SwiGlu;
import dev.merapi.tensor.op.Tanh;
import java.util.Arrays;

/** Functions of each element. */
public sealed interface Functions permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** |x|. */
    default Tensor abs() {
        return self().apply(new Abs());
    }

    /** -1, 0 or 1. */
    default Tensor sign() {
        return self().apply(new Sign());
    }

    /** x^2. */
    default Tensor square() {
        return self().apply(new Square());
    }

    /** The square root. */
    default Tensor sqrt() {
        return self().apply(new Sqrt());
    }

    /** 1 / sqrt(x). */
    default Tensor rsqrt() {
        return self().apply(new Rsqrt());
    }

    /** 1 / x. */
    default Tensor reciprocal() {
        return self().apply(new Reciprocal());
    }

    /** The largest whole number that isn't above x. */
    default Tensor floor() {
        return self().apply(new Floor());
    }

    /** The smallest whole number that isn't below x. */
    default Tensor ceil() {
        return self().apply(new Ceil());
    }

    /** The nearest whole number, the even one of two. */
    default Tensor round() {
        return self().apply(new Round());
    }

    /** min(max(x, low), high); either bound may be infinite. */
    default Tensor clamp(double low, double high) {
        if (self().dtype().isFloating()) {
            return self().apply(new Clamp(low, high));
        }
        Tensor x = low == Double.NEGATIVE_INFINITY ? self() : self().maximum(low);
        return high == Double.POSITIVE_INFINITY ? x : x.minimum(high);
    }

    /** e^x. */
    default Tensor exp() {
        return self().apply(new Exp());
    }

    /** e^x - 1. */
    default Tensor expm1() {
        return self().apply(new Expm1());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return self().apply(new Log());
    }

    /** log(1 + x). */
    default Tensor log1p() {
        return self().apply(new Log1p());
    }

    /** The sine of radians. */
    default Tensor sin() {
        return self().apply(new Sin());
    }

    /** The cosine of radians. */
    default Tensor cos() {
        return self().apply(new Cos());
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return self().apply(new Tanh());
    }

    /** The error function. */
    default Tensor erf() {
        return self().apply(new Erf());
    }

    /** 1 / (1 + e^-x). */
    default Tensor sigmoid() {
        return self().apply(new Sigmoid());
    }

    /** log(1 + e^x). */
    default Tensor softplus() {
        return self().apply(new Softplus());
    }

    /** max(x, 0). */
    default Tensor relu() {
        return self().dtype().isFloating() ? self().apply(new Relu()) : self().maximum(0);
    }

    /** x where x &gt; 0, else slope x. */
    default Tensor leakyRelu(double slope) {
        return self().apply(new LeakyRelu(slope));
    }

    /** x where x &gt; 0, else alpha (e^x - 1). */
    default Tensor elu(double alpha) {
        return self().apply(new Elu(alpha));
    }

    /** x sigmoid(x). */
    default Tensor silu() {
        return self().apply(new Silu());
    }

    /** x Phi(x) by the error function. */
    default Tensor gelu() {
        return self().apply(new Gelu());
    }

    /** x Phi(x) by a hyperbolic tangent, as in GPT-2. */
    default Tensor geluTanh() {
        return self().apply(new GeluTanh());
    }

    /** 1.0507 x where x &gt; 0, else 1.7581 (e^x - 1). */
    default Tensor selu() {
        return self().apply(new Selu());
    }

    /** x tanh(softplus(x)). */
    default Tensor mish() {
        return self().apply(new Mish());
    }

    /** min(max(x + 3, 0), 6) / 6. */
    default Tensor hardSigmoid() {
        return self().apply(new HardSigmoid());
    }

    /** x hardSigmoid(x). */
    default Tensor hardSwish() {
        return self().apply(new HardSwish());
    }

    /** log(1 + e^(beta x)) / beta; x itself where beta x is above the threshold. */
    default Tensor softplus(double beta, double threshold) {
        Tensor t = self().mul(beta);
        return t.gt(threshold).where(self(), t.softplus().div(beta));
    }

    /** x where x &gt; 0, else x w: for x [n, c, ...] a weight for each channel, [c], or one for all, [1]. */
    default Tensor prelu(Tensor weight) {
        int channels = weight.size();
        boolean single = channels == 1;
        if (weight.rank() != 1 || !(single || (self().rank() >= 2 && self().size(1) == channels))) {
            throw new ShapeException("prelu: the weight " + weight.shape() + " doesn't fit x " + self().shape()
                    + "; it should be [1], or have a number for each channel of x [n, c, ...]");
        }
        int[] dims = new int[single ? 1 : self().rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = channels;
        return self().apply(new PRelu(), weight.reshape(dims));
    }

    /** silu(x) b. */
    default Tensor swiGlu(Tensor b) {
        return self().apply(new SwiGlu(), b);
    }

    /** a sigmoid(b), where a and b are the halves of x along an axis (Dauphin et al., 2017). */
    default Tensor glu(int axis) {
        return half("glu", axis, 0).mul(half("glu", axis, 1).sigmoid());
    }

    /** silu(a) b, where a and b are the halves of x along an axis. */
    default Tensor swiGlu(int axis) {
        return half("swiGlu", axis, 0).swiGlu(half("swiGlu", axis, 1));
    }

    private Tensor half(String operator, int axis, int which) {
        int size = self().size(axis);
        if (size % 2 != 0) {
            throw new ShapeException(operator + ": axis " + axis + " of " + self().shape() + " has " + size
                    + " elements, which make no two halves; give it an even number");
        }
        return self().slice(axis, which * (size / 2), (which + 1) * (size / 2));
    }
}
