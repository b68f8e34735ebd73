package dev.merapi.tensor.op;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@link Attention} and {@link AttentionGrad} in float64, in plain loops, a row of scores at a time; exp and log are
 * {@link StrictMath}'s.
 */
final class AttentionDouble {
    private final AttentionSizes z;
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final Optional<Tensor> mask;
    private final AttentionDrop drop;
    private final Tensor drawn;

    AttentionDouble(AttentionSizes z, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        this.z = z;
        this.q = Contiguous.of(q);
        this.k = Contiguous.of(k);
        this.v = Contiguous.of(v);
        this.mask = mask.map(Contiguous::of);
        this.drop = new AttentionDrop(z);
        this.drawn = AttentionInputs.scratch(z.n() * z.h(), z.drop().isPresent() ? z.s() : 0);
    }

    void forward(Tensor y) {
        MemorySegment to = y.segment();
        Workers.forRange(z.n() * z.h(), 1, (from, end) -> {
            double[] x = new double[z.s()];
            double[] factors = ones();
            for (int head = from; head < end; head++) {
                for (int i = 0; i < z.t(); i++) {
                    row(head, i, x, factors, to, y.offset());
                }
            }
        });
    }

    private void row(int head, int i, double[] x, double[] factors, MemorySegment to, long yo) {
        int keys = scores(head, i, x);
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < keys; j++) {
            max = Math.max(max, x[j]);
        }
        double base = max == Double.NEGATIVE_INFINITY ? 0 : max;
        double sum = 0;
        for (int j = 0; j < keys; j++) {
            x[j] = StrictMath.exp(x[j] - base);
            sum += x[j];
        }
        draw(head, i, keys, factors);
        for (int c = 0; c < z.e(); c++) {
            double out = 0;
            for (int j = 0; j < keys; j++) {
                out += x[j] * factors[j] * at(v, shared(head, j) * z.e() + c);
            }
            set(to, yo + query(head, i) * z.e() + c, sum == 0 ? 0 : out / sum);
        }
        set(to, yo + z.outputs() + (long) head * z.t() + i, base + StrictMath.log(sum));
    }

    /** The factors of weights that aren't dropped. */
    private double[] ones() {
        double[] factors = new double[z.s()];
        Arrays.fill(factors, 1);
        return factors;
    }

    /** Sets a query's factors, if there is dropout. */
    private void draw(int head, int i, int keys, double[] factors) {
        long at = drawn.offset() + (long) head * z.s();
        drop.uniform(head, i, 0, keys, drawn.segment(), at);
        z.drop().ifPresent(some -> {
            for (int j = 0; j < keys; j++) {
                factors[j] = drawn.segment().get(JAVA_FLOAT_UNALIGNED, (at + j) << 2) < some.kept() ? some.factor() : 0;
            }
        });
    }

    /** {@code scale q k^T + mask} of a query; returns how many keys it sees. */
    private int scores(int head, int i, double[] x) {
        int keys = z.keys(i);
        long qo = ((long) head * z.t() + i) * z.d();
        for (int j = 0; j < keys; j++) {
            long ko = shared(head, j) * z.d();
            double dot = 0;
            for (int c = 0; c < z.d(); c++) {
                dot += at(q, qo + c) * at(k, ko + c);
            }
            x[j] = dot * z.scale() + masked(head, i, j);
        }
        return keys;
    }

    private double masked(int head, int i, int j) {
        if (mask.isEmpty()) {
            return 0;
        }
        Tensor m = mask.get();
        long at = m.size(0) > 1 ? head / z.h() : 0;
        at = at * m.size(1) + (m.size(1) > 1 ? head % z.h() : 0);
        at = at * m.size(2) + (m.size(2) > 1 ? i : 0);
        return at(m, at * z.s() + j);
    }

    void backward(Tensor y, Tensor dy, Tensor to) {
        int group = z.h() / z.hkv();
        Workers.forRange(z.n() * z.hkv(), 1, (from, end) -> {
            double[] x = new double[z.s()];
            double[] factors = ones();
            for (int head = from * group; head < end * group; head++) {
                for (int i = 0; i < z.t(); i++) {
                    backward(head, i, x, factors, y, dy, to);
                }
            }
        });
    }

    private void backward(int head, int i, double[] x, double[] factors, Tensor y, Tensor dy, Tensor to) {
        int keys = scores(head, i, x);
        long row = query(head, i) * z.e();
        long number = z.outputs() + (long) head * z.t() + i;
        double lse = at(y, number);
        double delta = -at(dy, number);
        for (int c = 0; c < z.e(); c++) {
            delta += at(dy, row + c) * at(y, row + c);
        }
        draw(head, i, keys, factors);
        for (int j = 0; j < keys; j++) {
            double p = lse == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(x[j] - lse);
            pair(head, i, j, p, factors[j], delta, row, dy, to);
        }
    }

    /** What query i and key j add to each other's gradients. */
    private void pair(int head, int i, int j, double p, double factor, double delta, long row, Tensor dy, Tensor to) {
        long key = key(head, j);
        long dk = to.offset() + (long) z.n() * z.t() * z.h() * z.d();
        long dv = dk + (long) z.n() * z.s() * z.hkv() * z.d();
        double dp = 0;
        for (int c = 0; c < z.e(); c++) {
            dp += factor * at(dy, row + c) * at(v, shared(head, j) * z.e() + c);
            add(to, dv + key * z.e() + c, p * factor * at(dy, row + c));
        }
        double ds = p * (dp - delta) * z.scale();
        for (int c = 0; c < z.d(); c++) {
            add(to, to.offset() + query(head, i) * z.d() + c, ds * at(k, shared(head, j) * z.d() + c));
            add(to, dk + key * z.d() + c, ds * at(q, ((long) head * z.t() + i) * z.d() + c));
        }
    }

    /** The number of a query in the order [n, t, h]. */
    private long query(int head, int i) {
        return ((long) (head / z.h()) * z.t() + i) * z.h() + head % z.h();
    }

    /** The number of a key in the order [n, s, hkv]. */
    private long key(int head, int j) {
        int shared = z.shared(head);
        return ((long) (shared / z.hkv()) * z.s() + j) * z.hkv() + shared % z.hkv();
    }

    /** The number of a key in the order [n, hkv, s]. */
    private long shared(int head, int j) {
        return (long) z.shared(head) * z.s() + j;
    }

    private static double at(Tensor x, long i) {
        return x.segment().get(JAVA_DOUBLE_UNALIGNED, (x.offset() + i) << 3);
    }

    private static void set(MemorySegment y, long i, double value) {
        y.set(JAVA_DOUBLE_UNALIGNED, i << 3, value);
    }

    private static void add(Tensor y, long i, double value) {
        set(y.segment(), i, y.segment().get(JAVA_DOUBLE_UNALIGNED, i << 3) + value);
    }
}
