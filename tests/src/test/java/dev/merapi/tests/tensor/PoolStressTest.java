package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Ten million tensors made and freed by four threads, in a JVM where nobody else does: nothing leaks, none is shared. */
class PoolStressTest {
    @Test
    void tenMillionCyclesNeitherLeakNorRace() throws IOException, InterruptedException {
        assertEquals("well", Child.run(List.of(), Churn.class));
    }

    /** Half of the tensors die in their own scope, some are handed to the next thread and die there. */
    static final class Churn {
        private static final int THREADS = 4;
        private static final int CYCLES = 10_000_000;
        private static final int BATCH = 250;
        private static final int HANDED = 5;
        private static final List<BlockingQueue<Tensor>> QUEUES = new ArrayList<>();

        private Churn() {}

        public static void main(String[] args) throws InterruptedException, ExecutionException {
            for (int t = 0; t < THREADS; t++) {
                QUEUES.add(new LinkedBlockingQueue<>());
            }
            List<Future<?>> runs = new ArrayList<>();
            try (var threads = Executors.newFixedThreadPool(THREADS)) {
                for (int t = 0; t < THREADS; t++) {
                    int id = t;
                    runs.add(threads.submit(() -> churn(id)));
                }
            }
            for (Future<?> run : runs) {
                run.get();
            }
            QUEUES.forEach(Churn::free);
            Memory.Stats stats = Memory.stats();
            assertEquals(0, stats.live());
            assertTrue(stats.peak() > 0, stats::toString);
            // What was cached at the end was live at once, or a thread's share of it: far less than 10 million blocks.
            assertTrue(stats.cached() < 64 << 20, stats::toString);
            Memory.trim();
            assertEquals(0, Memory.stats().cached());
            System.out.println("well");
        }

        private static void churn(int id) {
            Spec[] specs = new Spec[40];
            for (int i = 0; i < specs.length; i++) {
                specs[i] = new Spec(DType.INT32, Shape.of(1 + i * i));
            }
            Tensor[] made = new Tensor[BATCH];
            for (int round = 0; round < CYCLES / THREADS / BATCH; round++) {
                free(QUEUES.get(id));
                try (Scope scope = Scope.open()) {
                    for (int i = 0; i < BATCH; i++) {
                        made[i] = Tensor.allocate(specs[(round + i) % specs.length]);
                        stamp(made[i], id * BATCH + i);
                    }
                    for (int i = 0; i < BATCH; i++) {
                        check(made[i], id * BATCH + i);
                    }
                    for (int i = 0; i < HANDED && round % 16 == 0; i++) {
                        QUEUES.get((id + 1) % THREADS).add(scope.keep(made[i]));
                    }
                }
            }
        }

        private static void free(BlockingQueue<Tensor> queue) {
            try (Scope scope = Scope.open()) {
                for (Tensor t = queue.poll(); t != null; t = queue.poll()) {
                    check(scope.adopt(t), t.segment().get(ValueLayout.JAVA_INT, 0));
                }
            }
        }

        /** A number of one's own at both ends. */
        private static void stamp(Tensor t, int number) {
            t.segment().setAtIndex(ValueLayout.JAVA_INT, 0, number);
            t.segment().setAtIndex(ValueLayout.JAVA_INT, t.size() - 1L, number);
        }

        private static void check(Tensor t, int number) {
            if (t.segment().getAtIndex(ValueLayout.JAVA_INT, 0) != number
                    || t.segment().getAtIndex(ValueLayout.JAVA_INT, t.size() - 1L) != number) {
                throw new AssertionError("somebody else wrote into a live block");
            }
        }
    }
}
