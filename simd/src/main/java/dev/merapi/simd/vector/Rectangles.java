package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;

/**
 * How C [m, n] is cut among threads: rectangles of {@code height} rows and {@code width} columns (fewer at the right and the
 * bottom), counted row by row.
 *
 * <p>Each rectangle packs its rows of A and columns of B alone, so a row is packed {@code ceil(n / width)} times. That costs
 * less than packing blocks together and waiting for each other, above all where the cores share no cache: a line that
 * another core has written comes in 160 ns there, and two threads had 1.2 times the speed of one (docs/decisions.md).
 */
record Rectangles(int m, int n, int height, int width) {
    /**
     * Multiply-adds that take about as long as packing one element, on which only the cut depends. A guess for wide machines; on a
     * narrow one (Zen 3) products larger than its caches spend 0.5 to 1.1 ns on it, 25 to 50 multiply-adds.
     */
    private static final long PACKING = MicroKernel.WIDE ? 10 : 40;

    /** The cut that gives {@code threads} threads about equal work and packs little; it doesn't change C's bits. */
    static Rectangles of(int m, int n, int threads) {
        var best = new Rectangles(m, n, m, n);
        if (threads == 1) {
            return best;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int rounds = 1; rounds <= 4; rounds *= 2) {
            for (int across = 1; across <= rounds * threads; across++) {
                if (rounds * threads % across == 0) {
                    var cut = new Rectangles(m, n, part(m, rounds * threads / across, MR), part(n, across, NR));
                    double cost = cut.cost(threads);
                    if (cost < least) {
                        best = cut;
                        least = cost;
                    }
                }
            }
        }
        return best;
    }

    /** A multiple of {@code unit} that cuts {@code length} in about so many parts. */
    private static int part(int length, int parts, int unit) {
        return Math.ceilDiv(Math.ceilDiv(length, unit), parts) * unit;
    }

    /** Time by depth, and 4 % of a rectangle's more for the wait of all for the last. */
    private double cost(int threads) {
        long one = (long) height * width + PACKING * (height + width);
        return (Math.ceilDiv(count(), threads) + 0.04) * one;
    }

    /** How many there are. */
    int count() {
        return Math.ceilDiv(m, height) * across();
    }

    private int across() {
        return Math.ceilDiv(n, width);
    }

    /** First row of a rectangle. */
    int top(int rectangle) {
        return rectangle / across() * height;
    }

    /** First column of a rectangle. */
    int left(int rectangle) {
        return rectangle % across() * width;
    }
}
