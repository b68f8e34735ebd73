package dev.merapi.tensor.op;

import static dev.merapi.simd.Attention.KEYS;
import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * {@link AttentionGrad} in float32, block by block as {@link AttentionBlocks} goes: {@code P^T = exp(K (scale Q)^T -
 * lse)}, {@code dS^T = P^T (V dO^T - delta)}, with dropout's factors on V dO^T and then on P^T, and from them {@code
 * dV += P^T dO}, {@code dK += dS^T (scale Q)}, {@code dQ^T += K^T dS^T}. A thread has whole heads of keys; each sum
 * takes its blocks in the order of heads, queries and keys.
 */
final class AttentionBackward {
    private static final long BLOCK = (long) KEYS * QUERIES;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final AttentionSizes z;
    private final Kernels kernels = Kernels.active();
    private final AttentionMask mask;
    private final AttentionDrop drop;
    private final Tensor rows;
    private final AttentionOperand k;
    private final AttentionOperand v;
    private final Tensor y;
    private final Tensor dy;
    private final Tensor to;
    private final Tensor space;

    private AttentionBackward(
            AttentionSizes z, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Tensor y, Tensor dy, Tensor to) {
        this.z = z;
        this.mask = new AttentionMask(z, mask);
        this.drop = new AttentionDrop(z);
        this.rows = AttentionInputs.scaled(q, z.scale());
        this.k = AttentionOperand.of(k);
        this.v = AttentionOperand.of(v);
        this.y = y;
        this.dy = dy;
        this.to = to;
        this.space = AttentionInputs.scratch(z.n() * z.hkv(), stride());
    }

    static void run(
            AttentionSizes z, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Tensor y, Tensor dy, Tensor to) {
        AttentionBackward backward = new AttentionBackward(z, q, k, v, mask, y, dy, to);
        Workers.forRange(z.n() * z.hkv(), 1, (from, end) -> {
            for (int head = from; head < end; head++) {
                backward.head(head, backward.space.offset() + from * backward.stride());
            }
        });
    }

    /**
     * Floats of scratch: p, ds, dq, q and dy (these three turned) of a block, its log-sum-exps and deltas, the mask's
     * and the dropout's.
     */
    private long stride() {
        long own = 2 * BLOCK + (2L * z.d() + z.e()) * QUERIES + 2L * QUERIES;
        return own + mask.space() + drop.space();
    }

    /** Where a block's queries are, from where its p is: [d, QUERIES]. */
    private long columns(long p) {
        return p + 2 * BLOCK + (long) z.d() * QUERIES;
    }

    /** Where its dy is: [e, QUERIES]. */
    private long turned(long p) {
        return columns(p) + (long) z.d() * QUERIES;
    }

    private void head(int shared, long p) {
        int group = z.h() / z.hkv();
        for (int head = shared * group; head < (shared + 1) * group; head++) {
            for (int first = 0; first < z.t(); first += QUERIES) {
                queries(head, shared, first, p);
            }
        }
    }

    private void queries(int head, int shared, int first, long p) {
        MemorySegment s = space.segment();
        int cols = Math.min(QUERIES, z.t() - first);
        int keys = z.keys(first + cols - 1);
        long dq = p + 2 * BLOCK;
        long lse = turned(p) + (long) z.e() * QUERIES;
        if (keys == 0) {
            return;
        }
        prepare(head, first, cols, s, lse);
        turn(head, first, cols, p);
        for (int j = 0; j < keys; j += KEYS) {
            int n = Math.min(KEYS, keys - j);
            probabilities(head, shared, first, cols, j, n, p, lse);
            sums(head, shared, first, cols, j, n, p);
            k.turnedTimes(shared, j, n, cols, s, p + BLOCK, dq, j > 0);
        }
        kernels.elementwise().affine(s, dq, (float) z.scale(), 0f, s, dq, z.d() * QUERIES);
        long at = to.offset() + query(head, first) * z.d();
        kernels.copy().transpose(Float.BYTES, z.d(), cols, s, dq, QUERIES, to.segment(), at, z.h() * z.d());
    }

