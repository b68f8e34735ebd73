package dev.merapi.tensor;

import java.util.List;
import jdk.jfr.FlightRecorder;

/**
 * What Flight Recorder hears of operators ({@code dev.merapi.Op}) and of memory ({@code dev.merapi.Allocation}). Both cost
 * nothing while nobody records: until this JVM's first recording begins, the events' classes aren't even loaded, which would
 * take a young JVM 0.1 s; after it, the question whether somebody records is a constant to compiled code, which the JVM
 * replaces when a recording begins.
 *
 * <p>The module {@code jdk.jfr} is needed for recording alone. In a runtime image without it the classes of the events are
 * never touched.
 */
public final class Profile {
    private static final boolean POSSIBLE = ModuleLayer.boot()
            .findModule("jdk.jfr")
            .filter(Profile.class.getModule()::canRead)
            .isPresent();

    private Profile() {}

    /** Whether somebody records or has recorded. */
    public static boolean isStarted() {
        return POSSIBLE && FlightRecorder.isInitialized();
    }

    /**
     * Runs an optimizer's step on a parameter, which is heard of as operators are.
     *
     * @param name the optimizer's, such as {@code adam}
     * @param passes how often the step reads or writes a tensor of the parameter's size
     */
    public static void step(String name, Tensor parameter, int passes, Runnable step) {
        if (isStarted() && OpEvent.isOn()) {
            long bytes = (long) passes * parameter.size() * parameter.dtype().bytes();
            OpEvent.record(name, parameter, bytes, step);
        } else {
            step.run();
        }
    }

    static void forward(Op.Unary op, Tensor x, Tensor y) {
        if (isStarted() && OpEvent.isOn()) {
            OpEvent.record(op, List.of(x), y, () -> op.forward(x, y));
        } else {
            op.forward(x, y);
        }
    }

    static void forward(Op.Binary op, Tensor a, Tensor b, Tensor y) {
        if (isStarted() && OpEvent.isOn()) {
            OpEvent.record(op, List.of(a, b), y, () -> op.forward(a, b, y));
        } else {
            op.forward(a, b, y);
        }
    }

    static void forward(Op.Nary op, List<Tensor> inputs, Tensor y) {
        if (isStarted() && OpEvent.isOn()) {
            OpEvent.record(op, inputs, y, () -> op.forward(inputs, y));
        } else {
            op.forward(inputs, y);
        }
    }

    static Block take(Spec spec, long bytes) {
        return isStarted() && AllocationEvent.isOn() ? AllocationEvent.record(spec, bytes) : Pool.take(spec, bytes);
    }
}
