package dev.merapi.models.loss;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/** Targets that are class numbers, in row-major order, one of which doesn't count. */
record ClassLabels(long[] values, long ignored) {
    static ClassLabels of(Tensor target, long ignored) {
        return new ClassLabels(target.toLongArray(), ignored);
    }

    /** The output has the target's shape and one axis more, for the classes. */
    static void check(String loss, Tensor output, int classAxis, Tensor target) {
        boolean fits = output.rank() == target.rank() + 1 && output.rank() >= 2;
        if (!fits || !without(output.shape(), output.shape().axis(classAxis)).equals(target.shape())) {
            throw new ShapeException(loss + ": logits " + output.shape() + " and labels " + target.shape()
                    + " should be " + (classAxis == 1 ? "[n, classes, ...]" : "[n, ..., classes]")
                    + " and [n, ...]; the classes are on axis " + classAxis);
        }
    }

    private static Shape without(Shape shape, int axis) {
        return shape.slice(0, axis).concat(shape.slice(axis + 1, shape.rank()));
    }

    /** x with its classes on the last axis, as a matrix. */
    static Tensor rows(Tensor x, int classAxis) {
        int classes = x.size(classAxis);
        return x.moveAxis(classAxis, -1).reshape(x.size() / Math.max(classes, 1), classes);
    }

    /** [m, 1]: the labels, 0 for the one that doesn't count. */
    Tensor column() {
        long[] column = new long[values.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[i] == ignored ? 0 : values[i];
        }
        return Tensor.of(Shape.of(column.length, 1), column);
    }

    /** bool [m]: whether each label counts. */
    Tensor counted() {
        boolean[] counted = new boolean[values.length];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = values[i] != ignored;
        }
        return Tensor.of(counted);
    }

    /** [m]: the weight of each label's class, 1 without weights; 0 for the one that doesn't count. */
    double[] weights(Optional<Tensor> weight) {
        double[] byClass = weight.map(Tensor::toDoubleArray).orElse(new double[0]);
        double[] weights = new double[values.length];
        for (int i = 0; i < weights.length; i++) {
            long label = values[i];
            if (label != ignored && weight.isPresent() && (label < 0 || label >= byClass.length)) {
                throw new ShapeException("label " + label + " (element " + i + ") has no weight: there are "
                        + byClass.length + " class weights, for labels from 0 to " + (byClass.length - 1));
            }
            weights[i] = label == ignored ? 0 : weight.isPresent() ? byClass[(int) label] : 1;
        }
        return weights;
    }

    /** The same as a tensor. */
    Tensor weights(Optional<Tensor> weight, DType dtype) {
        return Tensor.of(weights(weight)).to(dtype);
    }

    /** What a mean divides by. */
    double weight(Optional<Tensor> weight) {
        double sum = 0;
        for (double w : weights(weight)) {
            sum += w;
        }
        return sum;
    }

    /** Class weights are a vector, one for each class. */
    static void checkWeight(String loss, Optional<Tensor> weight, int classes) {
        weight.filter(w -> w.rank() != 1 || w.size() != classes).ifPresent(w -> {
            throw new ShapeException(loss + ": the class weights " + w.shape() + " should be [" + classes
                    + "], one for each class of the output");
        });
    }
}
