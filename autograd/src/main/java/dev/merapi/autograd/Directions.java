package dev.merapi.autograd;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** Where several tensors move: x_i along v_i. */
record Directions(String what, List<Tensor> xs, List<Tensor> vs) {
    /** Checks that each tensor has a direction of its shape. */
    Directions {
        if (xs.isEmpty() || xs.size() != vs.size()) {
            throw new ShapeException(what + ": " + xs.size() + " tensors and " + vs.size()
                    + " directions; give each tensor one, of zeros if it stays, and one tensor at least");
        }
        for (int i = 0; i < xs.size(); i++) {
            if (!xs.get(i).spec().equals(vs.get(i).spec())) {
                throw new ShapeException(
                        what + ": tensor " + i + " is " + xs.get(i).spec() + ", but its direction is "
                                + vs.get(i).spec() + "; make them the same");
            }
        }
    }

    /** sum over i of g_i v_i. */
    Tensor dot(List<Tensor> gradients) {
        Tensor sum = gradients.getFirst().mul(vs.getFirst()).sum();
        for (int i = 1; i < vs.size(); i++) {
            sum = sum.add(gradients.get(i).mul(vs.get(i)).sum());
        }
        return sum;
    }
}
