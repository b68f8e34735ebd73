package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder's recordings in three parts: the takes 0 to 4 of each digit and speaker are to test on, as the data set's
 * authors want it, 5 to 9 to validate on, and the rest to learn from.
 *
 * @param notes what people should know of them
 */
record SpokenDigits(Fsdd train, Fsdd validation, Fsdd test, List<String> notes) {
    /** Samples a second, the data set's own. */
    static final int RATE = 8000;

    static final Source SOURCE = Source.shared(
            "fsdd",
            "recordings.tar.gz or a folder recordings, of WAV files such as 7_jackson_32.wav: digit, speaker, take");

    /** The classes' names. */
    static final List<String> NAMES =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private static final int VALIDATION_TAKES = 10;

    static SpokenDigits open(Path folder) {
        return of(Fsdd.open(folder), folder);
    }

    /** The same of one speaker. */
    static SpokenDigits open(Path folder, String speaker) {
        Fsdd all = Fsdd.open(folder);
        if (!all.speakers().contains(speaker)) {
            throw new Failure("the recordings in " + folder + " are of " + String.join(", ", all.speakers()) + ", but "
                    + speaker + "'s are wanted; name a folder by --data DIR that has them");
        }
        return of(all.of(speaker), folder);
    }

    private static SpokenDigits of(Fsdd all, Path folder) {
        Fsdd learned = all.train();
        SpokenDigits parts = new SpokenDigits(
                learned.takes(VALIDATION_TAKES, Integer.MAX_VALUE),
                learned.takes(0, VALIDATION_TAKES),
                all.test(),
                converted(all.recordings()));
        if (parts.train.recordings().isEmpty()
                || parts.validation.recordings().isEmpty()
                || parts.test.recordings().isEmpty()) {
            throw new Failure(folder + " has " + parts.train.recordings().size()
                    + " recordings to learn from (takes 10 and"
                    + " higher), " + parts.validation.recordings().size() + " to validate on (takes 5 to 9) and "
                    + parts.test.recordings().size() + " to test on (takes 0 to 4); it needs some of each");
        }
        return parts;
    }

    private static List<String> converted(List<Recording> recordings) {
        List<Recording> other = recordings.stream()
                .filter(r -> r.sound().rate() != RATE || r.sound().channels() != 1)
                .toList();
        return other.isEmpty()
                ? List.of()
                : List.of((other.size() == 1 ? "a recording was" : other.size() + " recordings were")
                        + " brought to " + RATE + " Hz and one channel, such as "
                        + other.getFirst().file()
                        + other.getFirst().sound().monoAt(RATE).conversion());
    }

    /** At most so many recordings in each part; all if n is 0. */
    SpokenDigits limit(int n) {
        return n == 0 ? this : new SpokenDigits(train.limit(n), validation.limit(n), test.limit(n), notes);
    }

    /** What a network hears of a recording [n]. */
    static Tensor samples(Recording recording) {
        return recording.sound().monoAt(RATE).samples();
    }
}
