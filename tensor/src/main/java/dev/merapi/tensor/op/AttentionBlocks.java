package dev.merapi.tensor.op;

import static dev.merapi.simd.Attention.KEYS;
import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * {@link Attention} in float32: for a block of queries and one of keys after the other {@code S^T = K (scale Q)^T}, an
 * online softmax with the queries side by side, and {@code O^T += V^T P^T}. All are products of what lies in rows
 * or columns once Q is transposed, which is little work beside them.
 *
 * <p>A few queries go row by row instead, reading keys and values where they lie, by the same chains: the same bits.
 */
final class AttentionBlocks {
    /** Queries up to which each is taken alone. */
    private static final int FEW = 4;

    /** Multiply-adds worth handing to another thread. */
    private static final long GRAIN = 1 << 18;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final AttentionSizes z;
    private final Kernels kernels = Kernels.active();
    private final AttentionMask mask;
    private final AttentionDrop drop;
    private final boolean few;
    private final Tensor q;
    private final AttentionOperand k;
    private final AttentionOperand v;
    private final Tensor y;
    private final Tensor space;
    private final int grain;

    private AttentionBlocks(AttentionSizes z, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Tensor y) {
        this.z = z;
        this.mask = new AttentionMask(z, mask);
        this.drop = new AttentionDrop(z);
        this.few = z.t() <= FEW;
        this.q = few ? AttentionInputs.scaled(q, z.scale()) : AttentionInputs.readable(q);
        this.k = AttentionOperand.of(k);
        this.v = AttentionOperand.of(v);
        this.y = y;
        long work = Math.max(1, (long) Math.min(z.t(), QUERIES) * z.s() * (z.d() + z.e()));
        this.grain = (int) Math.max(1, GRAIN / work);
        this.space = AttentionInputs.scratch(Math.ceilDiv(tasks(), grain), stride());
    }

    static void forward(AttentionSizes z, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Tensor y) {
        new AttentionBlocks(z, q, k, v, mask, y).run();
    }

    private int tasks() {
        return few ? z.n() * z.h() : z.n() * z.h() * Math.ceilDiv(z.t(), QUERIES);
    }

    /** Floats of scratch: scores, outputs, queries, three numbers of each query, the mask's and the dropout's. */
    private long stride() {
        long own = (long) KEYS * QUERIES + (long) (z.e() + z.d()) * QUERIES + 3L * QUERIES;
        return own + mask.space() + drop.space();
    }

    private void run() {
        int blocks = Math.ceilDiv(z.t(), QUERIES);
        Workers.forRange(tasks(), grain, (from, to) -> {
            long at = space.offset() + from / grain * stride();
            for (int task = from; task < to; task++) {
                if (few) {
                    for (int i = 0; i < z.t(); i++) {
                        row(task, i, at);
                    }
                } else {
                    block(task / blocks, task % blocks * QUERIES, at);
                }
            }
        });
    }

    /** The queries {@code first} and following of a head. */
    private void block(int head, int first, long scores) {
        MemorySegment s = space.segment();
        int cols = Math.min(QUERIES, z.t() - first);
        long out = scores + (long) KEYS * QUERIES;
        long queries = out + (long) z.e() * QUERIES;
        long state = queries + (long) z.d() * QUERIES;
        long masks = state + 3 * QUERIES;
        long drops = masks + mask.space();
        begin(s, state, cols);
        turn(head, first, cols, queries);
        int keys = z.keys(first + cols - 1);
        int shared = z.shared(head);
        for (int j = 0; j < keys; j += KEYS) {
            int rows = Math.min(KEYS, keys - j);
            k.times(shared, j, rows, cols, s, queries, scores);
            mask.add(head, j, rows, first, cols, s, scores, masks);
            kernels.attention().softmax(rows, cols, s, scores, s, state);
            drop.draw(head, j, rows, first, cols, s, drops);
            drop.apply(rows, cols, s, scores, drops);
            if (j > 0) {
                kernels.attention().scale(z.e(), cols, s, out, s, state + 2 * QUERIES);
            }
            v.turnedTimes(shared, j, rows, cols, s, scores, out, j > 0);
        }
        if (keys == 0) {
            s.asSlice(out * Float.BYTES, (long) z.e() * QUERIES * Float.BYTES).fill((byte) 0);
        }
        end(head, first, cols, s, state);
        kernels.attention().scale(z.e(), cols, s, out, s, state + 2 * QUERIES);
        kernels.copy()
                .transpose(Float.BYTES, z.e(), cols, s, out, QUERIES, y.segment(), to(head, first), z.h() * z.e());
    }

