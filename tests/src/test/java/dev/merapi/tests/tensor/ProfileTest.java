package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.Profile;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder hears of operators and of memory. */
class ProfileTest {
    @TempDir
    Path folder;

    @Test
    void operatorsTellTheirWork() throws IOException {
        List<RecordedEvent> events = record("dev.merapi.Op", () -> {
            // The gradient of a sum is one number, expanded: it's read once.
            Tensor w = Tensor.ones(3, 5);
            Autograd.grad(List.of(w), () -> Tensor.ones(2, 3).matmul(w).sum());
            Tensor.ones(4, 2, 9, 9).conv2d(Tensor.ones(6, 2, 3, 3));
            Tensor.ones(1, 8).expand(1000, 8).add(Tensor.ones(1000, 1));
            Tensor.ones(1000, 8).indexSelect(0, Tensor.of(5L, 6L));
        });
        assertEquals(
                List.of(
                        "matmul float32 [2, 3], float32 [3, 5] -> float32 [2, 5]: 60 flops, 124 bytes",
                        "sum float32 [2, 5] -> float32 []: 0 flops, 44 bytes",
                        "matmul float32 [3, 2], float32 [2, 5] -> float32 [3, 5]: 60 flops, 88 bytes",
                        "conv2d float32 [4, 2, 9, 9], float32 [6, 2, 3, 3] -> float32 [4, 6, 7, 7]: 42336 flops, 7728 bytes",
                        "add float32 [1000, 8], float32 [1000, 1] -> float32 [1000, 8]: 0 flops, 36032 bytes",
                        "indexSelect float32 [1000, 8], int64 [2] -> float32 [2, 8]: 0 flops, 144 bytes"),
                events.stream()
                        .map(e -> e.getString("operator") + " " + e.getString("shapes") + ": " + e.getLong("flops")
                                + " flops, " + e.getLong("bytes") + " bytes")
                        .toList());
    }

    @Test
    void convolutionsGradientsTellTheSameWork() throws IOException {
        List<RecordedEvent> events = record("dev.merapi.Op", () -> {
            Tensor x = Tensor.ones(4, 2, 9, 9);
            Tensor w = Tensor.ones(6, 2, 3, 3);
            Autograd.grad(List.of(x, w), () -> x.conv2d(w).sum());
        });
        List<Long> flops =
                events.stream().map(e -> e.getLong("flops")).filter(f -> f > 0).toList();
        assertEquals(List.of(42336L, 42336L, 42336L), flops);
    }

    @Test
    void allocationsTellWhetherTheBlockWasThere() throws IOException {
        List<RecordedEvent> events = record("dev.merapi.Allocation", () -> {
            for (int i = 0; i < 2; i++) {
                try (var _ = dev.merapi.tensor.Scope.open()) {
                    Tensor.allocate(Tensor.ones(1).expand(77_777_777).spec());
                }
            }
        });
        List<Boolean> pooled = events.stream()
                .filter(e -> e.getString("tensor").equals("float32 [77777777]"))
                .map(e -> e.getBoolean("pooled"))
                .toList();
        assertEquals(List.of(false, true), pooled);
        assertTrue(events.stream().anyMatch(e -> e.getLong("bytes") >= 4 * 77_777_777L));
    }

    private List<RecordedEvent> record(String event, Runnable body) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(event);
            recording.start();
            body.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().equals(event))
                .filter(e -> e.getThread().getJavaThreadId()
                        == Thread.currentThread().threadId())
                .toList();
    }

    /** As in a runtime image that was linked without it. */
    @Test
    void withoutFlightRecorderEverythingElseWorks() throws IOException, InterruptedException {
        String modules = "--limit-modules=java.base,java.logging,jdk.management,jdk.incubator.vector";
        String out = Child.run(List.of(modules), Sum.class);
        assertEquals("6.0, Flight Recorder: false", out);
    }

    /** Their classes would take a young JVM 0.1 s. */
    @Test
    void eventsAreNotLoadedWhileNobodyRecords() throws IOException, InterruptedException {
        String out = Child.run(List.of("-Xlog:class+load:stdout"), Sum.class);
        assertTrue(out.contains("6.0, Flight Recorder: true"), out);
        assertTrue(out.contains(Profile.class.getName()), out);
        assertFalse(out.contains("dev.merapi.tensor.OpEvent"), out);
        assertFalse(out.contains("dev.merapi.tensor.AllocationEvent"), out);
    }

    /** Adds. */
    static final class Sum {
        private Sum() {}

        public static void main(String[] args) {
            boolean recorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println(Tensor.of(1f, 2f, 3f).sum().item() + ", Flight Recorder: " + recorder);
        }
    }
}
