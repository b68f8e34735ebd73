package dev.merapi.bench.numerics;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A function over all floats, or every Nth, on all threads; the result doesn't depend on how many they are. */
public final class Scan {
    private static final int CHUNK = 1 << 14;
    private static final long FLOATS = 1L << 32;

    private final Function f;
    private final Elementwise kernels;
    private final int stride;
    private final long count;
    private final float[] bounds;
    private final Tally[] total;

    private Scan(Function f, Elementwise kernels, int stride) {
        this.f = f;
        this.kernels = kernels;
        this.stride = stride;
        this.count = Math.ceilDiv(FLOATS, stride);
        this.bounds = f.bounds();
        this.total = tallies();
    }

    /** The rows of f: over all finite floats whose bits are multiples of the stride, and those above each of its bounds. */
    public static List<Row> of(Function f, Elementwise kernels, int stride) {
        Scan scan = new Scan(f, kernels, stride);
        Workers.forRange((int) Math.ceilDiv(scan.count, CHUNK), 64, scan::chunks);
        return IntStream.range(0, scan.bounds.length).mapToObj(scan::row).toList();
    }

    private Tally[] tallies() {
        return Stream.generate(Tally::new).limit(bounds.length).toArray(Tally[]::new);
    }

    private void chunks(int from, int to) {
        Tally[] mine = tallies();
        MemorySegment x = Arena.ofAuto().allocate(4L * CHUNK, 64);
        MemorySegment y = Arena.ofAuto().allocate(4L * CHUNK, 64);
        for (int c = from; c < to; c++) {
            long first = (long) c * CHUNK;
            chunk(first, (int) Math.min(CHUNK, count - first), x, y, mine);
        }
        add(mine);
    }

    /** Where f has no value (ln -1) only a result that isn't NaN counts, as an infinite error. */
    private void chunk(long first, int n, MemorySegment x, MemorySegment y, Tally[] tallies) {
        for (int i = 0; i < n; i++) {
            x.setAtIndex(JAVA_FLOAT, i, Float.intBitsToFloat((int) ((first + i) * stride)));
        }
        f.apply(kernels, x, y, n);
        for (int i = 0; i < n; i++) {
            float v = x.getAtIndex(JAVA_FLOAT, i);
            double exact = f.exact(v);
            float got = y.getAtIndex(JAVA_FLOAT, i);
            if (Float.isFinite(v) && !(Double.isNaN(exact) && Float.isNaN(got))) {
                for (int b = 0; b < bounds.length; b++) {
                    if (v > bounds[b]) {
                        tallies[b].add(first + i, got, exact);
                    }
                }
            }
        }
    }

    private synchronized void add(Tally[] tallies) {
        for (int b = 0; b < total.length; b++) {
            total[b].add(tallies[b]);
        }
    }

    private Row row(int b) {
        float at = Float.intBitsToFloat((int) (total[b].where() * stride));
        return total[b].row(f.toString(), Row.range(bounds[b]), Float.toString(at));
    }
}
