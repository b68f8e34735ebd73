package dev.merapi.simd.scalar;

import dev.merapi.simd.Reduction;

/** The tree of {@link Reduction}'s canonical order: over 16 lanes, and over the results of blocks. */
public final class Tree {
    private Tree() {}

    /** Sum of 16 lanes: l with l + 8, then l + 4, l + 2, l + 1. Destroys v. */
    static float sum(float[] v) {
        for (int half = 8; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                v[l] += v[l + half];
            }
        }
        return v[0];
    }

    /** Product of 16 lanes, by the same tree. Destroys v. */
    static float product(float[] v) {
        for (int half = 8; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                v[l] *= v[l + half];
            }
        }
        return v[0];
    }

    /** Sum of the n results of blocks, itself in blocks of {@link Reduction#BLOCK}. Destroys r. */
    public static float sumBlocks(float[] r, int n) {
        float[] lanes = new float[16];
        int left = n;
        while (left > 1) {
            int blocks = count(left);
            for (int b = 0; b < blocks; b++) {
                int from = b * Reduction.BLOCK;
                int to = Math.min(from + Reduction.BLOCK, left);
                for (int l = 0; l < 16; l++) {
                    lanes[l] = (sumEvery64th(r, from + l, to) + sumEvery64th(r, from + l + 16, to))
                            + (sumEvery64th(r, from + l + 32, to) + sumEvery64th(r, from + l + 48, to));
                }
                r[b] = sum(lanes);
            }
            left = blocks;
        }
        return r[0];
    }

    /** Product of the n results of blocks, itself in blocks of {@link Reduction#BLOCK}. Destroys r. */
    public static float multiplyBlocks(float[] r, int n) {
        float[] lanes = new float[16];
        int left = n;
        while (left > 1) {
            int blocks = count(left);
            for (int b = 0; b < blocks; b++) {
                int from = b * Reduction.BLOCK;
                int to = Math.min(from + Reduction.BLOCK, left);
                for (int l = 0; l < 16; l++) {
                    lanes[l] = (multiplyEvery64th(r, from + l, to) * multiplyEvery64th(r, from + l + 16, to))
                            * (multiplyEvery64th(r, from + l + 32, to) * multiplyEvery64th(r, from + l + 48, to));
                }
                r[b] = product(lanes);
            }
            left = blocks;
        }
        return r[0];
    }

    /** How many blocks n elements make. */
    public static int count(int n) {
        return (n - 1) / Reduction.BLOCK + 1;
    }

    private static float sumEvery64th(float[] r, int from, int to) {
        float a = 0;
        for (int i = from; i < to; i += 64) {
            a += r[i];
        }
        return a;
    }

    private static float multiplyEvery64th(float[] r, int from, int to) {
        float a = 1;
        for (int i = from; i < to; i += 64) {
            a *= r[i];
        }
        return a;
    }
}
