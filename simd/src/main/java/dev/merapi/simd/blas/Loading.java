package dev.merapi.simd.blas;

import dev.merapi.simd.blas.Functions.Decoration;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** From a path to a {@link Cblas} that multiplies rightly, or one sentence that says why not. */
public final class Loading {
    /** How builds decorate names: NumPy's wheel; Julia, Fedora; MKL, the reference; SciPy's wheel; everybody else. */
    private static final List<Decoration> DECORATIONS = List.of(
            new Decoration("scipy_", "64_"),
            new Decoration("", "64_"),
            new Decoration("", "_64"),
            new Decoration("scipy_", ""),
            new Decoration("", ""));

    private Loading() {}

    /**
     * Loads the library, until the JVM ends, and tries it.
     *
     * @param asked what asks for it: the beginning of the sentence if it fails
     */
    public static Cblas load(String asked, Path path) {
        requireNativeAccess(asked);
        SymbolLookup library = open(asked, path);
        Decoration decoration = DECORATIONS.stream()
                .filter(d -> Cblas.REQUIRED.stream()
                        .allMatch(name -> library.find(d.of(name)).isPresent()))
                .findFirst()
                .orElseThrow(() -> refusal(
                        asked,
                        "has no C interface of a BLAS: none of "
                                + DECORATIONS.stream()
                                        .map(d -> d.of("cblas_sgemm"))
                                        .collect(Collectors.joining(", "))
                                + " with its dgemm and sdot; name a library that has one, such as OpenBLAS"));
        Cblas blas = new Cblas(new Functions(library, decoration));
        if (!Trial.of(blas)) {
            throw refusal(asked, "computes wrong products; name another library, or none");
        }
        return blas;
    }

    private static void requireNativeAccess(String asked) {
        Module here = Loading.class.getModule();
        if (!here.isNativeAccessEnabled()) {
            throw refusal(
                    asked,
                    "needs native code, which this JVM doesn't allow Merapi: start it with --enable-native-access="
                            + (here.isNamed() ? here.getName() : "ALL-UNNAMED"));
        }
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            throw refusal(asked, "can't be called from a 32-bit JVM; run a 64-bit one");
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup open(String asked, Path path) {
        LibraryFile.flaw(path).ifPresent(flaw -> {
            throw refusal(asked, flaw);
        });
        try {
            // By name: the lookup by Path wants a file, which macOS's own libraries don't have.
            return SymbolLookup.libraryLookup(path.toAbsolutePath().toString(), Arena.global());
        } catch (IllegalArgumentException e) {
            String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
            throw refusal(
                    asked,
                    Files.exists(path)
                            ? "can't be loaded: it isn't for " + platform
                                    + ", or is damaged, or a library that it needs is"
                                    + " missing; see what `ldd` says of it"
                            : "names no file; give the path of a CBLAS library, such as"
                                    + " /usr/lib/x86_64-linux-gnu/libopenblas.so.0");
        }
    }

    private static IllegalArgumentException refusal(String asked, String why) {
        return new IllegalArgumentException(asked + " " + why);
    }
}
