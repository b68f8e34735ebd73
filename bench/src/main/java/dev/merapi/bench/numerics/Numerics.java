package dev.merapi.bench.numerics;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code bench/numerics.sh}: the largest error of each function over all floats, into docs/NUMERICS.md. */
public final class Numerics {
    private static final String USAGE = """
            usage: bench/numerics.sh [--function NAME]... [--stride N] [--file FILE]
              --function NAME  measure this one anew and keep the other rows (default: all of them)
              --stride N       only every Nth float, for a quick look: prints the rows, leaves the file alone
              --file FILE      default docs/NUMERICS.md
            functions:""";

    private static final String POW = "pow";

    private final List<String> functions = new ArrayList<>();
    private int stride = 1;
    private Path file = Path.of("docs/NUMERICS.md");

    private Numerics() {}

    /** Exits with 2 if the options make no sense, with 1 if the file can't be written. */
    public static void main(String... args) {
        try {
            parse(args).measure(Kernels.active().elementwise());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE + " " + String.join(" ", names()));
            System.exit(2);
        } catch (IOException e) {
            System.err.println("Can't read or write the table: " + e + "; name another with --file");
            System.exit(1);
        }
    }

    /**
     * What the options ask for.
     *
     * @throws IllegalArgumentException if they make no sense; its message is for the user
     */
    public static Numerics parse(String... args) {
        Numerics run = new Numerics();
        run.read(args);
        return run;
    }

    private static List<String> names() {
        return Stream.concat(Stream.of(Function.values()).map(Function::toString), Stream.of(POW))
                .toList();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value, but is the last word; give one");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--function" -> functions.add(name(value));
                case "--stride" -> stride = stride(value);
                case "--file" -> file = Path.of(value);
                default -> throw new IllegalArgumentException("There's no option " + args[i] + "; see the usage");
            }
        }
        if (functions.isEmpty()) {
            functions.addAll(names());
        }
    }

    private static String name(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "There's no function \"" + value + "\"; choose one of those named below");
        }
        return name;
    }

    private static int stride(String value) {
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "--stride is \"" + value + "\", but must be a whole number from 1 to 999999999");
        }
        return Integer.parseInt(value);
    }

    private void measure(Elementwise kernels) throws IOException {
        System.out.print(Row.HEAD);
        for (String name : functions) {
            long start = System.nanoTime();
            List<Row> rows = name.equals(POW)
                    ? List.of(PowerGrid.row(kernels, 1))
                    : Scan.of(Function.valueOf(name.toUpperCase(Locale.ROOT)), kernels, stride);
            System.out.println(rows.stream().map(Row::line).collect(Collectors.joining("\n")));
            System.err.printf(Locale.ROOT, "%s: %.1f s%n", name, (System.nanoTime() - start) / 1e9);
            if (stride == 1) {
                // After each function, so that what's measured isn't lost if the run ends early.
                Report.merge(file, rows, kernels);
            }
        }
    }
}
