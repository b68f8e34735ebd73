package dev.merapi.models.audio;

import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code y[m, f] = ln(max(mel[m, f], floor) / floor) / scale} of samples whose loudest is made 1: what networks of
 * speech see. Silence is 0, so that zeros before, behind and around it are silence too. A floor before the logarithm is
 * Tacotron 2's way (Shen et al., "Natural TTS synthesis by conditioning WaveNet on mel spectrogram predictions", 2018,
 * section 2.1).
 *
 * @param floor what is less loud isn't heard
 * @param scale brings the numbers near 1
 */
public record SpeechFeatures(MelSpectrogram mel, double floor, double scale) {
    private static final double FLOOR = 1e-3;
    private static final double SCALE = 5;

    /** Checks the numbers. */
    public SpeechFeatures {
        if (!(floor > 0 && scale > 0)) {
            throw new IllegalArgumentException(
                    "a floor of " + floor + " and a scale of " + scale + " have no logarithm; both must be above 0");
        }
    }

    /** torchaudio's mel spectra of power, down to 1e-3: about 70 dB below the loudest. */
    public static SpeechFeatures of(int rate, int fft, int hop, int mels) {
        return new SpeechFeatures(MelSpectrogram.of(rate, fft, hop, mels), FLOOR, SCALE);
    }

    /** Samples a second. */
    public int rate() {
        return mel.bank().rate();
    }

    /** How many numbers a frame has. */
    public int mels() {
        return mel.bank().mels();
    }

    /** [mels, frames] of samples [n]; what is too short for a frame is heard with silence behind it. */
    public Tensor of(Tensor samples) {
        int fft = mel.stft().fft();
        Tensor loud = loud(samples);
        Tensor enough = loud.size() >= fft ? loud : loud.pad(new int[] {0}, new int[] {fft - loud.size()}, 0);
        return mel.of(enough).maximum(floor).div(floor).log().div(scale);
    }

    /**
     * [mels, frames] for a given number of frames: silence on both sides of a shorter sound, the middle of a longer one.
     */
    public Tensor of(Tensor samples, int frames) {
        Tensor y = of(samples);
        int more = frames - y.size(1);
        if (more <= 0) {
            int from = -more / 2;
            return y.slice(1, from, from + frames);
        }
        int before = more / 2;
        return y.pad(new int[] {0, before}, new int[] {0, more - before}, 0);
    }

    /** The samples times what makes the largest 1; silence as it is. */
    public static Tensor loud(Tensor samples) {
        double peak = samples.size() == 0 ? 0 : samples.abs().max().item();
        return peak == 0 ? samples : samples.div(peak);
    }

    /** Magnitudes [bins, frames] that would be seen as y [mels, frames]; 0 where y is 0 or less. */
    public Tensor magnitudes(Tensor y) {
        Tensor filtered = mel.bank().inverse(y.maximum(0).mul(scale).expm1().mul(floor));
        return mel.power() == 2 ? filtered.sqrt() : filtered;
    }

    /** What {@link #of(Json)} reads: the numbers by name. */
    public Json toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("rate", Json.of(rate()));
        fields.put("fft", Json.of(mel.stft().fft()));
        fields.put("hop", Json.of(mel.stft().hop()));
        fields.put("mels", Json.of(mels()));
        return Json.object(fields);
    }

    /** Features that {@link #of(int, int, int, int)} made. */
    public static SpeechFeatures of(Json json) {
        try {
            return of(number(json, "rate"), number(json, "fft"), number(json, "hop"), number(json, "mels"));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException("the features of speech can't be: " + e.getMessage());
        }
    }

    private static int number(Json json, String field) {
        long value = json.get(field).integer();
        if (value < 1 || value > Sound.HIGHEST_RATE) {
            throw new JsonException("\"" + field + "\" is " + value + ", but must be from 1 to " + Sound.HIGHEST_RATE);
        }
        return (int) value;
    }
}
