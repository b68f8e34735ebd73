package dev.merapi.tensor;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * One application of an operator, from when its output was allocated to when that was filled, or an optimizer's step on a
 * parameter. Views compute nothing.
 */
@Name("dev.merapi.Op")
@Label("Operator")
@Description("The computation of an operator's output, or an optimizer's step")
@Category("Merapi")
@StackTrace(false)
final class OpEvent extends Event {
    /** Asked whether anybody records: false without a look at anything until a recording has begun. */
    private static final OpEvent PROBE = new OpEvent();

    @Label("Operator")
    String operator;

    @Label("Shapes")
    @Description("Inputs -> output")
    String shapes;

    @Label("Bytes")
    @Description("Bytes of the elements read and written, each once")
    @DataAmount
    long bytes;

    @Label("Floating-Point Operations")
    @Description("Additions and multiplications; 0 where moving the bytes is the work")
    long flops;

    static boolean isOn() {
        return PROBE.isEnabled();
    }

    static void record(Op op, List<Tensor> inputs, Tensor y, Runnable forward) {
        OpEvent event = new OpEvent();
        event.begin();
        forward.run();
        event.end();
        if (event.shouldCommit()) {
            event.commit(op.name(), inputs, y, op.bytes(inputs, y), op.flops(inputs, y));
        }
    }

    static void record(String step, Tensor parameter, long bytes, Runnable body) {
        OpEvent event = new OpEvent();
        event.begin();
        body.run();
        event.end();
        if (event.shouldCommit()) {
            event.commit(step, List.of(parameter), parameter, bytes, 0);
        }
    }

    private void commit(String name, List<Tensor> inputs, Tensor y, long moved, long computed) {
        operator = name;
        shapes = inputs.stream().map(x -> x.spec().toString()).collect(Collectors.joining(", ")) + " -> " + y.spec();
        bytes = moved;
        flops = computed;
        commit();
    }
}
