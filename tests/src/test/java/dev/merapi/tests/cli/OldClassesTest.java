package dev.merapi.tests.cli;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.cli.launch.OldClasses;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link OldClasses}. */
class OldClassesTest {
    private static final int JAVA_5 = 49;
    private static final int JAVA_8 = 52;

    @TempDir
    Path folder;

    @Test
    void aJumpOfJava5WorksInTheFormatOfJava8() throws IOException, ReflectiveOperationException {
        Path jar = jar(Map.of("Larger.class", larger(JAVA_5)));
        assertEquals(1, OldClasses.renew(jar));
        assertEquals(JAVA_8, ClassFile.of().parse(content(jar, "Larger.class")).majorVersion());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            var method = loader.loadClass("Larger").getMethod("of", int.class, int.class);
            assertEquals(7, method.invoke(null, 7, -3));
            assertEquals(9, method.invoke(null, 2, 9));
        }
    }

    @Test
    void whatIsntOldStaysToTheByte() throws IOException {
        byte[] text = "no class".getBytes(StandardCharsets.UTF_8);
        Path jar = jar(Map.of("Larger.class", larger(JAVA_5), "New.class", larger(JAVA_8), "a/b.txt", text));
        assertEquals(1, OldClasses.renew(jar));
        assertArrayEquals(text, content(jar, "a/b.txt"));
        assertArrayEquals(larger(JAVA_8), content(jar, "New.class"));
    }

    @Test
    void aJarWithoutOldClassesIsntWritten() throws IOException {
        Path jar = jar(Map.of("New.class", larger(JAVA_8), "short.class", new byte[3]));
        byte[] before = Files.readAllBytes(jar);
        assertEquals(0, OldClasses.renew(jar));
        assertArrayEquals(before, Files.readAllBytes(jar));
    }

    /** A class whose method needs the types at a jump's target to be told, from Java 7 on. */
    private static byte[] larger(int version) {
        var maps = version == JAVA_5
                ? ClassFile.StackMapsOption.DROP_STACK_MAPS
                : ClassFile.StackMapsOption.GENERATE_STACK_MAPS;
        return ClassFile.of(maps)
                .build(
                        ClassDesc.of("Larger"),
                        type -> type.withVersion(version, 0)
                                .withSuperclass(CD_Object)
                                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                                .withMethodBody(
                                        "of",
                                        MethodTypeDesc.of(CD_int, CD_int, CD_int),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> code.iload(0)
                                                .iload(1)
                                                .ifThenElse(
                                                        Opcode.IF_ICMPGT,
                                                        yes -> yes.iload(0).ireturn(),
                                                        no -> no.iload(1).ireturn())));
    }

    private Path jar(Map<String, byte[]> entries) throws IOException {
        Path jar = folder.resolve("some.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (var entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return jar;
    }

    private static byte[] content(Path jar, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                var in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
