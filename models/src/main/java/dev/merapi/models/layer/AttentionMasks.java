package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * Masks of {@link MultiHeadAttention}, which has them as [n|1, heads|1, t|1, s]: which of s keys each of t queries may see. A
 * matrix could mean two things, and where n = t nobody could tell which, so say it here. Boolean masks are true where a key may
 * be seen, and two hide what either hides by {@link Tensor#logicalAnd}; others are added to the scores.
 *
 * <p>PyTorch's {@code nn.MultiheadAttention} calls the first {@code key_padding_mask} and the second {@code attn_mask}; there true
 * hides a key.
 */
public final class AttentionMasks {
    /** Below every score, so that a hidden key weighs nothing beside one that is seen. */
    private static final double HIDDEN = -1e30;

    private AttentionMasks() {}

    /**
     * [n, 1, 1, s]: the same for all queries and heads, such as where a sample's padding begins.
     *
     * @param seen [n, s]
     */
    public static Tensor ofKeys(Tensor seen) {
        matrix(seen, "keys of each sample [n, s]");
        return seen.reshape(seen.size(0), 1, 1, seen.size(1));
    }

    /**
     * [1, 1, t, s]: the same for all samples and heads, such as that nobody sees what comes later.
     *
     * @param seen [t, s]
     */
    public static Tensor ofPairs(Tensor seen) {
        matrix(seen, "pairs of queries and keys [t, s]");
        return seen.reshape(1, 1, seen.size(0), seen.size(1));
    }

    private static void matrix(Tensor seen, String meaning) {
        if (seen.rank() != 2) {
            throw new ShapeException("AttentionMasks: a mask of " + meaning + " has two axes, but this one is "
                    + seen.shape() + "; reshape it, or give attention one of four axes as it is");
        }
    }

    /** Fails unless the mask says what its axes are. */
    static void check(Tensor mask) {
        if (mask.rank() != 4) {
            throw new ShapeException("MultiHeadAttention: the mask " + mask.shape()
                    + " should be [n|1, heads|1, t|1, s]; make one of keys [n, s], such as padding, by"
                    + " AttentionMasks.ofKeys, and one of queries and keys [t, s] by AttentionMasks.ofPairs");
        }
    }

    /** The softmax of scores [n, s] or [n, t, s] over the keys that a mask [n, s] shows; zeros where it shows none. */
    static Tensor softmax(String layer, Tensor scores, Optional<Tensor> mask) {
        if (mask.isEmpty()) {
            return scores.softmax(-1);
        }
        Shape keys = Shape.of(scores.size(0), scores.size(-1));
        if (!mask.get().shape().equals(keys)) {
            throw new ShapeException(layer + ": the mask " + mask.get().shape() + " should be " + keys
                    + ", [n, s], for scores " + scores.shape() + "; give one of the keys of each sample");
        }
        Tensor seen = scores.rank() == 3 ? mask.get().unsqueeze(1) : mask.get();
        return seen.where(seen.where(scores, HIDDEN).softmax(-1), 0);
    }
}
