package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** What convolutions that are composed of 2-D ones ask of their inputs' shapes, and the errors. */
final class ConvolutionShapes {
    private ConvolutionShapes() {}

    /** x [n, c, space] and weight [o, c / groups, kernel], perhaps a bias [o]. */
    static void correlate(String name, String space, List<Tensor> inputs, int groups) {
        Shape x = inputs.get(0).shape();
        Shape weight = inputs.get(1).shape();
        ranks(name, x, "[n, c, " + space + "]", weight, "[o, c / groups, " + kernel(space) + "]", space);
        if (x.dim(1) % groups != 0 || weight.dim(0) % groups != 0 || x.dim(1) / groups != weight.dim(1)) {
            throw new ShapeException(name + ": x " + x + " has " + x.dim(1) + " channels in " + groups
                    + " groups, but weight " + weight + " has " + weight.dim(0) + " outputs of " + weight.dim(1)
                    + " channels each; the weight must be [o, c / groups, " + kernel(space)
                    + "] with o and c multiples of groups");
        }
        bias(name, inputs, weight.dim(0));
    }

    /** x [n, c, space] and weight [c, o / groups, kernel], perhaps a bias [o]. */
    static void transposed(String name, String space, List<Tensor> inputs, int groups) {
        Shape x = inputs.get(0).shape();
        Shape weight = inputs.get(1).shape();
        ranks(name, x, "[n, c, " + space + "]", weight, "[c, o / groups, " + kernel(space) + "]", space);
        if (x.dim(1) % groups != 0 || x.dim(1) != weight.dim(0)) {
            throw new ShapeException(name + ": x " + x + " has " + x.dim(1) + " channels in " + groups
                    + " groups, but weight " + weight + " takes " + weight.dim(0)
                    + "; the weight must be [c, o / groups, "
                    + kernel(space) + "] with c a multiple of groups");
        }
        bias(name, inputs, weight.dim(1) * groups);
    }

    /** The kernel's reach fits into an axis of x and the padding at its two ends. */
    static void fits(String name, Shape x, int axis, long reach, int padding) {
        if (reach < 1 || x.dim(axis) + 2L * padding < reach) {
            throw new ShapeException(name + ": a kernel that reaches over " + reach + " doesn't fit into axis " + axis
                    + " of " + x + " with padding " + padding + "; pad it or shrink the kernel");
        }
    }

    private static void ranks(String name, Shape x, String xs, Shape weight, String ws, String space) {
        int rank = 2 + space.split(", ").length;
        if (x.rank() != rank || weight.rank() != rank) {
            throw new ShapeException(name + ": x " + x + " must be " + xs + " and weight " + weight + " " + ws
                    + "; unsqueeze what is missing");
        }
    }

    private static void bias(String name, List<Tensor> inputs, int outputs) {
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(outputs))) {
            throw new ShapeException(name + ": the bias is " + inputs.get(2).shape() + ", but weight "
                    + inputs.get(1).shape() + " has " + outputs + " output channels; it must be [" + outputs
                    + "]");
        }
    }

    /** y plus the bias, if there is one, in each channel. */
    static Tensor biased(Tensor y, List<Tensor> inputs) {
        if (inputs.size() < 3) {
            return y;
        }
        int[] dims = new int[y.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = y.size(1);
        return y.add(inputs.get(2).reshape(dims));
    }

    private static String kernel(String space) {
        return "k" + (space.equals("l") ? "" : space.replace(", ", ", k"));
    }
}
