package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.MelSpectrogram;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Wav;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoken digits. */
class FsddTest {
    @TempDir
    Path folder;

    @Test
    void everyRecordingIsThere() {
        Fsdd fsdd = Fsdd.open(SharedData.folder("fsdd"));
        assertEquals(3000, fsdd.recordings().size());
        assertEquals(List.of("george", "jackson", "lucas", "nicolas", "theo", "yweweler"), fsdd.speakers());
        assertEquals(2700, fsdd.train().recordings().size());
        assertEquals(300, fsdd.test().recordings().size());
        assertEquals(500, fsdd.of("theo").recordings().size());
        Recording first = fsdd.recordings().getFirst();
        assertEquals("0 george 0", first.digit() + " " + first.speaker() + " " + first.take());
        for (Recording recording : fsdd.recordings()) {
            Sound sound = recording.sound();
            assertTrue(sound.rate() == 8000 && sound.channels() == 1 && sound.length() > 1000);
        }
        Tensor log = MelSpectrogram.of(8000, 256, 80, 40)
                .log(first.sound().monoAt(8000).samples());
        assertEquals(40, log.size(0));
        assertEquals(1 + first.sound().length() / 80, log.size(1));
        assertTrue(log.isFinite().all().item() == 1);
    }

    @Test
    void folderIsReadToo() throws IOException {
        Path recordings = Files.createDirectories(folder.resolve("recordings"));
        Wav.write(recordings.resolve("7_ann_12.wav"), Sound.mono(Tensor.zeros(10), 8000));
        assertEquals(7, Fsdd.open(folder).train().recordings().getFirst().digit());
        Wav.write(recordings.resolve("seven.wav"), Sound.mono(Tensor.zeros(10), 8000));
        String message =
                assertThrows(FileFormatException.class, () -> Fsdd.open(folder)).getMessage();
        assertTrue(
                message.endsWith(
                        "'seven.wav' isn't named by digit, speaker and take, such as 7_jackson_32.wav; rename it"),
                message);
    }
}
