package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.Kernels;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Once they are compiled, the kernels of the longest functions leave nothing on the heap: no vector is boxed. */
class SteadyKernelsTest {
    @Test
    void compiledKernelsAllocateNothing() throws IOException, InterruptedException {
        assertEquals("[]", Child.run(List.of("-Dmerapi.threads=1", "-Xbatch"), Steady.class));
    }

    /**
     * Calls each kernel until it allocates nothing, in a JVM of its own, and names those that go on. With -Xbatch a call that
     * starts a compilation waits for it, so that calls are counted and not seconds.
     */
    static final class Steady {
        private static final int N = 2048;
        private static final int ROWS = 16;
        private static final int CALLS = 500;

        private static final int ROUNDS = 40;

        private static final MemorySegment A = Runs.normal(N, 1);
        private static final MemorySegment B = Runs.normal(N, 2);
        private static final MemorySegment Y = Arena.ofAuto().allocate(4L * N, 64);
        private static final Kernels KERNELS = Kernels.active();
        private static final List<String> GREEDY = new ArrayList<>();

        private Steady() {}

        public static void main(String[] args) {
            for (Unary f : new Unary[] {Unary.SOFTPLUS, Unary.ERF, Unary.GELU, Unary.TANH}) {
                watch(f.name(), () -> KERNELS.elementwise().unary(f, A, 0, Y, 0, N));
            }
            for (Binary f : new Binary[] {Binary.POW, Binary.SILU_GRAD, Binary.GELU_GRAD}) {
                watch(f.name(), () -> KERNELS.elementwise().binary(f, A, 0, 1, B, 0, 1, Y, 0, N));
            }
            watch("normal", () -> KERNELS.philox().normal(1, 0, Y, 0, N));
            rows();
            recurrences();
            System.out.println(GREEDY);
        }

        private static void rows() {
            var rows = KERNELS.normalization();
            int cols = N / ROWS;
            watch("softmax", () -> rows.softmax(ROWS, cols, A, 0, Y, 0));
            watch("softmaxGradient", () -> rows.softmaxGradient(ROWS, cols, A, 0, B, 0, Y, 0));
            watch("standardizeGradient", () -> rows.standardizeGradient(ROWS, cols, 1e-5f, A, 0, B, 0, Y, 0));
        }

        private static void recurrences() {
            var steps = KERNELS.recurrence();
            int h = N / ROWS / 4;
            MemorySegment c = Runs.normal(N, 3);
            MemorySegment s = Runs.normal(N, 4);
            MemorySegment d = Runs.floats(N);
            MemorySegment e = Runs.floats(N);
            watch("lstm", () -> steps.lstm(ROWS, h, A, 0, Y, 0, c, 0, s, 0));
            watch("lstmGradient", () -> steps.lstmGradient(ROWS, h, A, 0, B, 0, c, 0, Y, 0, s, 0, d, 0));
            watch("gru", () -> steps.gru(ROWS, h, A, 0, B, 0, Y, 0, s, 0));
            watch("gruGradient", () -> steps.gruGradient(ROWS, h, A, 0, s, 0, Y, 0, B, 0, d, 0, e, 0));
        }

        private static void watch(String name, Runnable kernel) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long taken = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && taken > 16 * CALLS; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CALLS; i++) {
                    kernel.run();
                }
                taken = threads.getCurrentThreadAllocatedBytes() - before;
            }
            if (taken > 16 * CALLS) {
                GREEDY.add(name + " " + taken / CALLS);
            }
        }
    }
}
