package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.op.Add;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which operators exist, and which of them the table's rows apply, forward or backward. */
public final class Operators {
    private static final String FOLDER = "dev/merapi/tensor/op";

    private Operators() {}

    /** The names of all records in the package of operators that are operators: in a folder of classes or in a jar. */
    public static Set<String> existing() {
        try {
            URI home = Add.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path path = Path.of(home);
            if (Files.isDirectory(path)) {
                return in(path.resolve(FOLDER));
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return in(jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the operators' code has no place to list", e);
        }
    }

    private static Set<String> in(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".class"))
                    .map(f -> type(f.substring(0, f.length() - ".class".length())))
                    .filter(type -> type.isRecord() && Op.class.isAssignableFrom(type))
                    .forEach(type -> names.add(type.getSimpleName()));
        }
        return names;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(FOLDER.replace('/', '.') + "." + name, false, Op.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " was listed but isn't there", e);
        }
    }

    /** The names of the operators that a row applies in its first small shape, forward and backward. */
    public static Set<String> applied(OperatorCase c) {
        Set<String> names = new TreeSet<>();
        Recorder recorder = (op, inputs, output) -> names.add(op.getClass().getSimpleName());
        try (Scope _ = Scope.open()) {
            var inputs = Tensors.inputs(c, c.variants().getFirst(), DType.FLOAT32);
            ScopedValue.where(Recorder.CURRENT, recorder)
                    .run(() -> Differentiable.of(c, inputs).resultAndGradients());
        }
        return names;
    }
}
