package dev.merapi.models.audio;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Tar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Free Spoken Digit Dataset: English digits, each spoken fifty times by each of six speakers. Read from
 * {@code recordings.tar.gz} or from a folder {@code recordings}, whose files are named {@code 7_jackson_32.wav}: digit,
 * speaker, take. Source: Z. Jackson et al., "Free spoken digit dataset", 2018.
 *
 * @param recordings by digit, speaker and take
 */
public record Fsdd(List<Recording> recordings) {
    private static final Pattern NAME = Pattern.compile("([0-9])_([a-z]+)_([0-9]{1,4})\\.wav");
    private static final int TEST_TAKES = 5;

    /** Copies the list. */
    public Fsdd {
        recordings = List.copyOf(recordings);
    }

    /** One digit, spoken once. */
    public record Recording(int digit, String speaker, int take, Sound sound) {
        /** Its name in the data set, such as {@code 7_jackson_32.wav}. */
        public String file() {
            return digit + "_" + speaker + "_" + take + ".wav";
        }
    }

    /** Reads a folder that holds the archive or the folder of recordings. */
    public static Fsdd open(Path folder) {
        Path archive = folder.resolve("recordings.tar.gz");
        Path unpacked = folder.resolve("recordings");
        List<Recording> recordings = Files.isDirectory(unpacked) ? ofFolder(unpacked) : ofArchive(archive);
        if (recordings.isEmpty()) {
            throw new FileFormatException(
                    folder, "there's no recording in it with a name such as 7_jackson_32.wav; get it again");
        }
        return new Fsdd(recordings.stream()
                .sorted(Comparator.comparingInt(Recording::digit)
                        .thenComparing(Recording::speaker)
                        .thenComparingInt(Recording::take))
                .toList());
    }

    private static List<Recording> ofArchive(Path archive) {
        List<Recording> recordings = new ArrayList<>();
        try (var tar = Tar.open(archive)) {
            for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                String name = entry.get().name();
                if (name.endsWith(".wav")) {
                    recordings.add(recording(
                            archive,
                            name,
                            Wav.parse(archive.resolve(name), entry.get().bytes())));
                }
            }
        }
        return recordings;
    }

    private static List<Recording> ofFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wav"))
                    .map(file -> recording(folder, file.getFileName().toString(), Wav.read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("couldn't read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Recording recording(Path file, String name, Sound sound) {
        Matcher parts = NAME.matcher(name.substring(name.lastIndexOf('/') + 1));
        if (!parts.matches()) {
            throw new FileFormatException(
                    file, "'" + name + "' isn't named by digit, speaker and take, such as 7_jackson_32.wav; rename it");
        }
        return new Recording(Integer.parseInt(parts.group(1)), parts.group(2), Integer.parseInt(parts.group(3)), sound);
    }

    /** The takes from 5 on, to learn from: the data set's own split. */
    public Fsdd train() {
        return new Fsdd(recordings.stream().filter(r -> r.take() >= TEST_TAKES).toList());
    }

    /** The takes 0 to 4, to test on. */
    public Fsdd test() {
        return new Fsdd(recordings.stream().filter(r -> r.take() < TEST_TAKES).toList());
    }

    /** The takes of these numbers, the second not included. */
    public Fsdd takes(int from, int to) {
        return new Fsdd(recordings.stream()
                .filter(r -> r.take() >= from && r.take() < to)
                .toList());
    }

    /** So many recordings evenly from all, so that they are of all digits and speakers; all if there are no more. */
    public Fsdd limit(int n) {
        int all = recordings.size();
        int m = Dataset.limited(all, n);
        return m == all
                ? this
                : new Fsdd(IntStream.range(0, m)
                        .mapToObj(i -> recordings.get((int) ((long) i * all / m)))
                        .toList());
    }

    /** What one speaker said. */
    public Fsdd of(String speaker) {
        return new Fsdd(
                recordings.stream().filter(r -> r.speaker().equals(speaker)).toList());
    }

    /** The speakers' names, in order. */
    public List<String> speakers() {
        return recordings.stream().map(Recording::speaker).distinct().sorted().toList();
    }
}
