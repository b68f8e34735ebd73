package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * What a step of a recurrent cell does beside its matrix products, and its gradient: rows (samples) of h units, contiguous
 * fp32. Serial; callers split rows over {@link Workers}. The formulas are evaluated as written, one rounding an operation,
 * fma where it says so; sigmoid, tanh and their gradients are those of {@link Elementwise}. Nothing happens for no rows.
 *
 * <p>{@code gates} comes in as the product of the state with the recurrent weights and leaves as what the gradient needs.
 */
public interface Recurrence {
    /**
     * LSTM. gates [rows, 4h]: i, f, g, o = act(x + gates) with sigmoid, for g tanh; {@code c = fma(f, c, i g)} in place;
     * {@code s = o tanh(c)}.
     *
     * @param x [rows, 4h]
     * @param c [rows, h]
     * @param s the new state h [rows, h]
     */
    void lstm(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment gates,
            long go,
            MemorySegment c,
            long co,
            MemorySegment s,
            long so);

    /**
     * Its gradient with t = tanh(fma(f, c, i g)), e = dy + ds, {@code u = fma(e o, fma(-t, t, 1), dc)}: dx = ((u g) i', (u c)
     * f', (u i) g', (e t) o') with i' = i (1 - i), g' = fma(-g, g, 1); {@code dc = u f} in place.
     *
     * @param dy the gradient of the step's output [rows, h]
     * @param ds that of the state h which the step leaves [rows, h]
     * @param dc that of the state c which it leaves, and then of the one which it found [rows, h]
     * @param gates i, f, g, o [rows, 4h]
     * @param c which the step found [rows, h]
     * @param dx [rows, 4h]
     */
    void lstmGradient(
            int rows,
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment dc,
            long dco,
            MemorySegment gates,
            long go,
            MemorySegment c,
            long co,
            MemorySegment dx,
            long dxo);

    /**
     * GRU. gates [rows, 4h] comes in with three products, of r, z and n: r, z = sigmoid(x + gates), m = gates_n + bias,
     * {@code n = tanh(fma(r, m, x_n))}; it leaves as r, z, m, n. {@code s = fma(z, s - n, n)} in place.
     *
     * @param x [rows, 3h]
     * @param bias [h]
     * @param s the state h [rows, h]
     */
    void gru(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment bias,
            long bo,
            MemorySegment gates,
            long go,
            MemorySegment s,
            long so);

    /**
     * Its gradient with e = dy + ds: dx_n = (e (1 - z)) fma(-n, n, 1), dx_r = (dx_n m) (r (1 - r)), dx_z = (e (s - n)) (z (1 -
     * z)); dp = (dx_r, dx_z, dx_n r); {@code ds = e z} in place, what doesn't pass a product.
     *
     * @param dy the gradient of the step's output [rows, h]
     * @param ds that of the state which the step leaves, and then a part of that which it found [rows, h]
     * @param gates r, z, m, n [rows, 4h]
     * @param s the state which the step found [rows, h]
     * @param dx of x [rows, 3h]
     * @param dp of the three products [rows, 3h]
     */
    void gruGradient(
            int rows,
            int h,
            MemorySegment dy,
            long dyo,
            MemorySegment ds,
            long dso,
            MemorySegment gates,
            long go,
            MemorySegment s,
            long so,
            MemorySegment dx,
            long dxo,
            MemorySegment dp,
            long dpo);
}
