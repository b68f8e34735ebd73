package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Parameter updates in place, fp32, elementwise, by other rules than SGD's and Adam's. Serial as {@link Optimizer}'s.
 */
public interface Descent {
    /**
     * RMSprop (Hinton 2012) as PyTorch's: {@code g = fma(decay, p, g); v = alpha v + fresh g g;
     * d = g / (sqrt(v) + eps); p -= rate d}. Centered (Graves 2013) it also keeps {@code a = a + fresh (g - a)} and
     * takes sqrt(max(v - a a, 0)) for sqrt(v): without the maximum a constant gradient can end in the root of -1e-9.
     * With momentum {@code b = momentum b + d; p -= rate b}. Otherwise a and b are not touched.
     */
    void rmsprop(
            RmsProp s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment a,
            long ao,
            MemorySegment b,
            long bo,
            int n);

    /** Adagrad (Duchi et al. 2011): {@code g = fma(decay, p, g); h = h + g g; p -= rate g / (sqrt(h) + eps)}. */
    void adagrad(Adagrad s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment h, long ho, int n);

    /**
     * Adadelta (Zeiler 2012): {@code g = fma(decay, p, g); v = rho v + fresh g g; d = sqrt(u + eps) / sqrt(v + eps) g;
     * u = rho u + fresh d d; p -= rate d}.
     */
    void adadelta(
            Adadelta s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment v,
            long vo,
            MemorySegment u,
            long uo,
            int n);

    /**
     * Lion (Chen et al. 2023): {@code p = keep p - rate sign(m + fresh1 (g - m)); m = m + fresh2 (g - m)}; the sign of
     * 0 is 0 and that of NaN NaN.
     */
    void lion(Lion s, MemorySegment p, long po, MemorySegment g, long go, MemorySegment m, long mo, int n);

    /**
     * A row of Adafactor's direction (Shazeer, Stern 2018): {@code u = g / sqrt(max(row c, floor))}, where row and c
     * are the two factors of the mean squares. The maximum is {@link Math#max(float, float)}'s.
     */
    void factored(
            float row,
            float floor,
            MemorySegment c,
            long co,
            MemorySegment g,
            long go,
            MemorySegment u,
            long uo,
            int n);

    /** A running mean: {@code m = m + fresh (x - m)}. */
    void average(float fresh, MemorySegment m, long mo, MemorySegment x, long xo, int n);

    /**
     * Constants of one RMSprop step.
     *
     * @param alpha how much of v stays
     * @param fresh 1 - alpha: the share of g g in v
     */
    record RmsProp(float rate, float alpha, float fresh, float eps, float decay, float momentum, boolean centered) {}

    /** Constants of one Adagrad step. */
    record Adagrad(float rate, float eps, float decay) {}

    /**
     * Constants of one Adadelta step.
     *
     * @param rho how much of v and u stays
     * @param fresh 1 - rho: the share of what comes
     */
    record Adadelta(float rate, float rho, float fresh, float eps, float decay) {}

    /**
     * Constants of one Lion step.
     *
     * @param keep 1 - rate decay: how much of p stays
     * @param fresh1 1 - beta1: the share of g in the direction
     * @param fresh2 1 - beta2: the share of g in m
     */
    record Lion(float rate, float keep, float fresh1, float fresh2) {}
}
