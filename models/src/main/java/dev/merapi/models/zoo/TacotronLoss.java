package dev.merapi.models.zoo;

import dev.merapi.models.loss.Loss;
import dev.merapi.tensor.Tensor;

/**
 * |rough - target| + |fine - target| + the cross-entropy of stopping + alignment distance, each the mean over its
 * elements: what {@link Tacotron} is trained by. The last, guided attention, costs looking away from the diagonal:
 * distance[k, j] = 1 - exp(-(j / s - k / t)^2 / (2 width^2)), 0 behind the end; a few words alone teach no order of
 * looking. Source: Wang et al., 2017, for the distance of frames; Shen et al., 2018, for stopping; Tachibana, Uenoyama,
 * Aihara, "Efficiently trainable text-to-speech system based on deep convolutional networks with guided attention",
 * 2018, equation 6.
 *
 * <p>Losses see one output and one target: {@link #output} and {@link #target} put them together.
 *
 * @param group frames of a step: the reduction
 */
public record TacotronLoss(int group, int mels) implements Loss {
    /** Checks the numbers. */
    public TacotronLoss {
        if (group < 1 || mels < 1) {
            throw new IllegalArgumentException("TacotronLoss: steps of " + group + " frames of " + mels
                    + " bands say nothing; both must be 1 or more");
        }
    }

    private static final double WIDTH = 0.2;

    /** [n, steps, 2 group mels + 1 + s]: all that a Tacotron says, side by side. */
    public Tensor output(Tacotron.Spoken spoken) {
        return Tensor.concat(
                2,
                grouped(spoken.rough()),
                grouped(spoken.fine()),
                spoken.stops().unsqueeze(2),
                spoken.alignment());
    }

    /**
     * [n, steps, group mels + 1 + s] of frames [n, t, mels], stops [n, steps] that are 1 from the end on, and distances.
     */
    public Tensor target(Tensor frames, Tensor stops, Tensor distances) {
        return Tensor.concat(2, grouped(frames), stops.unsqueeze(2), distances);
    }

    private Tensor grouped(Tensor frames) {
        return frames.reshape(frames.size(0), frames.size(1) / group, group * mels);
    }

    /**
     * distance[k, j] for a text of {@code length} characters said in {@code steps} steps; where [k, j] is outside, 0.
     */
    public static double distance(int k, int j, int steps, int length) {
        if (k >= steps || j >= length) {
            return 0;
        }
        double away = (double) j / length - (double) k / steps;
        return 1 - StrictMath.exp(-away * away / (2 * WIDTH * WIDTH));
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        int wide = group * mels;
        int end = output.size(2);
        Tensor frames = target.slice(2, 0, wide);
        Tensor logits = output.slice(2, 2 * wide, 2 * wide + 1);
        Tensor stops = target.slice(2, wide, wide + 1);
        Tensor rough = output.slice(2, 0, wide).sub(frames).abs().mean();
        Tensor fine = output.slice(2, wide, 2 * wide).sub(frames).abs().mean();
        Tensor stopping = logits.softplus().sub(logits.mul(stops)).mean();
        Tensor looking = output.slice(2, 2 * wide + 1, end)
                .mul(target.slice(2, wide + 1, target.size(2)))
                .mean();
        return rough.add(fine).add(stopping).add(looking);
    }
}
