package dev.merapi.tensor.op;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** A fold to the largest or the smallest element. */
public interface Extremum extends Folding {
    @Override
    default Spec spec(Spec x) {
        if (axes().count(x.shape()) == 0) {
            throw new ShapeException(
                    name() + ": " + x.shape() + " has no element along the axes to fold, so there is none to choose");
        }
        return Folding.super.spec(x);
    }

    /** dy shared evenly among the elements of x that equal y, as PyTorch's amax and amin do. */
    @Override
    default Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        Tensor winners = x.eq(kept(y, x)).to(x.dtype());
        return winners.mul(kept(dy, x).div(winners.apply(new Sum(axes(), true))));
    }
}
