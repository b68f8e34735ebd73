package dev.merapi.tensor.op;

import java.util.Arrays;

/** How far kernels and windows may step and reach, so that no position computed from it overflows. */
final class Reach {
    /** The largest stride, padding, dilation or window: far beyond use. */
    static final int LARGEST = 1 << 20;

    private Reach() {}

    /** Whether all are at least {@code least} and at most {@link #LARGEST}. */
    static boolean within(int least, int... numbers) {
        return Arrays.stream(numbers).allMatch(n -> least <= n && n <= LARGEST);
    }

    /** Over how many elements a kernel reaches. */
    static long of(int dilation, int kernel) {
        return dilation * (kernel - 1L) + 1;
    }

    /**
     * What a stride is to the kernels along an axis of n elements: one beyond the whole axis leaves the first result alone as a
     * stride of its size does, and buffers grow with it. Those that networks have stay as they are.
     */
    static int stride(int stride, int n, int padding) {
        return (int) Math.min(stride, Math.max(64, n + 2L * padding));
    }
}
