package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WAV files of every kind that is read, and of many kinds that are wrong. */
class WavTest {
    private static final Path NAME = Path.of("a.wav");

    @TempDir
    Path folder;

    /** A file with one channel at 8000 Hz; {@code put} writes the samples' bytes. */
    private static byte[] wav(int format, int bits, ByteBuffer data) {
        return wav(format, bits, 1, 8000, data);
    }

    private static byte[] wav(int format, int bits, int channels, int rate, ByteBuffer data) {
        ByteBuffer out = ByteBuffer.allocate(44 + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.capacity());
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) format).putShort((short) channels).putInt(rate);
        out.putInt(rate * channels * bits / 8)
                .putShort((short) (channels * bits / 8))
                .putShort((short) bits);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.capacity());
        byte[] samples = new byte[data.capacity()];
        data.get(0, samples);
        return out.put(samples).array();
    }

    private static ByteBuffer data(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] read(byte[] file) {
        Sound sound = Wav.parse(NAME, file);
        assertEquals(8000, sound.rate());
        return sound.samples().toFloatArray();
    }

    @Test
    void everyKindOfSample() {
        float[] expected = {-1, 0, 0.5f};
        assertArrayEquals(expected, read(wav(1, 8, ByteBuffer.wrap(new byte[] {0, (byte) 128, (byte) 192}))));
        ByteBuffer two = data(6).putShort((short) -32768).putShort((short) 0).putShort((short) 16384);
        assertArrayEquals(expected, read(wav(1, 16, two)));
        byte[] three = {0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0x40};
        assertArrayEquals(expected, read(wav(1, 24, ByteBuffer.wrap(three))));
        byte[] small = {1, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        assertArrayEquals(new float[] {0x1p-23f, -0x1p-23f}, read(wav(1, 24, ByteBuffer.wrap(small))));
        assertArrayEquals(
                expected, read(wav(1, 32, data(12).putInt(1 << 31).putInt(0).putInt(1 << 30))));
        assertArrayEquals(
                expected, read(wav(3, 32, data(12).putFloat(-1).putFloat(0).putFloat(0.5f))));
        assertArrayEquals(
                expected, read(wav(3, 64, data(24).putDouble(-1).putDouble(0).putDouble(0.5))));
    }

    @Property(tries = 50)
    void whatIsWrittenIsRead(
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(max = 50) int n,
            @ForAll @IntRange(min = 1, max = 192000) int rate) {
        Tensor steps = RandomKey.of(rate).normal(channels, n).mul(9000).round().clamp(-32768, 32767);
        Sound sound = new Sound(steps.mul(0x1p-15), rate);
        Sound back = Wav.parse(NAME, Wav.bytes(sound));
        assertEquals(rate, back.rate());
        assertTrue(sound.samples().equalBits(back.samples()));
    }

    @Test
    void filesAreWrittenAndBeyondFullScaleClipped() throws IOException {
        Path file = folder.resolve("b.wav");
        Wav.write(file, Sound.mono(Tensor.of(2f, -2f, 0.00001f, 0.00002f), 16000));
        assertEquals(52, Files.size(file));
        float step = 0x1p-15f;
        assertArrayEquals(
                new float[] {1 - step, -1, 0, step}, Wav.read(file).samples().toFloatArray());
        var e = assertThrows(
                IllegalArgumentException.class, () -> Wav.bytes(Sound.mono(Tensor.of(0f, Float.NaN), 8000)));
        assertEquals("sample 1 of channel 0 is NaN, which no WAV file can hold", e.getMessage());
    }

    /** Other parts are passed over, even ones of odd length, and a long format says its kind further behind. */
    @Test
    void otherPartsAndLongFormats() {
        byte[] plain = wav(1, 16, 2, 8000, data(8).putShort((short) 16384).putShort((short) -16384));
        byte[] bytes = new byte[plain.length + 24 + 12];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put(plain, 0, 12);
        out.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(3).putInt(0);
        out.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(40).putShort((short) 0xFFFE);
        out.put(plain, 22, 14)
                .putShort((short) 22)
                .putShort((short) 16)
                .putInt(3)
                .putShort((short) 1);
        out.position(out.position() + 14);
        out.put(plain, 36, plain.length - 36);
        Sound sound = Wav.parse(NAME, bytes);
        assertEquals(Shape.of(2, 2), sound.samples().shape());
        assertArrayEquals(new float[] {0.5f, 0, -0.5f, 0}, sound.samples().toFloatArray());
    }

    @Test
    void everyCutIsFound() throws IOException {
        byte[] good = wav(1, 16, data(8).putShort((short) 5));
        for (int length = 0; length < good.length; length++) {
            Path file = Files.write(folder.resolve("cut.wav"), Arrays.copyOf(good, length));
            assertTrue(assertThrows(FileFormatException.class, () -> Wav.read(file))
                    .getMessage()
                    .startsWith(file + ": "));
        }
        refused(
                "the file is cut short: its part 'data' takes 8 bytes, but only 7 are there; get the file again",
                Arrays.copyOf(good, good.length - 1));
        refused("the file has no sound, no part 'data'; is it cut short? Get it again", Arrays.copyOf(good, 36));
        refused("this is no WAV file: it doesn't begin with RIFF and WAVE; convert the sound to WAV", new byte[50]);
    }

    /** No byte of the header, whatever it is changed to, leads to anything but a sound or a sentence. */
    @Property(tries = 300)
    void noHeaderBreaksTheReader(@ForAll @IntRange(max = 43) int at, @ForAll byte value) {
        byte[] bytes = wav(1, 16, data(8));
        bytes[at] = value;
        try {
            assertTrue(Wav.parse(NAME, bytes).length() <= 8);
        } catch (FileFormatException e) {
            assertTrue(e.getMessage().startsWith("a.wav: "), e.getMessage());
        }
    }

    @Test
    void wrongHeadersAreTold() {
        refused(
                "samples of format 2 with 4 bits aren't read; convert them to PCM (1) of 8, 16, 24 or 32 bits or to floats"
                        + " (3) of 32 or 64",
                wav(2, 4, data(8)));
        refused(
                "its format can't be right: 0 channels of 16 bits in 0 bytes at 8000 Hz; get the file again",
                wav(1, 16, 0, 8000, data(8)));
        refused(
                "its format can't be right: 1 channels of 16 bits in 2 bytes at 4294967295 Hz; get the file again",
                wav(1, 16, 1, -1, data(8)));
        refused(
                "the sound's 7 bytes are no whole number of 2-byte samples of 1 channels; get the file again",
                wav(1, 16, data(7)));
        refused(
                "sample 1 is NaN; a sound must be of finite numbers",
                wav(3, 32, data(8).putFloat(0).putFloat(Float.NaN)));
        byte[] huge = wav(1, 16, data(8));
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
        refused(
                "the file is cut short: its part 'data' takes 4294967295 bytes, but only 8 are there; get the file again",
                huge);
    }

    private static void refused(String sentence, byte[] bytes) {
        var e = assertThrows(FileFormatException.class, () -> Wav.parse(NAME, bytes));
        assertEquals("a.wav: " + sentence, e.getMessage());
    }
}
