package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.Memory;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dmerapi.memory.limit} in a JVM of its own: garbage makes room, live tensors beyond it are one sentence. */
class MemoryLimitTest {
    private static final int FLOATS = 4 << 20;

    @Test
    void liveTensorsBeyondTheLimitAreASentence() throws IOException, InterruptedException {
        assertEquals(
                "a tensor float32 [4194304] of 16,777,216 bytes doesn't fit: 50,331,712 bytes are live and the limit is"
                        + " 67,108,863; the largest live tensors are 3 x float32 [4194304] of 16,777,216 bytes, int64 [3] of 24"
                        + " bytes (-Dmerapi.debug=memory tells where they were made); use smaller batches, free tensors by a"
                        + " Scope, or raise -Dmerapi.memory.limit",
                child("-Dmerapi.memory.limit=67108863", "keep"));
    }

    @Test
    void theSentenceTellsWhereTensorsWereMade() throws IOException, InterruptedException {
        String out = Child.run(List.of("-Dmerapi.memory.limit=40m", "-Dmerapi.debug=memory"), Tensors.class, "keep");
        assertTrue(out.contains("2 x float32 [4194304] of 16,777,216 bytes made at "), out);
        assertTrue(out.contains("MemoryLimitTest$Tensors.main(MemoryLimitTest.java:"), out);
    }

    @Test
    void moreThanTheJvmHandsOutIsASentence() throws IOException, InterruptedException {
        String out = child("-XX:MaxDirectMemorySize=40m", "keep");
        assertTrue(out.contains("the limit is 41,943,040; the largest live tensors are 2 x float32 [4194304]"), out);
        assertTrue(out.endsWith("or raise -XX:MaxDirectMemorySize"), out);
    }

    @Test
    void whatCanNeverFitFailsAtOnce() throws IOException, InterruptedException {
        assertTrue(child("-Dmerapi.memory.limit=1m", "keep").contains("and the limit is 1,048,576; "));
    }

    @Test
    void garbageMakesRoom() throws IOException, InterruptedException {
        assertEquals("made 40 tensors, kept 0", child("-Dmerapi.memory.limit=64m", "forget"));
        assertEquals("made 40 tensors, kept 0", child("-XX:MaxDirectMemorySize=64m", "forget"));
    }

    @Test
    void theCacheMakesRoom() throws IOException, InterruptedException {
        assertEquals("made 40 tensors, kept 0", child("-Dmerapi.memory.limit=64m", "grow"));
    }

    @Test
    void theCacheMakesRoomForKernels() throws IOException, InterruptedException {
        String out = Child.run(List.of("-XX:MaxDirectMemorySize=40m"), Products.class);
        assertEquals("600.0", out);
    }

    @Test
    void aLimitThatIsNoSizeIsASentence() throws IOException, InterruptedException {
        assertEquals(
                "-Dmerapi.memory.limit=lots is no size; write bytes, or 512m, or 2g",
                child("-Dmerapi.memory.limit=lots", "keep"));
    }

    private static String child(String option, String what) throws IOException, InterruptedException {
        return Child.run(List.of(option), Tensors.class, what);
    }

    /** Makes 40 tensors of 16 MB, and keeps or forgets them; or smaller ones in scopes, each larger than the one before. */
    static final class Tensors {
        private Tensors() {}

        public static void main(String[] args) {
            List<Tensor> kept = new ArrayList<>();
            try {
                Tensor small = Tensor.arange(3);
                for (int i = 0; i < 40; i++) {
                    if (args[0].equals("grow")) {
                        grow(i);
                        continue;
                    }
                    Tensor tensor = Tensor.zeros(FLOATS);
                    if (args[0].equals("keep")) {
                        kept.add(tensor);
                    }
                }
                System.out.println("made 40 tensors, kept " + (kept.size() + small.size() - 3));
            } catch (OutOfMemoryError | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }

        private static void grow(int i) {
            try (var _ = Scope.open()) {
                Tensor.zeros((1 << 20) * (4 + i) / 4);
            }
        }
    }

    /** Fills the cache to the limit by tensors that are freed, though not forgotten: then a product's kernel has no other memory. */
    static final class Products {
        private Products() {}

        public static void main(String[] args) {
            Tensor x = Tensor.ones(600, 600);
            List<Tensor> freed = new ArrayList<>();
            try (Scope _ = Scope.open()) {
                for (int size = 1 << 20; size >= 1 << 10; size /= 2) {
                    while (Memory.stats().live() + size * 5L < Memory.stats().limit()) {
                        freed.add(Tensor.zeros(size));
                    }
                }
            }
            try {
                double first = x.matmul(x).get(0, 0);
                System.out.println(first + (freed.getFirst().isFreed() ? "" : ", but the cache is empty"));
            } catch (OutOfMemoryError e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
