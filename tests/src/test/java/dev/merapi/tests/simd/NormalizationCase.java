package dev.merapi.tests.simd;

import dev.merapi.simd.Normalization;
import dev.merapi.simd.NormalizationDouble;
import java.lang.foreign.MemorySegment;

/**
 * One method of {@link Normalization} with its float64 oracle. Forward methods read x alone; a gradient reads dy and x,
 * where x is what the method asks for: the result y (softmax, log-softmax) or the input (standardize).
 */
enum NormalizationCase {
    SOFTMAX(null),
    LOG_SOFTMAX(null),
    STANDARDIZE(null),
    LAYER_NORM(null),
    RMS_NORM(null),
    SOFTMAX_GRADIENT(SOFTMAX),
    LOG_SOFTMAX_GRADIENT(LOG_SOFTMAX),
    STANDARDIZE_GRADIENT(STANDARDIZE),
    LAYER_NORM_GRADIENT(LAYER_NORM),
    RMS_NORM_GRADIENT(RMS_NORM);

    static final float EPS = 1e-5f;

    private final NormalizationCase forward;

    NormalizationCase(NormalizationCase forward) {
        this.forward = forward;
    }

    boolean isGradient() {
        return forward != null;
    }

    /** What this is the gradient of; itself for a forward method. */
    NormalizationCase forward() {
        return isGradient() ? forward : this;
    }

    /** Whether the gradient reads the result of the forward method instead of its input. */
    boolean readsResult() {
        return this == SOFTMAX_GRADIENT || this == LOG_SOFTMAX_GRADIENT;
    }

    /** Whether the result may lie on an input. */
    boolean worksInPlace() {
        return this != LAYER_NORM_GRADIENT && this != RMS_NORM_GRADIENT;
    }

    static MemorySegment weight(int cols) {
        return Runs.normal(cols, 21);
    }

    private static MemorySegment bias(int cols) {
        return Runs.normal(cols, 22);
    }

    void run(
            Normalization n, int rows, int cols, MemorySegment dy, MemorySegment x, long xo, MemorySegment y, long yo) {
        switch (this) {
            case SOFTMAX -> n.softmax(rows, cols, x, xo, y, yo);
            case LOG_SOFTMAX -> n.logSoftmax(rows, cols, x, xo, y, yo);
            case STANDARDIZE -> n.standardize(rows, cols, EPS, x, xo, y, yo);
            case SOFTMAX_GRADIENT -> n.softmaxGradient(rows, cols, dy, xo, x, xo, y, yo);
            case LOG_SOFTMAX_GRADIENT -> n.logSoftmaxGradient(rows, cols, dy, xo, x, xo, y, yo);
            case STANDARDIZE_GRADIENT -> n.standardizeGradient(rows, cols, EPS, dy, xo, x, xo, y, yo);
            case LAYER_NORM -> n.layerNorm(rows, cols, EPS, x, xo, weight(cols), 0, bias(cols), 0, y, yo);
            case LAYER_NORM_GRADIENT -> n.layerNormGradient(rows, cols, EPS, dy, xo, x, xo, weight(cols), 0, y, yo);
            case RMS_NORM -> n.rmsNorm(rows, cols, EPS, x, xo, weight(cols), 0, 1, y, yo);
            case RMS_NORM_GRADIENT -> n.rmsNormGradient(rows, cols, EPS, dy, xo, x, xo, weight(cols), 0, 1, y, yo);
        }
    }

    /** The same in float64, from offset 0. */
    void runDouble(int rows, int cols, MemorySegment dy, MemorySegment x, MemorySegment y) {
        switch (this) {
            case SOFTMAX -> NormalizationDouble.softmax(rows, cols, x, 0, y, 0);
            case LOG_SOFTMAX -> NormalizationDouble.logSoftmax(rows, cols, x, 0, y, 0);
            case STANDARDIZE -> NormalizationDouble.standardize(rows, cols, EPS, x, 0, y, 0);
            case SOFTMAX_GRADIENT -> NormalizationDouble.softmaxGradient(rows, cols, dy, 0, x, 0, y, 0);
            case LOG_SOFTMAX_GRADIENT -> NormalizationDouble.logSoftmaxGradient(rows, cols, dy, 0, x, 0, y, 0);
            case STANDARDIZE_GRADIENT -> NormalizationDouble.standardizeGradient(rows, cols, EPS, dy, 0, x, 0, y, 0);
            case LAYER_NORM -> {
                MemorySegment weight = Runs.toDoubles(weight(cols));
                NormalizationDouble.layerNorm(rows, cols, EPS, x, 0, weight, 0, Runs.toDoubles(bias(cols)), 0, y, 0);
            }
            case LAYER_NORM_GRADIENT -> {
                MemorySegment weight = Runs.toDoubles(weight(cols));
                NormalizationDouble.layerNormGradient(rows, cols, EPS, dy, 0, x, 0, weight, 0, y, 0);
            }
            case RMS_NORM ->
                NormalizationDouble.rmsNorm(rows, cols, EPS, x, 0, Runs.toDoubles(weight(cols)), 0, 1, y, 0);
            case RMS_NORM_GRADIENT -> {
                MemorySegment weight = Runs.toDoubles(weight(cols));
                NormalizationDouble.rmsNormGradient(rows, cols, EPS, dy, 0, x, 0, weight, 0, 1, y, 0);
            }
        }
    }
}
