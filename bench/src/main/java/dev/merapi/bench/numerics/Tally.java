package dev.merapi.bench.numerics;

/** What was seen over a range of floats: how many, how many nearest, and the worst. */
final class Tally {
    private long count;
    private long nearest;
    private double ulps;
    private double absolute;
    private long where;

    /** One result; {@code position} says which, for ties: the first counts. */
    void add(long position, float got, double exact) {
        double error = Ulps.between(got, exact);
        count++;
        nearest += Ulps.nearest(got, exact) ? 1 : 0;
        absolute = Math.max(absolute, Ulps.distance(got, exact));
        if (error > ulps) {
            ulps = error;
            where = position;
        }
    }

    /** Adds what another saw elsewhere. */
    void add(Tally other) {
        count += other.count;
        nearest += other.nearest;
        absolute = Math.max(absolute, other.absolute);
        if (other.ulps > ulps || (other.ulps == ulps && other.where < where)) {
            ulps = other.ulps;
            where = other.where;
        }
    }

    /** Position of the worst. */
    long where() {
        return where;
    }

    /** The row of a table. */
    Row row(String function, String range, String at) {
        return new Row(function, range, ulps, at, 100.0 * nearest / count, absolute);
    }
}
