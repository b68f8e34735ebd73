package dev.merapi.tensor;

/** Sizes of blocks, four to each power of two: classes 4 e + q hold 64 * 2^e * (4 + q) / 4 bytes. */
final class SizeClass {
    /** How many there are. */
    static final int COUNT = 4 * 58;

    private SizeClass() {}

    /** The smallest class whose blocks hold so many bytes. */
    static int of(long bytes) {
        long units = Math.max(1, (bytes + 63) >>> 6);
        int e = 63 - Long.numberOfLeadingZeros(units);
        if (e < 2) {
            return 4 * e + (int) ((units - (1L << e)) << (2 - e));
        }
        long quarter = 1L << (e - 2);
        long q = (units - (1L << e) + quarter - 1) / quarter;
        return 4 * e + (int) q;
    }

    /** The bytes of a block of that class. */
    static long bytes(int sizeClass) {
        return (64L << (sizeClass / 4)) / 4 * (4 + sizeClass % 4);
    }
}
