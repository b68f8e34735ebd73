package dev.merapi.simd.vector;

/**
 * One axis (rows or columns) of a convolution: result g reads {@code source[g stride + t dilation - pad]} for the
 * taps t, where the source is 0 outside [0, size).
 *
 * @param size elements of the source
 * @param grid number of results
 * @param taps number of taps
 */
record ConvolutionAxis(int size, int grid, int taps, int stride, int pad, int dilation) {
    /** Distance of tap t from the first element that its result reads, padding included. */
    int tap(int t) {
        return t * dilation;
    }

    /** How many results further on, at most, an element that a result reads is the first one of. */
    int reach() {
        return tap(taps - 1) / stride;
    }

    /** Results, and the {@link #reach} past the last: the padded source in steps of a stride. */
    int padded() {
        return grid + reach();
    }

    /** Whether a result reads {@code n} neighbours and the next result begins one further on. */
    boolean neighbours(int n) {
        return taps == n && stride == 1 && (dilation == 1 || n == 1);
    }
}
