package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Reduction.Fold;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * Sums over each channel of contiguous tensors [n, c, ...]. Order: each plane is folded as {@link
 * dev.merapi.simd.Reduction#fold} has it, the planes' results down the samples as {@link
 * dev.merapi.simd.Reduction#foldColumns}: that of {@link Sum}, whatever the number of threads.
 *
 * <p>Some channels at a time: what the second sum over them reads is still in the cache from the first.
 */
final class ChannelSums {
    /** Elements of one sample that are summed at a time. */
    private static final int BLOCK = 1 << 10;

    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private final Channels space;
    private final boolean single;
    private final Tensor parts;

    /** Sums over tensors that are seen as {@code space}. */
    ChannelSums(Channels space, DType dtype) {
        this.space = space;
        single = dtype == DType.FLOAT32;
        parts = Tensor.allocate(new Spec(dtype, Shape.of(space.samples(), space.channels())));
    }

    /** Runs the body over ranges of channels on all cores. */
    void forEachBlock(Workers.Range body) {
        int channels = space.channels();
        int width = Math.max(1, BLOCK / Math.max(1, space.size()));
        int grain = Math.max(1, GRAIN / Math.max(1, width * space.count()));
        Workers.forRange(Math.ceilDiv(channels, width), grain, (from, to) -> {
            for (int block = from; block < to; block++) {
                body.run(block * width, Math.min(channels, (block + 1) * width));
            }
        });
    }

    /** y[yo + c] = the sum of channel c of x. */
    void sum(Tensor x, int from, int to, Tensor y, int yo) {
        if (space.size() == 1) {
            foldSamples(x, from, to, y, yo);
            return;
        }
        forEachPlane(from, to, (p, at) -> {
            long xo = x.offset() + at;
            if (single) {
                float sum = Kernels.active().reduction().fold(Fold.SUM, x.segment(), xo, space.size());
                Elements.set(parts, p, sum);
            } else {
                Elements.set(parts, p, ReductionDouble.fold(Fold.SUM, x.segment(), xo, space.size()));
            }
        });
        foldSamples(parts, from, to, y, yo);
    }

    /** y[yo + c] = the sum of (x - center[c])^2 over channel c; {@code center} is contiguous. */
    void squares(Tensor x, Tensor center, int from, int to, Tensor y, int yo) {
        if (space.size() == 1) {
            forEachRow(from, to, row -> {
                centered(x, center, row, from, to);
                square(row + from, to - from);
            });
        } else {
            forEachPlane(from, to, (p, at) -> {
                double c = Elements.get(center, p % space.channels());
                long xo = x.offset() + at;
                if (single) {
                    float sum = Kernels.active().reduction().squaredDistance(x.segment(), xo, (float) c, space.size());
                    Elements.set(parts, p, sum);
                } else {
                    Elements.set(parts, p, ReductionDouble.squaredDistance(x.segment(), xo, c, space.size()));
                }
            });
        }
        foldSamples(parts, from, to, y, yo);
    }

    /** y[yo + c] = the sum of b (x - center[c]) over channel c; {@code center} is contiguous. */
    void dot(Tensor b, Tensor x, Tensor center, int from, int to, Tensor y, int yo) {
        if (space.size() == 1) {
            forEachRow(from, to, row -> {
                centered(x, center, row, from, to);
                binary(Binary.MUL, b, row + from, parts, row + from, row + from, to - from);
            });
        } else {
            forEachPlane(from, to, (p, at) -> {
                double c = Elements.get(center, p % space.channels());
                long bo = b.offset() + at;
                long xo = x.offset() + at;
                if (single) {
                    float sum = Kernels.active()
                            .reduction()
                            .centeredDot(b.segment(), bo, x.segment(), xo, (float) c, space.size());
                    Elements.set(parts, p, sum);
                } else {
                    double sum = ReductionDouble.centeredDot(b.segment(), bo, 0, x.segment(), xo, c, space.size());
                    Elements.set(parts, p, sum);
                }
            });
        }
        foldSamples(parts, from, to, y, yo);
    }

    @FunctionalInterface
    private interface Plane {
        /** Plane p begins at this element. */
        void run(int p, long at);
    }

    private void forEachPlane(int from, int to, Plane body) {
        for (int i = 0; i < space.samples(); i++) {
            for (int c = from; c < to; c++) {
                int p = i * space.channels() + c;
                body.run(p, (long) p * space.size());
            }
        }
    }

    @FunctionalInterface
    private interface Row {
        /** The row begins at this element. */
        void run(int at);
    }

    private void forEachRow(int from, int to, Row body) {
        for (int i = 0; i < space.samples() && from < to; i++) {
            body.run(i * space.channels());
        }
    }

    /** The row's part of x - center. */
    private void centered(Tensor x, Tensor center, int row, int from, int to) {
        binary(Binary.SUB, x, row + from, center, from, row + from, to - from);
    }

    /** parts[yo ..] = f(a[ao ..], b[bo ..]). */
    private void binary(Binary f, Tensor a, int ao, Tensor b, int bo, int yo, int n) {
        long l = a.offset() + (long) ao;
        long r = b.offset() + (long) bo;
        if (single) {
            var kernel = Kernels.active().elementwise();
            kernel.binary(f, a.segment(), l, 1, b.segment(), r, 1, parts.segment(), yo, n);
        } else {
            ElementwiseDouble.binary(f, a.segment(), l, 1, b.segment(), r, 1, parts.segment(), yo, n);
        }
    }

    private void square(int at, int n) {
        if (single) {
            Kernels.active().elementwise().unary(Unary.SQUARE, parts.segment(), at, parts.segment(), at, n);
        } else {
            ElementwiseDouble.unary(Unary.SQUARE, parts.segment(), at, parts.segment(), at, n);
        }
    }

    private void foldSamples(Tensor rows, int from, int to, Tensor y, int yo) {
        int n = space.samples();
        int ld = space.channels();
        long at = rows.offset() + (long) from;
        long out = y.offset() + (long) yo + from;
        if (single) {
            var kernel = Kernels.active().reduction();
            kernel.foldColumns(Fold.SUM, n, to - from, rows.segment(), at, ld, y.segment(), out);
        } else {
            ReductionDouble.foldColumns(Fold.SUM, n, to - from, rows.segment(), at, ld, y.segment(), out);
        }
    }
}
