package dev.merapi.bench.duel;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code bench/duel.sh}: how many times as fast this checkout is as another, case by case, in one JVM. */
public final class Duel {
    private static final String USAGE =
            "usage: bench/duel.sh OTHER-CHECKOUT [--filter F,...] [--threads T] [--seconds S]";

    private Duel() {}

    /**
     * What the options ask for.
     *
     * @param filter parts of cases' names, of which one must occur
     */
    public record Options(Path here, Path other, List<String> filter, int threads, double seconds) {
        /**
         * From this checkout's folder and the user's arguments.
         *
         * @throws IllegalArgumentException if they make no sense; its message is for the user
         */
        public static Options parse(String... args) {
            if (args.length < 2 || args[1].startsWith("-") || args.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "name the folder of the other checkout first, then pairs of options");
            }
            Options options = new Options(Path.of(args[0]), Path.of(args[1]), List.of("gemm"), 1, 1);
            for (int i = 2; i < args.length; i += 2) {
                options = options.with(args[i], args[i + 1]);
            }
            return options;
        }

        private Options with(String option, String value) {
            return switch (option) {
                case "--filter" -> new Options(here, other, List.of(value.split(",")), threads, seconds);
                case "--threads" -> new Options(here, other, filter, threads(value), seconds);
                case "--seconds" -> new Options(here, other, filter, threads, seconds(value));
                default -> throw new IllegalArgumentException(option + " is no option");
            };
        }

        private static int threads(String value) {
            if (!value.matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException("--threads " + value + " must be a whole number from 1 to 9999");
            }
            return Integer.parseInt(value);
        }

        private static double seconds(String value) {
            try {
                double seconds = Double.parseDouble(value);
                if (seconds > 0 && seconds <= 3600) {
                    return seconds;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--seconds " + value + " is no number", e);
            }
            throw new IllegalArgumentException("--seconds " + value + " must be above 0 and at most 3600");
        }
    }

    /** Exits with 2 if the arguments make no sense. */
    public static void main(String... args) {
        try {
            run(Options.parse(args));
            // Helper threads of both engines are still there.
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/duel.sh: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    private static void run(Options options) {
        System.setProperty("merapi.threads", Integer.toString(options.threads()));
        Contender here = Contender.of(options.here());
        Contender there = Contender.of(options.other());
        List<String> names = names(here, there, options.filter());
        System.out.printf(Locale.ROOT, "%-32s%14s%14s%9s  %s%n", "case", "here, us", "other, us", "times", "quartiles");
        for (String name : names) {
            Runnable ours = here.cases().get(name).get();
            Runnable theirs = there.cases().get(name).get();
            Match.Score s = new Match(ours, theirs, System::nanoTime).play(options.seconds());
            System.out.printf(
                    Locale.ROOT,
                    "%-32s%14.1f%14.1f%9.3f  %.3f to %.3f%n",
                    name,
                    s.here() / 1e3,
                    s.there() / 1e3,
                    s.ratio(),
                    s.low(),
                    s.high());
        }
    }

    private static List<String> names(Contender here, Contender there, List<String> filter) {
        Stream<String> both = here.cases().keySet().stream().filter(there.cases()::containsKey);
        List<String> names =
                both.filter(name -> filter.stream().anyMatch(name::contains)).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no case that both have matches --filter " + String.join(",", filter)
                    + "; ./merapi bench --help tells their names");
        }
        return names;
    }
}
