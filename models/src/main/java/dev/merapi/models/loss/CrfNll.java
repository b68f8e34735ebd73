package dev.merapi.models.loss;

import dev.merapi.models.layer.Crf;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * -log p(target) of each sequence under a conditional random field, for emissions [n, length, tags] and tags [n, length], padded
 * behind with negative ones. The field is the one in the model, whose parameters are to be trained. The mean is over sequences,
 * or over tags if {@code perTag} (pytorch-crf's token_mean).
 */
public record CrfNll(Crf crf, boolean perTag, Reduction reduction) implements Loss {
    /** The mean over sequences. */
    public CrfNll(Crf crf) {
        this(crf, false, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        long[] lengths = lengths(target);
        Tensor tags = target.maximum(0);
        Tensor costs = crf.negativeLogLikelihood(output, tags, Tensor.of(lengths));
        return reduction.of(costs, perTag ? count(lengths) : lengths.length);
    }

    @Override
    public double denominator(Tensor target) {
        return perTag && reduction == Reduction.MEAN ? count(lengths(target)) : target.size(0);
    }

    private static double count(long[] lengths) {
        return (double) Arrays.stream(lengths).sum();
    }

    private static long[] lengths(Tensor target) {
        if (target.rank() != 2) {
            throw new ShapeException("CrfNll: the tags " + target.shape() + " should be [n, length]");
        }
        long[] tags = target.toLongArray();
        int longest = target.size(1);
        long[] lengths = new long[target.size(0)];
        for (int i = 0; i < lengths.length; i++) {
            for (int t = 0; t < longest; t++) {
                if (tags[i * longest + t] < 0) {
                    continue;
                }
                if (lengths[i] != t) {
                    throw new ShapeException("CrfNll: sequence " + i + " has tag " + tags[i * longest + t] + " at " + t
                            + " behind a negative one; pad at the end alone");
                }
                lengths[i]++;
            }
        }
        return lengths;
    }
}
