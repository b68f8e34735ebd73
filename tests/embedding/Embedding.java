import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Embeds Merapi as a stranger would. Builds the Maven project beside this file, which knows nothing but Merapi's
 * coordinates; trains and saves its model; then loads and predicts on the module path without a flag (vector kernels, no
 * warning) and on the class path without a flag (scalar kernels, one warning), and compares the bits.
 *
 * <p>{@code mvn verify} runs it on the toolchain's JDK: {@code java Embedding.java ROOT VERSION FOLDER MAVEN LOCAL_REPO}.
 */
final class Embedding {
    private static final List<String> MODULES = List.of("simd", "tensor", "autograd", "models");
    private static final String MAIN = "com.example.shop.Main";
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private final Path root;
    private final String version;
    private final Path folder;

    private record Run(List<String> lines, List<String> warnings) {}

    private Embedding(String[] args) throws IOException {
        root = Path.of(args[0]).toAbsolutePath();
        version = args[1];
        folder = Files.createDirectories(Path.of(args[2])).toAbsolutePath();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Embedding embedding = new Embedding(args);
        embedding.build(args[3], args[4]);
        embedding.compare();
    }

    /** Runs Maven with a repository of its own, filled from the built jars and from what Maven has fetched already. */
    private void build(String maven, String fetched) throws IOException, InterruptedException {
        Path own = folder.resolve("m2");
        deleteAll(own.resolve("dev"));
        Path built = folder.resolve("built");
        publish(root.resolve("pom.xml"), built, "merapi", ".pom");
        for (String module : MODULES) {
            publish(root.resolve(module + "/pom.xml"), built, "merapi-" + module, ".pom");
            publish(jar(module), built, "merapi-" + module, ".jar");
        }
        Path settings = folder.resolve("settings.xml");
        Files.writeString(settings, """
                <settings>
                  <mirrors>
                    <mirror><id>fetched</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>built</id>
                      <repositories><repository><id>built</id><url>%s</url></repository></repositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
                </settings>
                """.formatted(Path.of(fetched).toUri(), built.toUri()));
        deleteAll(root.resolve("tests/embedding/target"));
        String project = root.resolve("tests/embedding/pom.xml").toString();
        run(
                "mvn",
                List.of(
                        maven,
                        "-B",
                        "-q",
                        "-s",
                        settings.toString(),
                        "-Dmaven.repo.local=" + own,
                        "-Dmerapi.version=" + version,
                        "-f",
                        project,
                        "org.apache.maven.plugins:maven-compiler-plugin:compile"));
    }

    private void compare() throws IOException, InterruptedException {
        String separator = System.getProperty("path.separator");
        String path = Stream.concat(
                        MODULES.stream().map(this::jar), Stream.of(root.resolve("tests/embedding/target/classes")))
                .map(Path::toString)
                .collect(Collectors.joining(separator));
        String model = folder.resolve("model.safetensors").toString();
        List<String> modular = List.of(java(), "--module-path", path, "--module", "com.example.shop/" + MAIN);
        run("train", with(modular, "train", model));
        Run modules = run("module-path", with(modular, "predict", model));
        Run flat = run("class-path", with(List.of(java(), "--class-path", path, MAIN), "predict", model));

        check(
                modules.lines.getFirst().equals("kernels vector"),
                "module path: expected the vector kernels, " + modules);
        check(modules.warnings.isEmpty(), "module path: expected no warning, " + modules);
        check(flat.lines.getFirst().equals("kernels scalar"), "class path: expected the scalar kernels, " + flat);
        check(flat.warnings.size() == 1, "class path: expected one warning, " + flat);
        check(flat.lines.size() == 26, "expected 25 predictions, " + flat);
        check(
                modules.lines.subList(1, 26).equals(flat.lines.subList(1, 26)),
                "module path and class path differ: " + modules + " against " + flat);
        System.out.println(
                "embedding: vector on the module path, scalar and one warning on the class path, the same bits in "
                        + "25 predictions of a loaded model");
    }

    private Path jar(String module) {
        Path jar = root.resolve(module + "/target/merapi-" + module + "-" + version + ".jar");
        check(Files.isRegularFile(jar), jar + " is missing: run mvn verify from the root");
        return jar;
    }

    private void publish(Path file, Path repository, String artifact, String ending) throws IOException {
        Path target = repository.resolve("dev/merapi/" + artifact + "/" + version);
        Files.createDirectories(target);
        Files.copy(file, target.resolve(artifact + "-" + version + ending), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void deleteAll(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String java() {
        return JAVA_HOME.resolve("bin/java").toString();
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(more));
        return whole;
    }

    /** Runs a command with none of the environment's JVM options. */
    private Run run(String name, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_JAVAC_OPTIONS"));
        environment.put("JAVA_HOME", JAVA_HOME.toString());
        int status = builder.start().waitFor();
        String errors = Files.readString(err, StandardCharsets.UTF_8);
        check(status == 0, name + " ended with " + status + ":\n" + errors + Files.readString(out));
        // The JVM's own line about the incubating module is not ours to count.
        List<String> warnings = errors.lines()
                .filter(line -> line.contains("WARNING") && !line.contains("Using incubator modules"))
                .toList();
        return new Run(Files.readAllLines(out), warnings);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            System.err.println("embedding: " + otherwise);
            System.exit(1);
        }
    }
}
