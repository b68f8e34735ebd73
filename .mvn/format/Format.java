import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Formats every Java file below the working directory ({@code --write}), or says which ones aren't formatted and exits
 * with 1 ({@code --check}).
 */
final class Format {
    private static final Set<String> SKIPPED = Set.of("target", "runs", ".git");

    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR; // 120 columns

    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(STYLE).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean write = args.length == 1 && args[0].equals("--write");
        if (!write && !(args.length == 1 && args[0].equals("--check"))) {
            System.err.println("usage: Format --check | --write");
            System.exit(2);
        }
        List<Path> sources = sources(Path.of(""));
        List<Path> changed =
                sources.parallelStream().filter(file -> differs(file, write)).toList();
        if (write) {
            changed.forEach(file -> System.out.println("formatted " + file));
        } else if (!changed.isEmpty()) {
            changed.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println(
                    changed.size() + " of " + sources.size() + " Java files are not formatted; ./format repairs them.");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> Stream.iterate(file, Objects::nonNull, Path::getParent)
                            .noneMatch(
                                    part -> SKIPPED.contains(part.getFileName().toString())))
                    .sorted()
                    .toList();
        }
    }

    private static boolean differs(Path file, boolean write) {
        try {
            String before = Files.readString(file);
            String after = FORMATTER.formatSource(
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), STYLE));
            if (after.equals(before)) {
                return false;
            }
            if (write) {
                Files.writeString(file, after);
            }
            return true;
        } catch (FormatterException error) {
            // What it doesn't know of Java 25: a bare _ in a record pattern (write "var _") and module imports.
            System.err.println("can't parse: " + file + ":" + error.getMessage());
            return true;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
