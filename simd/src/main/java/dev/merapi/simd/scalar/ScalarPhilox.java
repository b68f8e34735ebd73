package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.put;

import dev.merapi.simd.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Philox 4x32-10 with plain loops. Counter words (c0, c1, c2, c3) = (low half of the block's number, high half, 0, 0);
 * key words (k0, k1) = (low half of the key, high half). Each of ten rounds takes the 64-bit products {@code p = M0 c0}
 * and {@code q = M1 c2} to {@code (high q ^ c1 ^ k0, low q, high p ^ c3 ^ k1, low p)}; then k0 grows by W0 and k1 by
 * W1.
 */
public final class ScalarPhilox implements Philox {
    private static final long M0 = 0xd2511f53L;
    private static final long M1 = 0xcd9e8d57L;
    private static final int W0 = 0x9e3779b9;
    private static final int W1 = 0xbb67ae85;
    private static final long LOW = 0xffffffffL;
    private static final int ROUNDS = 10;

    /** No state. */
    public ScalarPhilox() {}

    @Override
    public void words(long key, long first, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; ) {
            long element = first + i;
            Block block = block(key, element >>> 2, 0L);
            for (int word = (int) (element & 3); word < 4 && i < n; word++, i++) {
                y.set(ValueLayout.JAVA_INT, (yo + i) << 2, block.word(word));
            }
        }
    }

    @Override
    public void uniform(long key, long first, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; ) {
            long element = first + i;
            Block block = block(key, element >>> 2, 0L);
            for (int word = (int) (element & 3); word < 4 && i < n; word++, i++) {
                put(y, yo + i, unit(block.word(word)));
            }
        }
    }

    @Override
    public void normal(long key, long first, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; ) {
            long element = first + i;
            Block block = block(key, element >>> 2, 0L);
            for (int word = (int) (element & 3); word < 4 && i < n; word++, i++) {
                float radius = radius(unit(block.word(word & 2)));
                put(y, yo + i, radius * circle(unit(block.word(word | 1)), word & 1));
            }
        }
    }

    /** (word >>> 8) 2^-24: in [0, 1). */
    private static float unit(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /** sqrt(-2 ln(1 - u)). */
    private static float radius(float u) {
        return (float) Math.sqrt(Logarithm.log(1f - u) * -2f);
    }

    /** cos(2 pi u) for part 0, sin(2 pi u) for part 1; whole quarter turns are taken off u without any rounding. */
    private static float circle(float u, int part) {
        float quarters = u * 4f;
        float t = quarters + Trigonometry.ROUND;
        float r = (quarters - (t - Trigonometry.ROUND)) * Trigonometry.QUARTER_1;
        return Trigonometry.quadrant(r, Float.floatToRawIntBits(t) + 1 - part);
    }

    /** The block with 128-bit counter (low, high) under the key. Streams have high = 0; known answers have not. */
    public static Block block(long key, long low, long high) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p = M0 * (c0 & LOW);
            long q = M1 * (c2 & LOW);
            c0 = (int) (q >>> 32) ^ c1 ^ k0;
            c1 = (int) q;
            c2 = (int) (p >>> 32) ^ c3 ^ k1;
            c3 = (int) p;
            k0 += W0;
            k1 += W1;
        }
        return new Block(c0, c1, c2, c3);
    }

    /** Four words. */
    public record Block(int w0, int w1, int w2, int w3) {
        private int word(int i) {
            return switch (i) {
                case 0 -> w0;
                case 1 -> w1;
                case 2 -> w2;
                default -> w3;
            };
        }
    }
}
