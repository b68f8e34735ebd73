package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import dev.merapi.simd.Elementwise.Unary;
import java.lang.foreign.MemorySegment;

/** {@link Recurrence} in float64, in plain loops. */
public final class RecurrenceDouble {
    private RecurrenceDouble() {}

    /** As {@link Recurrence#lstm}. */
    public static void lstm(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment gates,
            long go,
            MemorySegment c,
            long co,
            MemorySegment s,
            long so) {
        for (int at = 0; at < rows * h; at++) {
            long first = 4L * h * (at / h) + at % h;
            double[] a = new double[4];
            for (int gate = 0; gate < 4; gate++) {
                long j = first + (long) gate * h;
                a[gate] = FunctionsDouble.apply(
                        gate == 2 ? Unary.TANH : Unary.SIGMOID, at(x, xo + j) + at(gates, go + j));
                set(gates, go + j, a[gate]);
            }
            double cell = Math.fma(a[1], at(c, co + at), a[0] * a[2]);
            set(c, co + at, cell);
            set(s, so + at, a[3] * StrictMath.tanh(cell));
        }
    }

    /** As {@link Recurrence#lstmGradient}. */
    public static void lstmGradient(
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
            long dxo) {
        for (int at = 0; at < rows * h; at++) {
            long first = 4L * h * (at / h) + at % h;
            double i = at(gates, go + first);
            double f = at(gates, go + first + h);
            double a = at(gates, go + first + 2L * h);
            double o = at(gates, go + first + 3L * h);
            double found = at(c, co + at);
            double t = StrictMath.tanh(Math.fma(f, found, i * a));
            double e = at(dy, dyo + at) + at(ds, dso + at);
            double u = Math.fma(e * o, Math.fma(-t, t, 1), at(dc, dco + at));
            set(dx, dxo + first, (u * a) * (i * (1 - i)));
            set(dx, dxo + first + h, (u * found) * (f * (1 - f)));
            set(dx, dxo + first + 2L * h, (u * i) * Math.fma(-a, a, 1));
            set(dx, dxo + first + 3L * h, (e * t) * (o * (1 - o)));
            set(dc, dco + at, u * f);
        }
    }

    /** As {@link Recurrence#gru}. */
    public static void gru(
            int rows,
            int h,
            MemorySegment x,
            long xo,
            MemorySegment bias,
            long bo,
            MemorySegment gates,
            long go,
            MemorySegment s,
            long so) {
        for (int at = 0; at < rows * h; at++) {
            long three = xo + 3L * h * (at / h) + at % h;
            long four = go + 4L * h * (at / h) + at % h;
            double r = FunctionsDouble.apply(Unary.SIGMOID, at(x, three) + at(gates, four));
            double z = FunctionsDouble.apply(Unary.SIGMOID, at(x, three + h) + at(gates, four + h));
            double m = at(gates, four + 2L * h) + at(bias, bo + at % h);
            double a = StrictMath.tanh(Math.fma(r, m, at(x, three + 2L * h)));
            set(gates, four, r);
            set(gates, four + h, z);
            set(gates, four + 2L * h, m);
            set(gates, four + 3L * h, a);
            set(s, so + at, Math.fma(z, at(s, so + at) - a, a));
        }
    }

    /** As {@link Recurrence#gruGradient}. */
    public static void gruGradient(
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
            long dpo) {
        for (int at = 0; at < rows * h; at++) {
            long three = 3L * h * (at / h) + at % h;
            long four = go + 4L * h * (at / h) + at % h;
            double r = at(gates, four);
            double z = at(gates, four + h);
            double a = at(gates, four + 3L * h);
            double e = at(dy, dyo + at) + at(ds, dso + at);
            double da = (e * (1 - z)) * Math.fma(-a, a, 1);
            double dr = (da * at(gates, four + 2L * h)) * (r * (1 - r));
            double dz = (e * (at(s, so + at) - a)) * (z * (1 - z));
            set(dx, dxo + three, dr);
            set(dx, dxo + three + h, dz);
            set(dx, dxo + three + 2L * h, da);
            set(dp, dpo + three, dr);
            set(dp, dpo + three + h, dz);
            set(dp, dpo + three + 2L * h, da * r);
            set(ds, dso + at, e * z);
        }
    }

    private static double at(MemorySegment s, long o) {
        return s.get(JAVA_DOUBLE_UNALIGNED, o << 3);
    }

    private static void set(MemorySegment s, long o, double v) {
        s.set(JAVA_DOUBLE_UNALIGNED, o << 3, v);
    }
}
