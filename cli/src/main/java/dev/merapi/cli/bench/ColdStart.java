package dev.merapi.cli.bench;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a process waits for its first product of 512, and for full speed.
 *
 * @param first seconds from the start of the process (of the launching script, that is) to the first element read back
 * @param fast seconds to the first of {@value #RUN} products that took at most 1 / 0.9 of a product's settled time each
 */
public record ColdStart(double first, double fast) {
    private static final int N = 512;
    private static final int RUN = 5;
    private static final double SPEED = 0.9;
    private static final double WATCHED_SECONDS = 4;
    private static final int MOST = 1 << 15;

    /** Linux counts a process's start in hundredths of a second. */
    private static final double TICK = 0.01;

    private static final int START_FIELD = 22;

    /** Measures this process, which should have done nothing else. */
    public static ColdStart measure() {
        Tensor a = matrix(1);
        Tensor b = matrix(2);
        multiply(a, b);
        double first = sinceStart();
        long origin = System.nanoTime();
        double[] begin = new double[MOST];
        double[] took = new double[MOST];
        int n = 0;
        while (n < MOST && (System.nanoTime() - origin) / 1e9 < WATCHED_SECONDS) {
            long t = System.nanoTime();
            multiply(a, b);
            begin[n] = (t - origin) / 1e9;
            took[n++] = (System.nanoTime() - t) / 1e9;
        }
        return new ColdStart(first, first + begin[firstFast(took, n)]);
    }

    /** As the peers' programs make theirs, without a kernel of ours. */
    private static Tensor matrix(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[N * N];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Tensor.of(Shape.of(N, N), values);
    }

    private static void multiply(Tensor a, Tensor b) {
        try (Scope _ = Scope.open()) {
            double _ = a.matmul(b).get(0, 0);
        }
    }

    /** The settled time is the median of the last quarter. */
    private static int firstFast(double[] took, int n) {
        double[] last = Arrays.copyOfRange(took, n - n / 4 - 1, n);
        Arrays.sort(last);
        double most = last[last.length / 2] / SPEED;
        int run = 0;
        for (int i = 0; i < n; i++) {
            run = took[i] <= most ? run + 1 : 0;
            if (run == RUN) {
                return i - RUN + 1;
            }
        }
        return n - 1;
    }

    private static double sinceStart() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double start = Double.parseDouble(fields[START_FIELD - 3]) * TICK;
            return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]) - start;
        } catch (IOException e) {
            // Not Linux: the JDK knows, to the second or better.
            Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
            return Duration.between(start, Instant.now()).toNanos() / 1e9;
        }
    }
}