    /** A block's queries times the scale, their rows in columns. */
    private void turn(int head, int first, int cols, long to) {
        MemorySegment s = space.segment();
        int ldq = AttentionInputs.rows(q);
        long from = AttentionInputs.at(q, head) + (long) first * ldq;
        kernels.copy().transpose(Float.BYTES, cols, z.d(), q.segment(), from, ldq, s, to, QUERIES);
        kernels.elementwise().affine(s, to, (float) z.scale(), 0f, s, to, z.d() * QUERIES);
    }

    /** One query of a head. */
    private void row(int head, int i, long scores) {
        MemorySegment s = space.segment();
        long state = scores + (long) KEYS * QUERIES;
        long drops = state + 3 * QUERIES + mask.space();
        begin(s, state, 1);
        long from = AttentionInputs.at(q, head) + (long) i * z.d();
        long to = to(head, i);
        int keys = z.keys(i);
        int shared = z.shared(head);
        for (int j = 0; j < keys; j += KEYS) {
            int n = Math.min(KEYS, keys - j);
            k.dots(shared, j, n, q.segment(), from, s, scores);
            mask.addRow(head, j, n, i, s, scores);
            kernels.attention().softmaxRow(n, s, scores, s, state);
            drop.applyRow(head, j, n, i, s, scores, drops);
            if (j > 0) {
                scaleRow(to, s.get(FLOAT, (state + 2 * QUERIES) << 2));
            }
            v.sum(shared, j, n, s, scores, y.segment(), to, j > 0);
        }
        if (keys == 0) {
            y.segment().asSlice(to * Float.BYTES, (long) z.e() * Float.BYTES).fill((byte) 0);
        }
        end(head, i, 1, s, state);
        scaleRow(to, s.get(FLOAT, (state + 2 * QUERIES) << 2));
    }

    private void scaleRow(long at, float factor) {
        Elementwise elementwise = kernels.elementwise();
        elementwise.affine(y.segment(), at, factor, 0f, y.segment(), at, z.e());
    }

    private static void begin(MemorySegment s, long state, int cols) {
        for (int j = 0; j < cols; j++) {
            s.set(FLOAT, (state + j) << 2, Float.NEGATIVE_INFINITY);
            s.set(FLOAT, (state + QUERIES + j) << 2, 0f);
        }
    }

    /** Writes the log-sum-exps, and 1 / sum in place of the factors. */
    private void end(int head, int first, int cols, MemorySegment s, long state) {
        long sums = state + QUERIES;
        for (int j = 0; j < cols; j++) {
            float sum = s.get(FLOAT, (sums + j) << 2);
            s.set(FLOAT, (sums + QUERIES + j) << 2, sum == 0 ? 0f : 1 / sum);
        }
        kernels.elementwise().unary(Elementwise.Unary.LOG, s, sums, s, sums, cols);
        long lse = y.offset() + z.outputs() + (long) head * z.t() + first;
        kernels.elementwise().binary(Elementwise.Binary.ADD, s, state, 1, s, sums, 1, y.segment(), lse, cols);
    }

    /** Where a query's output is: [n, t, h, e]. */
    private long to(int head, int i) {
        long row = ((long) (head / z.h()) * z.t() + i) * z.h() + head % z.h();
        return y.offset() + row * z.e();
    }
}
