package dev.merapi.simd;

import java.util.Optional;

/**
 * One implementation of every kernel family. {@link #active()} is the one in use: chosen once, when this class is first
 * used, by {@code -Dmerapi.simd=vector|scalar} or else by whether the Vector API is present. Its matrix product alone may
 * change later: a {@link Blas} computes it from {@link Blas#load} on.
 *
 * @param name "vector" or "scalar"
 * @param bits the vector width in bits; 32 for the scalar twin
 */
public record Kernels(
        String name,
        int bits,
        Gemm gemm,
        Convolution convolution,
        Pooling pooling,
        Elementwise elementwise,
        Copy copy,
        Reduction reduction,
        Normalization normalization,
        Recurrence recurrence,
        Attention attention,
        Optimizer optimizer,
        Philox philox) {

    /** The kernels in use. */
    public static Kernels active() {
        return Choice.ACTIVE;
    }

    /** Why {@link #active()} is what it is, in one sentence. */
    public static String reason() {
        return Choice.REASON;
    }

    /** The plain-loop twin: the fallback and the oracle. */
    public static Kernels scalar() {
        return Choice.SCALAR;
    }

    /** The Vector API twin; empty where the module {@code jdk.incubator.vector} isn't there. */
    public static Optional<Kernels> vector() {
        return Choice.VECTOR;
    }
}
