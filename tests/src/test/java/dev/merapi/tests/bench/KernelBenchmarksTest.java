package dev.merapi.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.bench.numerics.Function;
import dev.merapi.simd.Ctc;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.LinearChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The benchmarks' classes are read, not loaded: JMH isn't here. */
class KernelBenchmarksTest {
    private static final String FOLDER = "dev/merapi/bench";

    @Test
    void everyKernelHasABenchmark() throws IOException, URISyntaxException {
        Set<String> missing = new TreeSet<>(kernels());
        missing.removeAll(called());
        assertEquals(Set.of(), missing, "kernels that no benchmark calls");
    }

    /** "dev/merapi/simd/Pooling.max" and so on; the plain loops behind ctcLoss and crf are kernels, too. */
    private static Set<String> kernels() {
        Set<String> names = new TreeSet<>();
        Stream<Class<?>> families = Stream.concat(
                Arrays.stream(Kernels.class.getRecordComponents())
                        .<Class<?>>map(RecordComponent::getType)
                        .filter(Class::isInterface),
                Stream.of(Ctc.class, LinearChain.class));
        families.forEach(family -> Arrays.stream(family.getMethods())
                .filter(m -> m.getDeclaringClass() != Object.class && !Modifier.isStatic(m.getModifiers()))
                .map(Method::getName)
                .forEach(name -> names.add(family.getName().replace('.', '/') + "." + name)));
        return names;
    }

    private static Set<String> called() throws IOException, URISyntaxException {
        Path home = Path.of(Function.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(home)) {
            return calledIn(home.resolve(FOLDER));
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return calledIn(jar.getPath(FOLDER));
        }
    }

    private static Set<String> calledIn(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> f.toString().endsWith(".class"))
                    .map(KernelBenchmarksTest::parsed)
                    .forEach(c -> c.constantPool().forEach(entry -> {
                        if (entry instanceof MemberRefEntry member) {
                            names.add(member.owner().asInternalName() + "."
                                    + member.name().stringValue());
                        }
                    }));
        }
        return names;
    }

    private static ClassModel parsed(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