    /** A block's queries and dy, their rows in columns. */
    private void turn(int head, int first, int cols, long p) {
        MemorySegment s = space.segment();
        long qo = AttentionInputs.at(rows, head) + (long) first * z.d();
        long dyo = dy.offset() + query(head, first) * z.e();
        var copy = kernels.copy();
        copy.transpose(Float.BYTES, cols, z.d(), rows.segment(), qo, z.d(), s, columns(p), QUERIES);
        copy.transpose(Float.BYTES, cols, z.e(), dy.segment(), dyo, z.h() * z.e(), s, turned(p), QUERIES);
    }

    /** p, of the weights that aren't dropped, and ds of a block. */
    private void probabilities(int head, int shared, int first, int cols, int j, int n, long p, long lse) {
        MemorySegment s = space.segment();
        long masks = lse + 2 * QUERIES;
        long drops = masks + mask.space();
        k.times(shared, j, n, cols, s, columns(p), p);
        mask.add(head, j, n, first, cols, s, p, masks);
        v.times(shared, j, n, cols, s, turned(p), p + BLOCK);
        drop.draw(head, j, n, first, cols, s, drops);
        drop.apply(n, cols, s, p + BLOCK, drops);
        kernels.attention().gradient(n, cols, s, p, s, p + BLOCK, s, lse, s, lse + QUERIES);
        drop.apply(n, cols, s, p, drops);
    }

    /** What a block adds to dk and dv. */
    private void sums(int head, int shared, int first, int cols, int j, int n, long p) {
        long key = ((long) (shared / z.hkv()) * z.s() + j) * z.hkv() + shared % z.hkv();
        long dk = to.offset() + (long) z.n() * z.t() * z.h() * z.d();
        long dv = dk + (long) z.n() * z.s() * z.hkv() * z.d();
        long qo = AttentionInputs.at(rows, head) + (long) first * z.d();
        long dyo = dy.offset() + query(head, first) * z.e();
        add(n, z.d(), cols, p + BLOCK, rows.segment(), qo, z.d(), dk + key * z.d());
        add(n, z.e(), cols, p, dy.segment(), dyo, z.h() * z.e(), dv + key * z.e());
    }

    /** Adds the product of a block x [n, cols] and y [cols, w], its rows {@code ld} apart, to n keys' gradients. */
    private void add(int n, int w, int cols, long x, MemorySegment y, long yo, int ld, long sum) {
        kernels.gemm()
                .gemm(
                        false,
                        false,
                        n,
                        w,
                        cols,
                        space.segment(),
                        x,
                        QUERIES,
                        y,
                        yo,
                        ld,
                        to.segment(),
                        sum,
                        z.hkv() * w,
                        true,
                        Gemm.Epilogue.NONE);
    }

    /** A block's log-sum-exps, 0 where no key is seen, and its deltas sum(dy y) - dlse. */
    private void prepare(int head, int first, int cols, MemorySegment s, long lse) {
        MemorySegment ys = y.segment();
        MemorySegment ds = dy.segment();
        for (int i = 0; i < cols; i++) {
            long row = query(head, first + i) * z.e();
            long at = z.outputs() + (long) head * z.t() + first + i;
            float l = ys.get(FLOAT, (y.offset() + at) << 2);
            float dot = kernels.reduction().dot(ds, dy.offset() + row, ys, y.offset() + row, z.e());
            s.set(FLOAT, (lse + i) << 2, l == Float.NEGATIVE_INFINITY ? 0f : l);
            s.set(FLOAT, (lse + QUERIES + i) << 2, dot - ds.get(FLOAT, (dy.offset() + at) << 2));
        }
    }

    /** The number of a query of a head in the order [n, t, h]. */
    private long query(int head, int i) {
        return ((long) (head / z.h()) * z.t() + i) * z.h() + head % z.h();
    }
}
