package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.ORDER;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The ten rounds of Philox, one block a lane of longs; {@link dev.merapi.simd.scalar.ScalarPhilox} has the formula.
 * Each word lies in the low half of its lane, so the 32 x 32 bit product is a long product, which C2 knows.
 */
final class Rounds {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorShuffle<Long> FIRST = VectorShuffle.makeZip(LONGS, 0);
    private static final VectorShuffle<Long> SECOND = VectorShuffle.makeZip(LONGS, 1);

    /** Words of the blocks that are made at once. */
    static final int WORDS = 4 * LONGS.length();

    private static final long M0 = 0xd2511f53L;
    private static final long M1 = 0xcd9e8d57L;
    private static final int W0 = 0x9e3779b9;
    private static final int W1 = 0xbb67ae85;
    private static final long LOW = 0xffffffffL;
    private static final int ROUNDS = 10;

    private Rounds() {}

    /** y[0..n) = the words of the blocks from {@code block} on; n is a multiple of {@link #WORDS}. */
    static void words(long key, long block, MemorySegment y, long yo, int n) {
        LongVector number = LongVector.broadcast(LONGS, block).addIndex(1);
        for (int i = 0; i < n; i += WORDS) {
            LongVector c0 = number.and(LOW);
            LongVector c1 = number.lanewise(LSHR, 32);
            LongVector c2 = LongVector.zero(LONGS);
            LongVector c3 = c2;
            int k0 = (int) key;
            int k1 = (int) (key >>> 32);
            for (int round = 0; round < ROUNDS; round++) {
                LongVector p = c0.mul(M0);
                LongVector q = c2.mul(M1);
                c0 = q.lanewise(LSHR, 32).lanewise(XOR, c1).lanewise(XOR, k0 & LOW);
                c1 = q.and(LOW);
                c2 = p.lanewise(LSHR, 32).lanewise(XOR, c3).lanewise(XOR, k1 & LOW);
                c3 = p.and(LOW);
                k0 += W0;
                k1 += W1;
            }
            LongVector low = c0.or(c1.lanewise(LSHL, 32));
            LongVector high = c2.or(c3.lanewise(LSHL, 32));
            store(low.rearrange(FIRST, high), y, yo + i);
            store(low.rearrange(SECOND, high), y, yo + i + WORDS / 2);
            number = number.add(LONGS.length());
        }
    }

    /** As ints, so that the order of the two words in a long is the Vector API's and not the machine's. */
    private static void store(LongVector v, MemorySegment y, long o) {
        v.reinterpretAsInts().intoMemorySegment(y, o << 2, ORDER);
    }
}
