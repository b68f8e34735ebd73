package dev.merapi.cli.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar that are in a format before Java 6's that of Java 8, for the JVM keeps no older ones in its archive of
 * parsed classes: picocli's 228 are of Java 5, and every command waited 0.08 s for them. Their code stays as it is; what the newer
 * format asks for, the types at each jump's target, is worked out.
 */
public final class OldClasses {
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;
    private static final int MAJOR_VERSION = 6;

    private OldClasses() {}

    /** Rewrites these jars, or leaves those without old classes as they are. */
    public static void main(String... jars) throws IOException {
        for (String jar : jars) {
            renew(Path.of(jar));
        }
    }

    /** Rewrites a jar if it has old classes; how many they were. */
    public static int renew(Path jar) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int old = 0;
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            ClassFile format = format(in);
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] content = read(in, entry);
                boolean isOld = entry.getName().endsWith(".class") && major(content) < JAVA_6;
                old += isOld ? 1 : 0;
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(isOld ? renewed(format, content) : content);
                out.closeEntry();
            }
        }
        if (old > 0) {
            Path part = jar.resolveSibling(jar.getFileName() + ".part");
            Files.write(part, bytes.toByteArray());
            Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return old;
    }

    private static int major(byte[] content) {
        boolean isCut = content.length < MAJOR_VERSION + Short.BYTES;
        return isCut ? JAVA_8 : Short.toUnsignedInt(ByteBuffer.wrap(content).getShort(MAJOR_VERSION));
    }

    private static byte[] renewed(ClassFile format, byte[] old) {
        ClassTransform bodies = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        return format.transformClass(format.parse(old), bodies.andThen((builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_8, 0);
            } else {
                builder.with(element);
            }
        }));
    }

    /** Which of two classes extends the other is asked of the jar itself, then of the JDK. */
    private static ClassFile format(ZipFile jar) {
        var own = ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> {
            String name = type.descriptorString();
            ZipEntry entry = jar.getEntry(name.substring(1, name.length() - 1) + ".class");
            try {
                return entry == null ? null : jar.getInputStream(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(own.orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static byte[] read(ZipFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
