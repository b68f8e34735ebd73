package dev.merapi.tensor;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Memory for a tensor: at once from the pool, or from the system, perhaps after a garbage collection. */
@Name("dev.merapi.Allocation")
@Label("Allocation")
@Description("Memory taken for a tensor")
@Category("Merapi")
@StackTrace(false)
final class AllocationEvent extends Event {
    /** As {@link OpEvent}'s. */
    private static final AllocationEvent PROBE = new AllocationEvent();

    @Label("Tensor")
    @Description("dtype and shape")
    String tensor;

    @Label("Bytes")
    @Description("Bytes of the block, which may be a little larger than the tensor")
    @DataAmount
    long bytes;

    @Label("Pooled")
    @Description("Whether the block was used before; otherwise it's new from the system")
    boolean pooled;

    static boolean isOn() {
        return PROBE.isEnabled();
    }

    static Block record(Spec spec, long bytes) {
        AllocationEvent event = new AllocationEvent();
        event.begin();
        Block block = Pool.take(spec, bytes);
        event.end();
        if (event.shouldCommit()) {
            event.tensor = spec.toString();
            event.bytes = block.segment().byteSize();
            event.pooled = block.loan().everBegan();
            event.commit();
        }
        return block;
    }
}
