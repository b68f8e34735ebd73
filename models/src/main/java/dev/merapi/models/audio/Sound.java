package dev.merapi.models.audio;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * A recording.
 *
 * @param samples float32 [channels, n], from -1 to 1 where nothing is clipped
 * @param rate samples a second
 */
public record Sound(Tensor samples, int rate) {
    /** The highest rate that is believed: no device samples faster. */
    static final int HIGHEST_RATE = 1_000_000;

    /** Checks shape and rate. */
    public Sound {
        if (samples.dtype() != DType.FLOAT32 || samples.rank() != 2 || samples.size(0) < 1) {
            throw new ShapeException("a sound's samples must be float32 [channels, n], but are " + samples.spec());
        }
        checkRate(rate);
    }

    static void checkRate(int rate) {
        if (rate < 1 || rate > HIGHEST_RATE) {
            throw new IllegalArgumentException(
                    "a rate of " + rate + " samples a second must be from 1 to " + HIGHEST_RATE);
        }
    }

    /** One channel, from samples float32 [n]. */
    public static Sound mono(Tensor samples, int rate) {
        if (samples.rank() != 1) {
            throw new ShapeException(
                    "the samples of one channel must be [n], but are " + samples.shape() + "; flatten them");
        }
        return new Sound(samples.unsqueeze(0), rate);
    }

    /**
     * One channel at a known rate, as a network takes it.
     *
     * @param samples float32 [n]
     * @param conversion what was done to get there, for people, such as {@code " (resampled from 44100 to 8000 Hz)"};
     *     empty if nothing
     */
    public record Heard(Tensor samples, String conversion) {}

    /** 1 for mono, 2 for stereo. */
    public int channels() {
        return samples.size(0);
    }

    /** The number of samples of each channel. */
    public int length() {
        return samples.size(1);
    }

    /** How long it takes. */
    public double seconds() {
        return (double) length() / rate;
    }

    /** The mean of the channels at another rate, and what had to be done for it. */
    public Heard monoAt(int newRate) {
        Tensor mono = channels() == 1 ? samples.select(0, 0) : samples.mean(0);
        String conversion = (channels() == 1 ? "" : " (mixed from " + channels() + " channels)")
                + (rate == newRate ? "" : " (resampled from " + rate + " to " + newRate + " Hz)");
        return new Heard(new Resampler(rate, newRate).of(mono), conversion);
    }
}
