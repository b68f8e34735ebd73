package dev.merapi.simd.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * The functions of one CBLAS library.
 *
 * <p>Integers of 32 or 64 bits: sizes and distances are always passed as 64-bit integers, and that is right for both. On
 * every 64-bit ABI an int argument has a register or a slot of the stack of its own, as a long has (on Apple's AArch64,
 * which packs the stack, each of these ints is followed by a pointer, which is aligned), and a callee that takes an int
 * reads its lower half. All our numbers are below 2^31, so their sign extension, which some ABIs ask for, is their zero
 * extension. Thus no wrong guess can make the library read wild memory.
 *
 * <p>Which of the two it is, for people to know, shows a call that is harmless either way: {@code cblas_sdot} of
 * {@code 1 - 2^32} elements. The lower half of that is 1, so a library of 32-bit integers multiplies one pair; one of
 * 64-bit integers sees a negative number and returns 0. (The library's checks of arguments would show it too, but they
 * print, and the reference's end the process. Names don't: Debian's 64-bit OpenBLAS has a plain {@code cblas_sgemm}.) On
 * RISC-V, POWER and s390x, whose callees may rely on the sign extension, 32-bit integers may pass for 64-bit ones.
 */
public final class Cblas {
    static final List<String> REQUIRED = List.of("cblas_sgemm", "cblas_dgemm", "cblas_sdot");

    private static final List<String> CONFIGS = List.of("openblas_get_config", "bli_info_get_version_str");
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANS = 111;
    private static final int TRANS = 112;

    private final String symbol;
    private final int integerBits;
    private final Optional<String> config;
    private final MethodHandle sgemm;
    private final MethodHandle dgemm;
    private final Threads threads;

    Cblas(Functions functions) {
        symbol = functions.decoration().of("cblas_sgemm");
        sgemm = functions.required("cblas_sgemm", gemm(JAVA_FLOAT));
        dgemm = functions.required("cblas_dgemm", gemm(JAVA_DOUBLE));
        config = functions.text(CONFIGS);
        threads = new Threads(functions);
        integerBits = integerBits(functions);
    }

    private static FunctionDescriptor gemm(MemoryLayout real) {
        return FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, real, ADDRESS, JAVA_LONG, ADDRESS,
                JAVA_LONG, real, ADDRESS, JAVA_LONG);
    }

    private static int integerBits(Functions functions) {
        MethodHandle sdot = functions.required(
                "cblas_sdot", FunctionDescriptor.of(JAVA_FLOAT, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocateFrom(JAVA_FLOAT, 3);
            float one = Functions.call(() -> (float) sdot.invokeExact(1 - (1L << 32), x, 1L, x, 1L));
            return one == 0 ? Long.SIZE : Integer.SIZE;
        }
    }

    /** The library's name of {@code cblas_sgemm}. */
    public String symbol() {
        return symbol;
    }

    /** Bits of the library's integers. */
    public int integerBits() {
        return integerBits;
    }

    /** What the library says about itself. */
    public Optional<String> config() {
        return config;
    }

    /** How many threads a call has, in words. */
    public String threading() {
        return threads.toString();
    }

    /** Whether several threads may call at once. */
    boolean several() {
        return threads.several();
    }

    /** C = op(A) op(B), or C += op(A) op(B), of row-major matrices. */
    @FunctionalInterface
    interface Product {
        /** Op(A) is [m, k], op(B) [k, n], C [m, n]; ld are distances of rows as stored, at least 1. */
        void run(
                boolean transA,
                boolean transB,
                long m,
                long n,
                long k,
                MemorySegment a,
                long lda,
                MemorySegment b,
                long ldb,
                boolean accumulate,
                MemorySegment c,
                long ldc);
    }

    /** {@link Product} in fp32. */
    void sgemm(
            boolean transA,
            boolean transB,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            boolean accumulate,
            MemorySegment c,
            long ldc) {
        float beta = accumulate ? 1 : 0;
        threads.run(() -> {
            sgemm.invokeExact(ROW_MAJOR, op(transA), op(transB), m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
            return c;
        });
    }

    /** {@link Product} in fp64. */
    void dgemm(
            boolean transA,
            boolean transB,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            boolean accumulate,
            MemorySegment c,
            long ldc) {
        double beta = accumulate ? 1 : 0;
        threads.run(() -> {
            dgemm.invokeExact(ROW_MAJOR, op(transA), op(transB), m, n, k, 1.0, a, lda, b, ldb, beta, c, ldc);
            return c;
        });
    }

    private static int op(boolean trans) {
        return trans ? TRANS : NO_TRANS;
    }
}
