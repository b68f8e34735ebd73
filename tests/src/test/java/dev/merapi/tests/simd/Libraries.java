package dev.merapi.tests.simd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** BLAS libraries to test with: what this machine has, and small ones that gcc makes. What is missing is said once. */
public final class Libraries {
    private static final ConcurrentHashMap<String, Boolean> MISSED = new ConcurrentHashMap<>();
    private static final Optional<Path> OPENBLAS = Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .map(triplet -> Path.of("/usr/lib", triplet, "openblas-pthread", "libopenblas.so.0"))
            .filter(Files::exists)
            .findFirst();
    private static final Optional<Path> NUMPY = inNumpy();

    /** Products that {@link #made} counts wrongly on purpose, so that one sees who computed: those with k = 77. */
    static final int MARKED = 77;

    private static final String SOURCE = """
            #include <stddef.h>
            #define GEMM(name, real) \\
              void name(int layout, int ta, int tb, INT m, INT n, INT k, real alpha, const real *a, INT lda, \\
                        const real *b, INT ldb, real beta, real *c, INT ldc) { \\
                for (INT i = 0; i < m; i++) \\
                  for (INT j = 0; j < n; j++) { \\
                    real sum = k == 77 ? 1000 : WRONG; \\
                    for (INT p = 0; p < k; p++) \\
                      sum += a[ta == 112 ? p * lda + i : i * lda + p] * b[tb == 112 ? j * ldb + p : p * ldb + j]; \\
                    real *to = c + (i * ldc + j); \\
                    *to = alpha * sum + (beta == 0 ? 0 : beta * *to); \\
                  } \\
              }
            GEMM(NAME(sgemm), float)
            GEMM(NAME(dgemm), double)
            #ifndef NO_DOT
            float NAME(sdot)(INT n, const float *x, INT incx, const float *y, INT incy) {
              float sum = 0;
              for (INT i = 0; i < n; i++) sum += x[i * incx] * y[i * incy];
              return sum;
            }
            #endif
            """;

    private Libraries() {}

    /** Debian's libopenblas0-pthread. */
    public static Optional<Path> openBlas() {
        return saidIfMissing(OPENBLAS, "libopenblas0-pthread (apt-get install libopenblas0-pthread)");
    }

    /** The OpenBLAS of NumPy's wheel, with scipy_cblas_sgemm64_. */
    static Optional<Path> numpy() {
        return saidIfMissing(NUMPY, "NumPy's wheel (pip install numpy)");
    }

    /** The real ones that are here. */
    static List<Path> all() {
        return Stream.of(openBlas(), numpy()).flatMap(Optional::stream).toList();
    }

    /**
     * A library in a folder, made by gcc from plain loops.
     *
     * @param name what cblas_sgemm is called, such as "scipy_cblas_##x##64_" with x for sgemm
     * @param integer C's type of its integers
     * @param options more for gcc
     */
    static Optional<Path> made(Path folder, String name, String integer, String... options) {
        try {
            Path source = Files.createTempFile(folder, "blas", ".c");
            Files.writeString(source, "#define NAME(x) " + name + "\n" + SOURCE);
            Path library = Path.of(source + ".so");
            List<String> gcc =
                    new ArrayList<>(List.of("gcc", "-O1", "-shared", "-fPIC", "-DINT=" + integer, "-DWRONG=0"));
            gcc.addAll(List.of(options));
            gcc.addAll(List.of("-o", library.toString(), source.toString()));
            Optional<String> made = output(gcc);
            return saidIfMissing(made.map(_ -> library), "gcc");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> inNumpy() {
        return output(List.of("python3", "-c", "import importlib.util as u; print(u.find_spec('numpy').origin)"))
                .map(origin -> Path.of(origin).getParent().resolveSibling("numpy.libs"))
                .filter(Files::isDirectory)
                .flatMap(folder -> {
                    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "libscipy_openblas64_*.so")) {
                        var files = found.iterator();
                        return files.hasNext() ? Optional.of(files.next()) : Optional.empty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** What a program prints; empty if there is no such program, or it fails. */
    private static Optional<String> output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
        }
    }

    private static Optional<Path> saidIfMissing(Optional<Path> library, String what) {
        if (library.isEmpty() && MISSED.putIfAbsent(what, true) == null) {
            System.out.println("NOT TESTED: Blas with " + what + ", which this machine doesn't have");
        }
        return library;
    }
}
