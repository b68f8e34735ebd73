package dev.merapi.models.loss;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * -log p(target), p being the sum over all paths that spell the target once repeated labels are one and blanks are gone:
 * connectionist temporal classification, for logits (or log-probabilities, whose log-softmax they are themselves) [n, frames,
 * classes] and targets [n, s] of class numbers, padded with negative ones. The samples come first, where PyTorch's
 * {@code CTCLoss} has the frames: turn those by {@code transpose(0, 1)}. The mean divides each cost by its target's length (at
 * least 1) and then by the number of samples, as PyTorch's. Source: Graves et al., "Connectionist temporal classification",
 * 2006.
 *
 * @param blank the class that stands for no label
 * @param zeroInfinity whether targets that are too long for their frames cost nothing, instead of infinity
 * @param framesFirst whether targets [n, 1 + s] begin with the number of frames that count; otherwise all do
 */
public record Ctc(int blank, boolean zeroInfinity, boolean framesFirst, Reduction reduction) implements Loss {
    /** Checks the blank. */
    public Ctc {
        CtcDecoder.checkBlank("Ctc", blank);
    }

    /** Blank 0, infinite where impossible, all frames, the mean. */
    public Ctc() {
        this(0, false, false, Reduction.MEAN);
    }

    /** With infinite costs as 0. */
    public Ctc zeroInfinity(boolean zero) {
        return new Ctc(blank, zero, framesFirst, reduction);
    }

    /** With targets that begin with the number of frames. */
    public Ctc framesFirst(boolean first) {
        return new Ctc(blank, zeroInfinity, first, reduction);
    }

    /** With another reduction. */
    public Ctc reduction(Reduction r) {
        return new Ctc(blank, zeroInfinity, framesFirst, r);
    }

    /**
     * The targets [n, 1 + s] of a loss with {@link #framesFirst}: the frames of each sample, and its labels with -1 behind
     * them.
     *
     * @param frames how many frames of logits each sample has
     * @throws ShapeException if a sample has fewer frames than its labels need: one for each, and one for a blank between
     *     equals
     */
    public static Tensor targets(List<int[]> labels, int[] frames) {
        if (frames.length != labels.size()) {
            throw new ShapeException("Ctc: " + labels.size() + " samples' labels and " + frames.length
                    + " numbers of frames don't pair up; give as many of both");
        }
        int longest = labels.stream().mapToInt(l -> l.length).max().orElse(0);
        long[] targets = new long[labels.size() * (1 + longest)];
        Arrays.fill(targets, -1);
        for (int i = 0; i < labels.size(); i++) {
            int[] own = labels.get(i);
            long repeated = IntStream.range(1, own.length)
                    .filter(k -> own[k] == own[k - 1])
                    .count();
            if (frames[i] < own.length + repeated) {
                throw new ShapeException("Ctc: sample " + i + " has " + own.length + " labels, " + repeated
                        + " of them equal to the one before, so it needs " + (own.length + repeated)
                        + " frames, but it has " + frames[i]
                        + "; give it a longer sound, fewer labels or a network that shortens less");
            }
            targets[i * (1 + longest)] = frames[i];
            for (int k = 0; k < own.length; k++) {
                targets[i * (1 + longest) + 1 + k] = own[k];
            }
        }
        return Tensor.of(Shape.of(labels.size(), 1 + longest), targets);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (output.rank() != 3 || target.rank() != 2 || (framesFirst && target.size(1) == 0)) {
            throw new ShapeException("Ctc: logits " + output.shape() + " and targets " + target.shape()
                    + " should be [n, frames, classes] and " + (framesFirst ? "[n, 1 + s]" : "[n, s]"));
        }
        Tensor labels = framesFirst ? target.slice(1, 1, target.size(1)) : target;
        Tensor frames =
                framesFirst ? target.select(1, 0) : Tensor.full(DType.INT64, Shape.of(output.size(0)), output.size(1));
        return of(output, labels, frames, lengths(labels));
    }

    /** The same with the lengths apart: of the frames [n] and of the targets [n, s] (or more of them than there are) [n]. */
    public Tensor of(Tensor output, Tensor target, Tensor frames, Tensor lengths) {
        Tensor costs = output.logSoftmax(-1).ctcLoss(target, frames, lengths, blank, zeroInfinity);
        return reduction == Reduction.MEAN
                ? costs.div(lengths.maximum(1).to(costs.dtype())).mean()
                : reduction.of(costs);
    }

    /** How many elements stand before the first negative one. */
    private static Tensor lengths(Tensor target) {
        int s = target.size(1);
        long[] labels = target.toLongArray();
        long[] lengths = new long[target.size(0)];
        Arrays.setAll(lengths, i -> {
            int length = 0;
            while (length < s && labels[i * s + length] >= 0) {
                length++;
            }
            for (int k = length; k < s; k++) {
                if (labels[i * s + k] >= 0) {
                    throw new ShapeException("Ctc: target " + i + " has label " + labels[i * s + k] + " at element " + k
                            + ", behind " + labels[i * s + length] + " at element " + length
                            + "; negative numbers are for the end alone, or give the lengths apart");
                }
            }
            return length;
        });
        return Tensor.of(lengths);
    }
}
