package dev.merapi.simd.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The 16 lanes in which {@link dev.merapi.simd.Reduction}'s canonical order ends, as 1, 2 or 4 vectors: the tree
 * {@code l with l + 8, l + 4, l + 2, l + 1} inside one vector (its upper levels, between vectors, are the callers').
 *
 * <p>Loads and stores are written out where they are. As methods of this class, C2 reported some of them "already
 * compiled into a medium method" at cold sites and didn't inline them; in some JVMs folds over 4096 elements ran at 4
 * GB/s instead of about 90. Written out: 88 or more in three JVMs of three (sums, products, dots).
 */
final class Lanes {
    /** The preferred species, but never more than 16 lanes: the canonical tree has no wider level. */
    static final VectorSpecies<Float> S =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    /** Lanes of a vector: 4, 8 or 16. */
    static final int V = S.length();

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    static final VectorShuffle<Float> BY_8 = by(8);
    static final VectorShuffle<Float> BY_4 = by(4);
    static final VectorShuffle<Float> BY_2 = by(2);
    static final VectorShuffle<Float> BY_1 = by(1);

    private Lanes() {}

    /**
     * Whether one of the vectors at elements 0, 16, 32, 48 of a run of {@code rest} elements has some but not all of
     * its lanes in the run; it is the one at {@code rest & 48}, with {@code rest & 15} lanes.
     */
    static boolean partial(int rest) {
        return rest > 0 && (rest & 15) != 0 && (rest & 15) < V;
    }

    /** Sum of the lanes by the tree. */
    static float sum(FloatVector v) {
        FloatVector a = v;
        if (V == 16) {
            a = a.add(a.rearrange(BY_8));
        }
        if (V >= 8) {
            a = a.add(a.rearrange(BY_4));
        }
        a = a.add(a.rearrange(BY_2));
        return a.add(a.rearrange(BY_1)).lane(0);
    }

    /** Product of the lanes by the tree. */
    static float product(FloatVector v) {
        FloatVector a = v;
        if (V == 16) {
            a = a.mul(a.rearrange(BY_8));
        }
        if (V >= 8) {
            a = a.mul(a.rearrange(BY_4));
        }
        a = a.mul(a.rearrange(BY_2));
        return a.mul(a.rearrange(BY_1)).lane(0);
    }

    /** {@link Math#max(float, float)} of the lanes. */
    static float max(FloatVector v) {
        FloatVector a = v;
        if (V == 16) {
            a = a.max(a.rearrange(BY_8));
        }
        if (V >= 8) {
            a = a.max(a.rearrange(BY_4));
        }
        a = a.max(a.rearrange(BY_2));
        return a.max(a.rearrange(BY_1)).lane(0);
    }

    /** {@link Math#min(float, float)} of the lanes. */
    static float min(FloatVector v) {
        FloatVector a = v;
        if (V == 16) {
            a = a.min(a.rearrange(BY_8));
        }
        if (V >= 8) {
            a = a.min(a.rearrange(BY_4));
        }
        a = a.min(a.rearrange(BY_2));
        return a.min(a.rearrange(BY_1)).lane(0);
    }

    /** {@code x > a ? x : a}: passes over NaN in x. */
    static FloatVector larger(FloatVector a, FloatVector x) {
        return a.blend(x, x.compare(VectorOperators.GT, a));
    }

    /** The largest of the lanes by {@link #larger}. */
    static float largest(FloatVector v) {
        FloatVector a = v;
        if (V == 16) {
            a = larger(a, a.rearrange(BY_8));
        }
        if (V >= 8) {
            a = larger(a, a.rearrange(BY_4));
        }
        a = larger(a, a.rearrange(BY_2));
        return larger(a, a.rearrange(BY_1)).lane(0);
    }

    private static VectorShuffle<Float> by(int k) {
        return VectorShuffle.fromOp(S, l -> (l + k) % S.length());
    }
}
