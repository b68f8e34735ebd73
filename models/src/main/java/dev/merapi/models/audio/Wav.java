package dev.merapi.models.audio;

import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.ByteReader;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * WAV files: whole numbers of 8, 16, 24 or 32 bits and floating ones of 32 or 64, any number of channels, any rate.
 * What is in the file counts, not what its header claims.
 *
 * <p>Source: IBM and Microsoft, "Multimedia programming interface and data specifications 1.0", 1991.
 */
public final class Wav {
    private static final int LARGEST = 1 << 30;
    private static final int HEADER = 44;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int SHORT_FULL = 1 << 15;

    private Wav() {}

    /** Reads a file. */
    public static Sound read(Path file) {
        try (var reader = ByteReader.open(file)) {
            return parse(file, reader.rest(LARGEST));
        }
    }

    /** Reads the bytes of a file; {@code name} is what errors call it. */
    public static Sound parse(Path name, byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || !tag(bytes, 0).equals("RIFF") || !tag(bytes, 8).equals("WAVE")) {
            throw new FileFormatException(
                    name, "this is no WAV file: it doesn't begin with RIFF and WAVE; convert the sound to WAV");
        }
        Optional<Format> format = Optional.empty();
        int at = 12;
        while (at + 8 <= bytes.length) {
            String tag = tag(bytes, at);
            long size = all.getInt(at + 4) & 0xFFFFFFFFL;
            at += 8;
            if (size > bytes.length - at) {
                throw new FileFormatException(
                        name,
                        "the file is cut short: its part '" + tag + "' takes " + size + " bytes, but only "
                                + (bytes.length - at) + " are there; get the file again");
            }
            ByteBuffer part = all.slice(at, (int) size).order(ByteOrder.LITTLE_ENDIAN);
            if (tag.equals("fmt ")) {
                format = Optional.of(Format.of(name, part));
            } else if (tag.equals("data")) {
                return format.orElseThrow(() -> new FileFormatException(
                                name, "the sound comes before its format, the part 'fmt '; convert it again"))
                        .sound(name, part);
            }
            // Parts begin at even bytes.
            at += (int) size + (int) (size & 1);
        }
        throw new FileFormatException(name, "the file has no sound, no part 'data'; is it cut short? Get it again");
    }

    private static String tag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private record Format(boolean floating, int channels, int rate, int bits) {
        static Format of(Path file, ByteBuffer part) {
            if (part.remaining() < 16) {
                throw new FileFormatException(
                        file, "its format takes " + part.remaining() + " bytes instead of 16; get the file again");
            }
            int code = part.getShort(0) & 0xffff;
            if (code == EXTENSIBLE && part.remaining() >= 26) {
                code = part.getShort(24) & 0xffff;
            }
            int channels = part.getShort(2) & 0xffff;
            int rate = part.getInt(4);
            int bits = part.getShort(14) & 0xffff;
            boolean known = switch (code) {
                case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
                case FLOAT -> bits == 32 || bits == 64;
                default -> false;
            };
            if (!known) {
                throw new FileFormatException(
                        file,
                        "samples of format " + code + " with " + bits + " bits aren't read; convert them to PCM (1) of"
                                + " 8, 16, 24 or 32 bits or to floats (3) of 32 or 64");
            }
            int block = part.getShort(12) & 0xffff;
            if (channels == 0 || block != channels * bits / 8 || rate < 1 || rate > Sound.HIGHEST_RATE) {
                throw new FileFormatException(
                        file,
                        "its format can't be right: " + channels + " channels of " + bits + " bits in " + block
                                + " bytes at " + (rate & 0xFFFFFFFFL) + " Hz; get the file again");
            }
            return new Format(code == FLOAT, channels, rate, bits);
        }

        Sound sound(Path file, ByteBuffer data) {
            int width = bits / 8;
            int block = width * channels;
            if (data.remaining() % block != 0) {
                throw new FileFormatException(
                        file,
                        "the sound's " + data.remaining() + " bytes are no whole number of " + block
                                + "-byte samples of " + channels + " channels; get the file again");
            }
            int n = data.remaining() / block;
            float[] samples = new float[n * channels];
            for (int t = 0; t < n; t++) {
                for (int c = 0; c < channels; c++) {
                    float x = sample(data, t * block + c * width);
                    if (!Float.isFinite(x)) {
                        throw new FileFormatException(
                                file, "sample " + t + " is " + x + "; a sound must be of finite numbers");
                    }
                    samples[c * n + t] = x;
                }
            }
            return new Sound(Tensor.of(Shape.of(channels, n), samples), rate);
        }

        /** Full scale is 1; what is below zero reaches one step further. */
        private float sample(ByteBuffer data, int at) {
            if (floating) {
                return bits == 32 ? data.getFloat(at) : (float) data.getDouble(at);
            }
            return switch (bits) {
                case 8 -> ((data.get(at) & 0xff) - 128) / 128f;
                case 16 -> data.getShort(at) / (float) SHORT_FULL;
                case 24 -> ((data.getShort(at + 1) << 8) + (data.get(at) & 0xff)) / (float) (1 << 23);
                default -> (float) (data.getInt(at) / 0x1p31);
            };
        }
    }

    /** Writes whole numbers of 16 bits, rounded to the nearest; what is beyond full scale is clipped to it. */
    public static void write(Path file, Sound sound) {
        AtomicFile.write(file, bytes(sound));
    }

    /** What {@link #write} writes. */
    public static byte[] bytes(Sound sound) {
        int channels = sound.channels();
        int n = sound.length();
        long size = 2L * channels * n;
        if (size > LARGEST - HEADER || channels > 0xffff) {
            throw new IllegalArgumentException("a sound of " + channels + " channels of " + n
                    + " samples is too long for a WAV file; cut it into parts");
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + (int) size).order(ByteOrder.LITTLE_ENDIAN);
        put(out, "RIFF").putInt((int) size + HEADER - 8);
        put(out, "WAVE");
        put(out, "fmt ")
                .putInt(16)
                .putShort((short) PCM)
                .putShort((short) channels)
                .putInt(sound.rate());
        out.putInt(sound.rate() * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
        put(out, "data").putInt((int) size);
        float[] samples = sound.samples().toFloatArray();
        for (int t = 0; t < n; t++) {
            for (int c = 0; c < channels; c++) {
                float x = samples[c * n + t];
                if (Float.isNaN(x)) {
                    throw new IllegalArgumentException(
                            "sample " + t + " of channel " + c + " is NaN, which no WAV file can hold");
                }
                out.putShort((short) Math.clamp(Math.round((double) x * SHORT_FULL), -SHORT_FULL, SHORT_FULL - 1));
            }
        }
        return out.array();
    }

    private static ByteBuffer put(ByteBuffer out, String tag) {
        return out.put(tag.getBytes(StandardCharsets.ISO_8859_1));
    }
}
