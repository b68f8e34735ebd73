package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.op.Add;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which operators exist, and which of them the table's rows apply, forward or backward. */
public final class Operators {
    private Operators() {}

    /** The names of all records in the package of operators that are operators. */
    public static Set<String> existing() {
        return records(Add.class).stream()
                .filter(Op.class::isAssignableFrom)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The public records of a class's package that aren't parts of others. */
    public static List<Class<?>> records(Class<?> one) {
        return types(one).stream().filter(Class::isRecord).toList();
    }

    /** The public classes of a class's package that aren't parts of others: in a folder of classes or in a jar. */
    public static List<Class<?>> types(Class<?> one) {
        String folder = one.getPackageName().replace('.', '/');
        try {
            URI home = one.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path path = Path.of(home);
            if (Files.isDirectory(path)) {
                return in(path.resolve(folder), one);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return in(jar.getPath(folder), one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code of " + one + " has no place to list", e);
        }
    }

    private static List<Class<?>> in(Path folder, Class<?> one) throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".class") && !f.endsWith("-info.class"))
                    .map(f -> type(f.substring(0, f.length() - ".class".length()), one))
                    .filter(type -> !type.isMemberClass() && Modifier.isPublic(type.getModifiers()))
                    .forEach(types::add);
        }
        return types;
    }

    private static Class<?> type(String name, Class<?> one) {
        try {
            return Class.forName(one.getPackageName() + "." + name, false, one.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " was listed but isn't there", e);
        }
    }

    /** The names of the operators that a row applies in its first small shape, forward and backward. */
    public static Set<String> applied(OperatorCase c) {
        Set<String> names = new TreeSet<>();
        record(c, (op, _, _) -> names.add(op.getClass().getSimpleName()));
        return names;
    }

    /** Shows a recorder what a row applies in its first small shape, forward and backward. */
    static void record(OperatorCase c, Recorder recorder) {
        try (Scope _ = Scope.open()) {
            var inputs = Tensors.inputs(c, c.variants().getFirst(), DType.FLOAT32);
            ScopedValue.where(Recorder.CURRENT, recorder)
                    .run(() -> Differentiable.of(c, inputs).resultAndGradients());
        }
    }
}
