package dev.merapi.simd;

import dev.merapi.simd.scalar.ScalarAttention;
import dev.merapi.simd.scalar.ScalarConvolution;
import dev.merapi.simd.scalar.ScalarCopy;
import dev.merapi.simd.scalar.ScalarElementwise;
import dev.merapi.simd.scalar.ScalarGemm;
import dev.merapi.simd.scalar.ScalarNormalization;
import dev.merapi.simd.scalar.ScalarOptimizer;
import dev.merapi.simd.scalar.ScalarPhilox;
import dev.merapi.simd.scalar.ScalarPooling;
import dev.merapi.simd.scalar.ScalarRecurrence;
import dev.merapi.simd.scalar.ScalarReduction;
import dev.merapi.simd.vector.VectorAttention;
import dev.merapi.simd.vector.VectorConvolution;
import dev.merapi.simd.vector.VectorCopy;
import dev.merapi.simd.vector.VectorElementwise;
import dev.merapi.simd.vector.VectorGemm;
import dev.merapi.simd.vector.VectorNormalization;
import dev.merapi.simd.vector.VectorOptimizer;
import dev.merapi.simd.vector.VectorPhilox;
import dev.merapi.simd.vector.VectorPooling;
import dev.merapi.simd.vector.VectorRecurrence;
import dev.merapi.simd.vector.VectorReduction;
import java.lang.System.Logger.Level;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** Which twin runs, decided once, when {@link Kernels} is first used, and why; a BLAS may take over its products. */
final class Choice {
    static final Kernels SCALAR = scalarKernels();
    static final Optional<Kernels> VECTOR =
            vectorApi() && Vectors.BITS >= Vectors.NARROWEST ? Optional.of(Vectors.kernels()) : Optional.empty();
    static final Kernels ACTIVE;
    static final String REASON;

    static {
        String asked = System.getProperty("merapi.simd", "");
        switch (asked) {
            case "scalar" -> {
                ACTIVE = active(SCALAR);
                REASON = "scalar: asked for by -Dmerapi.simd=scalar";
            }
            case "vector" -> {
                ACTIVE = active(VECTOR.orElseThrow(
                        () -> new IllegalStateException("-Dmerapi.simd=vector was asked for, but " + absence() + ": "
                                + remedy() + ", or leave the property away to run the scalar kernels")));
                REASON = presence() + "; asked for by -Dmerapi.simd=vector";
            }
            case "" -> {
                ACTIVE = active(VECTOR.map(Choice::early).orElse(SCALAR));
                REASON = VECTOR.isPresent() ? presence() : "scalar: " + absence();
                if (VECTOR.isEmpty()) {
                    warn();
                }
            }
            default ->
                throw new IllegalArgumentException("-Dmerapi.simd=" + asked + " names no kernels: say vector or scalar,"
                        + " or leave the property away to have them chosen");
        }
    }

    private Choice() {}

    /** The kernels, with a product that a BLAS may take over. */
    private static Kernels active(Kernels own) {
        // A wrong -Dmerapi.blas is found here, not in the middle of a computation.
        Blas.active();
        return with(own, new SwitchedGemm(own.gemm()));
    }

    /** The vector kernels, with a product that the scalar twin computes while they aren't compiled. */
    private static Kernels early(Kernels vector) {
        return with(vector, new EarlyGemm(vector.gemm(), SCALAR.gemm()));
    }

    private static Kernels with(Kernels own, Gemm gemm) {
        return new Kernels(
                own.name(),
                own.bits(),
                gemm,
                own.convolution(),
                own.pooling(),
                own.elementwise(),
                own.copy(),
                own.reduction(),
                own.normalization(),
                own.recurrence(),
                own.attention(),
                own.optimizer(),
                own.philox());
    }

    private static boolean vectorApi() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static String presence() {
        return "Vector API present, " + Vectors.BITS + "-bit vectors preferred by this CPU";
    }

    private static String absence() {
        if (vectorApi()) {
            return "the Vector API of this JVM prefers " + Vectors.BITS + "-bit vectors, narrower than "
                    + Vectors.NARROWEST + " bits (no C2 compiler, or a CPU without SIMD)";
        }
        return "jdk.incubator.vector is not in the boot layer (class path without --add-modules jdk.incubator.vector)";
    }

    private static String remedy() {
        return vectorApi()
                ? "run on a JVM whose C2 compiler knows this CPU's vectors"
                : "run on the module path, or add `--add-modules jdk.incubator.vector`";
    }

    private static void warn() {
        System.getLogger("dev.merapi.simd")
                .log(
                        Level.WARNING,
                        () -> "Merapi runs its scalar kernels, many times slower than the vector ones, because "
                                + absence() + ". To have vectors " + remedy()
                                + "; to silence this, -Dmerapi.simd=scalar.");
    }

    private static Kernels scalarKernels() {
        return new Kernels(
                "scalar",
                Float.SIZE,
                new ScalarGemm(),
                new ScalarConvolution(),
                new ScalarPooling(),
                new ScalarElementwise(),
                new ScalarCopy(),
                new ScalarReduction(),
                new ScalarNormalization(),
                new ScalarRecurrence(),
                new ScalarAttention(),
                new ScalarOptimizer(),
                new ScalarPhilox());
    }

    /** All that links the Vector API: a class of its own, so that it stays unloaded where the module is missing. */
    private static final class Vectors {
        static final int BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        static final int NARROWEST = 128;

        static Kernels kernels() {
            return new Kernels(
                    "vector",
                    BITS,
                    new VectorGemm(),
                    new VectorConvolution(),
                    new VectorPooling(),
                    new VectorElementwise(),
                    new VectorCopy(),
                    new VectorReduction(),
                    new VectorNormalization(),
                    new VectorRecurrence(),
                    new VectorAttention(),
                    new VectorOptimizer(),
                    new VectorPhilox());
        }
    }
}
