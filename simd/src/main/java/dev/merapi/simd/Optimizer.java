package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Parameter updates in place, fp32, elementwise: SGD, and Adam with its kin; {@link Descent} has the others. Serial;
 * callers split ranges over {@link Workers}.
 */
public interface Optimizer extends Descent {
    /**
     * SGD as PyTorch's: {@code g = fma(decay, p, g); v = momentum v + (1 - dampening) g;
     * p -= rate (nesterov ? g + momentum v : v)}; without momentum (0) v is not touched and p -= rate g. On the first step
     * v = g.
     */
    void sgd(Sgd s, boolean first, MemorySegment p, long po, MemorySegment g, long go, MemorySegment v, long vo, int n);

    /**
     * Adam (Kingma, Ba 2015) and AdamW (Loshchilov, Hutter 2019) as PyTorch's: {@code coupled} adds decay p to g, otherwise
     * p is first scaled by 1 - rate decay; {@code m = m + fresh1 (g - m); v = beta2 v + fresh2 g g;
     * p -= step m / (sqrt(v) scale + eps)} with {@code step = rate / (1 - beta1^t), scale = 1 / sqrt(1 - beta2^t)}.
     */
    void adam(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            int n);

    /**
     * {@link #adam} whose denominator never shrinks (AMSGrad; Reddi et al. 2018), as PyTorch's: {@code x = max(x, v);
     * p -= step m / (sqrt(x) scale + eps)}. The maximum is {@link Math#max(float, float)}'s.
     */
    void amsgrad(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            MemorySegment x,
            long xo,
            int n);

    /**
     * {@link #adam} that looks ahead along its momentum (NAdam; Dozat 2016), as PyTorch's:
     * {@code p -= (step m + ahead g) / (sqrt(v) scale + eps)}.
     */
    void nadam(
            Adam s,
            float ahead,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            int n);

    /**
     * The direction of {@link #adam}'s step, which LAMB (You et al. 2020) walks as far as its length allows:
     * {@code u = decay p + step m / (sqrt(v) scale + eps)}, with m and v of the bare gradient; p isn't touched and
     * {@code rate} and {@code coupled} aren't read.
     */
    void lamb(
            Adam s,
            MemorySegment p,
            long po,
            MemorySegment g,
            long go,
            MemorySegment m,
            long mo,
            MemorySegment v,
            long vo,
            MemorySegment u,
            long uo,
            int n);

    /** Constants of one SGD step. */
    record Sgd(float rate, float momentum, float dampening, float decay, boolean nesterov) {}

    /**
     * Constants of one Adam step. What is fresh in a mean comes on its own, rounded once: 1 - 0.999f is 1.3e-5 off 0.001.
     *
     * @param fresh1 1 - beta1: the share of g in m
     * @param beta2 how much of v stays
     * @param fresh2 1 - beta2: the share of g g in v
     * @param step the bias-corrected rate
     * @param scale the bias correction of sqrt(v)
     */
    record Adam(
            float rate,
            float fresh1,
            float beta2,
            float fresh2,
            float eps,
            float decay,
            boolean coupled,
            float step,
            float scale) {}
}
