package dev.merapi.cli.bench;

import java.util.Arrays;

/**
 * Seconds per call of something, measured as in shared/peers: the median and the least of many samples, short calls in groups
 * of at least a millisecond. The warm-up before it goes on, second by second, until the compiler has nothing left to win: a
 * second that is less than 5 % faster than the fastest before it, twice running; at most {@value #LONGEST_WARM_UP} seconds.
 */
public record Timing(double median, double minimum) {
    private static final double GROUP_SECONDS = 1e-3;
    private static final int FEWEST = 5;
    private static final double LONGEST_WARM_UP = 20;

    /** Times calls for so many seconds. */
    public static Timing of(Runnable call, double seconds) {
        warmUp(call, Math.max(seconds, 1));
        int group = Math.max(1, (int) (GROUP_SECONDS / time(call, 1)));
        double[] samples = new double[FEWEST];
        int n = 0;
        long start = System.nanoTime();
        while (since(start) < seconds || n < FEWEST) {
            if (n == samples.length) {
                samples = Arrays.copyOf(samples, 2 * n);
            }
            samples[n++] = time(call, group);
            if (since(start) > 6 * seconds && n >= 3) {
                break;
            }
        }
        Arrays.sort(samples, 0, n);
        return new Timing(samples[n / 2], samples[0]);
    }

    /** Calls in steps of so many seconds, until two have brought nothing. */
    static void warmUp(Runnable call, double seconds) {
        long start = System.nanoTime();
        double fastest = Double.POSITIVE_INFINITY;
        int settled = 0;
        while (settled < 2 && since(start) < LONGEST_WARM_UP) {
            double now = perCall(call, seconds, 3);
            settled = now < 0.95 * fastest ? 0 : settled + 1;
            fastest = Math.min(fastest, now);
        }
    }

    /** Mean seconds per call over so many seconds and at least so many calls. */
    static double perCall(Runnable call, double seconds, int fewest) {
        long start = System.nanoTime();
        int n = 0;
        do {
            call.run();
            n++;
        } while (since(start) < seconds || n < fewest);
        return since(start) / n;
    }

    private static double time(Runnable call, int times) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            call.run();
        }
        return Math.max(since(start), 1e-9) / times;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
