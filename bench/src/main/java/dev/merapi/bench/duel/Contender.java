package dev.merapi.bench.duel;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The cases of {@code ./merapi bench} as a checkout has them, in a class loader of their own: its code is compiled apart. */
public record Contender(Map<String, Supplier<Runnable>> cases) {
    /**
     * Of a checkout that has been built.
     *
     * @throws IllegalArgumentException if it hasn't; its message is for the user
     */
    public static Contender of(Path checkout) {
        Path app = checkout.resolve("cli").resolve("target").resolve("app");
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(app)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                jars.add(file.toUri().toURL());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "there is no built Merapi in " + checkout + " (" + app
                            + " can't be listed); run ./merapi --version in it",
                    e);
        }
        return new Contender(cases(new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())));
    }

    private static Map<String, Supplier<Runnable>> cases(ClassLoader loader) {
        try {
            Class<?> type = loader.loadClass("dev.merapi.cli.bench.Case");
            Map<String, Supplier<Runnable>> cases = new LinkedHashMap<>();
            for (Object each : (List<?>) type.getMethod("all").invoke(null)) {
                var call = (Supplier<?>) type.getMethod("call").invoke(each);
                cases.put((String) type.getMethod("name").invoke(each), () -> (Runnable) call.get());
            }
            return cases;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "this Merapi's bench has other classes (" + e + "); take a later checkout", e);
        }
    }
}
