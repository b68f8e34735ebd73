package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;

/** What operators ask of their inputs' dtypes, and the errors. */
final class Require {
    private Require() {}

    /** float32 or float64. */
    static Spec floating(Op op, Spec x) {
        if (!x.dtype().isFloating()) {
            throw new ShapeException(op.name() + ": " + x + " doesn't float; cast it first, with to(DType.FLOAT32)");
        }
        return x;
    }

    /** float32, float64 or int64. */
    static Spec wide(Op op, Spec x) {
        return x.dtype() == DType.INT64 ? x : floating(op, x);
    }

    /** int64. */
    static Spec index(Op op, Spec index) {
        if (index.dtype() != DType.INT64) {
            throw new ShapeException(op.name() + ": the index is " + index + "; cast it first, with to(DType.INT64)");
        }
        return index;
    }

    /** Two inputs of one floating dtype. */
    static void floating(Op op, Spec a, Spec b) {
        floating(op, a);
        same(op, a, b);
    }

    /** Two inputs of one dtype. */
    static void same(Op op, Spec a, Spec b) {
        if (a.dtype() != b.dtype()) {
            throw new ShapeException(
                    op.name() + ": dtypes " + a.dtype() + " and " + b.dtype() + " clash; cast one with to(...)");
        }
    }

    /** Two inputs of one dtype and shape. */
    static void twins(Op op, Spec a, Spec b) {
        same(op, a, b);
        if (!a.shape().equals(b.shape())) {
            throw new ShapeException(
                    op.name() + ": " + a.shape() + " and " + b.shape() + " differ; both need the shape of one tensor");
        }
    }
}
