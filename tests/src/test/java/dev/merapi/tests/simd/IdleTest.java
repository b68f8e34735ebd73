package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.OperatingSystemMXBean;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM that has worked and has nothing to do now uses no processor: nobody spins or polls. */
class IdleTest {
    @Test
    void anIdleJvmUsesNoProcessor() throws IOException, InterruptedException {
        assertEquals("at rest", Child.run(List.of(), Rest.class));
    }

    /** Works on all its threads, then sleeps until the whole process has used less than a hundredth of a processor. */
    static final class Rest {
        private static final int STRETCH_MILLIS = 1000;
        private static final long MOST_NANOS = 10_000_000;
        /** The compilers may have work left for a while. */
        private static final int STRETCHES = 30;

        private Rest() {}

        public static void main(String[] args) throws InterruptedException {
            Workers.withThreads(4, () -> Tensor.ones(300, 300).matmul(Tensor.ones(300, 300)));
            var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long used = Long.MAX_VALUE;
            for (int i = 0; i < STRETCHES && used > MOST_NANOS; i++) {
                long before = system.getProcessCpuTime();
                Thread.sleep(STRETCH_MILLIS);
                used = system.getProcessCpuTime() - before;
            }
            System.out.println(used <= MOST_NANOS ? "at rest" : "used " + used + " ns in a second");
        }
    }
}
