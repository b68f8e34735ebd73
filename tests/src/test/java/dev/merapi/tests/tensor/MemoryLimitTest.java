package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dmerapi.memory.limit} in a JVM of its own: garbage makes room, live tensors beyond it are one sentence. */
class MemoryLimitTest {
    private static final int FLOATS = 4 << 20;

    @Test
    void liveTensorsBeyondTheLimitAreASentence() throws IOException, InterruptedException {
        assertEquals(
                "a tensor of 16,777,216 bytes doesn't fit: 50,331,648 bytes are live and the limit is 67,108,863; use smaller"
                        + " batches, free tensors by a Scope, or raise -Dmerapi.memory.limit",
                child("67108863", "keep"));
    }

    @Test
    void garbageMakesRoom() throws IOException, InterruptedException {
        assertEquals("made 40 tensors, kept 0", child("64m", "forget"));
    }

    @Test
    void aLimitThatIsNoSizeIsASentence() throws IOException, InterruptedException {
        assertEquals("-Dmerapi.memory.limit=lots is no size; write bytes, or 512m, or 2g", child("lots", "keep"));
    }

    private static String child(String limit, String what) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmerapi.memory.limit=" + limit,
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return out;
    }

    /** Makes 40 tensors of 16 MB, and keeps or forgets them. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            List<Tensor> kept = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    Tensor tensor = Tensor.zeros(FLOATS);
                    if (args[0].equals("keep")) {
                        kept.add(tensor);
                    }
                }
                System.out.println("made 40 tensors, kept " + kept.size());
            } catch (OutOfMemoryError | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
