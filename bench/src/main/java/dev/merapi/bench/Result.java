package dev.merapi.bench;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/** Runs a computation in a scope of its own and looks at its result, so that memory is reused and nothing optimized away. */
final class Result {
    private Result() {}

    static float of(Supplier<Tensor> computation) {
        try (Scope _ = Scope.open()) {
            Tensor result = computation.get();
            return result.segment().getAtIndex(ValueLayout.JAVA_FLOAT, result.offset());
        }
    }

    /** The same of a result of any kind: memory that is written can't be optimized away, the reference is what JMH looks at. */
    static Object kept(Supplier<?> computation) {
        try (Scope _ = Scope.open()) {
            return computation.get();
        }
    }
}
