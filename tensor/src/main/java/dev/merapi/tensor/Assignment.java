package dev.merapi.tensor;

import dev.merapi.tensor.op.Contiguous;
import java.lang.ref.Reference;

/** {@link Tensor#assign}: which elements may be written, and from where they are read. */
final class Assignment {
    private Assignment() {}

    static void of(Tensor target, Tensor value) {
        if (!target.spec().equals(value.spec())) {
            throw new ShapeException(
                    "assign: " + value.spec() + " doesn't fit into " + target.spec() + "; both must be the same");
        }
        checkPlaces(target);
        try (var _ = Scope.temporaries()) {
            Contiguous.copy(value.storage() == target.storage() ? copy(value) : value, target);
        } finally {
            Reference.reachabilityFence(value);
        }
        target.touch();
    }

    private static Tensor copy(Tensor value) {
        Tensor copy = Tensor.allocate(value.spec());
        Contiguous.copy(value, copy);
        return copy;
    }

    private static void checkPlaces(Tensor target) {
        for (int axis = 0; axis < target.rank(); axis++) {
            if (target.stride(axis) == 0 && target.size(axis) > 1) {
                throw new ShapeException("assign: axis " + axis + " of " + target.spec() + " is expanded, so that its "
                        + target.size(axis) + " elements are one place in memory, which can't hold different values;"
                        + " assign to contiguous() of it or to what was expanded");
            }
        }
    }
}
