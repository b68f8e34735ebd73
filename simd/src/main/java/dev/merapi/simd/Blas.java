package dev.merapi.simd;

import dev.merapi.simd.blas.BlasGemm;
import dev.merapi.simd.blas.Cblas;
import dev.merapi.simd.blas.Loading;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A CBLAS library (OpenBLAS, BLIS, MKL, the reference) that computes the matrix products in fp32 and fp64, {@link Gemm}
 * and {@link GemmDouble}, instead of Merapi's own kernels; everything else stays. Off by default; {@link #load} or
 * {@code -Dmerapi.blas=path} turns it on.
 *
 * <p>With a BLAS results depend on the library, on the machine and on the number of threads: the promise of the same bits
 * holds for Merapi's own kernels alone. A warning of the {@link System.Logger} {@code dev.merapi.simd} says so, once.
 *
 * <p>Threads: the library is told to use one, where it has a function for it (OpenBLAS, BLIS, MKL), and {@link Workers} cut
 * the product in as many parts as they have threads. So {@link Workers#withThreads} holds for the BLAS too, products made
 * inside other loops don't start threads of their own, and no second team of threads spins beside the first. The
 * setting is the library's own, so it holds for everybody in this process who uses the same library.
 *
 * <p>The code that calls the library is native: the JVM must allow it with {@code --enable-native-access=dev.merapi.simd}
 * (on the class path {@code ALL-UNNAMED}). A loaded library stays in memory until the JVM ends.
 */
public final class Blas implements AutoCloseable {
    private static final AtomicBoolean WARNED = new AtomicBoolean();
    private static volatile Optional<Blas> active = askedFor(System.getProperty("merapi.blas", ""));

    private final Path path;
    private final Cblas library;
    private final BlasGemm gemm;

    private Blas(Path path, Cblas library) {
        this.path = path;
        this.library = library;
        this.gemm = new BlasGemm(library);
    }

    /**
     * Loads a library and lets it compute every product from now on, until it's {@linkplain #close closed} or another one
     * is loaded. If it can't be loaded everything stays as it was.
     *
     * <p>Names: {@code cblas_sgemm} may be decorated as in {@code scipy_cblas_sgemm64_} (NumPy's and SciPy's wheels),
     * {@code cblas_sgemm64_} (Julia's and Fedora's) or {@code cblas_sgemm_64} (MKL's, the reference's). Integers may have
     * 32 or 64 bits, whatever the name says: see {@link #integerBits}.
     *
     * @param path the library's file, such as {@code /usr/lib/x86_64-linux-gnu/libopenblas.so.0}
     * @throws IllegalArgumentException if there is no such file, it's no CBLAS library of this platform, its products are
     *     wrong, or the JVM doesn't allow native access
     */
    public static Blas load(Path path) {
        return loadFor("Blas.load(" + path + ")", path);
    }

    /** The library in use, if any. */
    public static Optional<Blas> active() {
        return active;
    }

    /** Merapi's own kernels compute the products again, if this library was in use. */
    @Override
    public synchronized void close() {
        active = active.filter(blas -> blas != this);
    }

    /** The library's file. */
    public Path path() {
        return path;
    }

    /** The name under which the library has {@code cblas_sgemm}. */
    public String symbol() {
        return library.symbol();
    }

    /** Bits of the library's integers, 32 or 64, as {@code cblas_sdot} showed: see {@link Cblas}. */
    public int integerBits() {
        return library.integerBits();
    }

    /** What the library says about itself, such as "OpenBLAS 0.3.21 DYNAMIC_ARCH Zen"; empty if it can't. */
    public Optional<String> config() {
        return library.config();
    }

    /** All of it in one line, for people. */
    @Override
    public String toString() {
        return path + ": " + symbol() + ", " + integerBits() + "-bit integers, " + library.threading() + ", "
                + config().orElse("says nothing about itself");
    }

    BlasGemm gemm() {
        return gemm;
    }

    private static synchronized Blas loadFor(String asked, Path path) {
        Blas blas = new Blas(path, Loading.load(asked, path));
        active = Optional.of(blas);
        if (WARNED.compareAndSet(false, true)) {
            System.getLogger("dev.merapi.simd")
                    .log(
                            Level.WARNING,
                            () -> "Matrix products are computed by the BLAS " + path + ": results depend on it, on the"
                                    + " machine and on the number of threads, and Merapi's promise of the same bits no"
                                    + " longer holds.");
        }
        return blas;
    }

    private static Optional<Blas> askedFor(String property) {
        if (property.isBlank()) {
            return Optional.empty();
        }
        String asked = "-Dmerapi.blas=" + property;
        try {
            return Optional.of(loadFor(asked, Path.of(property)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(asked + " is no path of a file: " + e.getMessage(), e);
        }
    }
}
