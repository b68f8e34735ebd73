package dev.merapi.tensor.op;

import dev.merapi.simd.LinearChain;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y[i] = log of the sum of e^score over all sequences of tags, minus the score of sequence i's tags: the negative log likelihood
 * of a linear-chain conditional random field. The score of tags t is start[t[0]] + sum of emissions[i, j, t[j]] + sum of
 * transitions[t[j - 1], t[j]] + end[t[length - 1]].
 *
 * <p>Inputs: emissions [n, length, k], transitions [k, k] (from a tag to the next), start [k], end [k], int64 tags [n, length]
 * and int64 lengths [n]; what lies beyond a sequence's length isn't looked at. Differentiable twice. Source: Lafferty, McCallum,
 * Pereira, "Conditional random fields", 2001; see {@link LinearChain}.
 */
public record Crf() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("emissions", "transitions", "start", "end", "tags", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec y = check(this, inputs.subList(0, 4), inputs.get(5));
        Spec tags = Require.index(this, inputs.get(4));
        Shape emissions = inputs.get(0).shape();
        if (!tags.shape().equals(emissions.slice(0, 2))) {
            throw new ShapeException(name() + ": the tags " + tags.shape() + " should be " + emissions.slice(0, 2)
                    + ", one for each emission of " + emissions);
        }
        return y;
    }

    /** Emissions, transitions, start, end and lengths that belong together; of what there's one for each sequence. */
    static Spec check(Op op, List<Spec> chain, Spec lengths) {
        Spec x = Require.floating(op, chain.get(0));
        chain.forEach(part -> Require.same(op, x, part));
        Require.index(op, lengths);
        Shape s = x.shape();
        int k = s.rank() == 3 ? s.dim(2) : 0;
        boolean square = chain.get(1).shape().equals(Shape.of(k, k));
        boolean ends =
                chain.get(2).shape().equals(Shape.of(k)) && chain.get(3).shape().equals(Shape.of(k));
        if (k == 0 || !square || !ends) {
            throw new ShapeException(op.name() + ": emissions " + s + ", transitions "
                    + chain.get(1).shape() + ", start " + chain.get(2).shape() + " and end "
                    + chain.get(3).shape() + " should be [n, length, tags], [tags, tags], [tags] and [tags]");
        }
        if (!lengths.shape().equals(s.slice(0, 1))) {
            throw new ShapeException(op.name() + ": the lengths " + lengths.shape() + " should be " + s.slice(0, 1)
                    + ", one for each sequence of emissions " + s);
        }
        return x.with(lengths.shape());
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Sequences sequences = Sequences.of(this, inputs.subList(0, 4), inputs.get(5));
        int[][] tags = sequences.tags(this, inputs.get(4));
        sequences.forEach((i, chain, x, at, length) -> {
            double loss = chain.loss(x.segment(), at, length, tags[i]);
            if (y.dtype() == DType.FLOAT32) {
                Elements.set(y, i, (float) loss);
            } else {
                Elements.set(y, i, loss);
            }
        });
    }

    /** What {@link CrfGrad} packs: it's the same pass for all. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return Tensor.apply(
                new CrfGrad(),
                List.of(dy, inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3), inputs.get(4), inputs.get(5)));
    }

    @Override
    public Tensor gradient(int i, Tensor packed, List<Tensor> inputs, Tensor y) {
        int length = inputs.get(0).size(1);
        int k = inputs.get(0).size(2);
        return switch (i) {
            case 0 -> packed.slice(1, 0, length);
            case 1 -> packed.slice(1, length, length + k).sum(0);
            case 2 -> packed.select(1, 0).sum(0);
            case 3 -> packed.select(1, length + k).sum(0);
            default -> inputs.get(i).zerosLike();
        };
    }

    /** A batch of sequences under one chain. */
    record Sequences(LinearChain chain, Tensor emissions, int[] lengths) {
        /** What to do with sequence i, whose emissions start at {@code at}. */
        @FunctionalInterface
        interface Body {
            void run(int i, LinearChain chain, Tensor x, long at, int length);
        }

        static Sequences of(Op op, List<Tensor> chain, Tensor lengths) {
            Tensor x = Contiguous.of(chain.get(0));
            Tensor values = Contiguous.of(lengths);
            int[] checked = new int[values.size()];
            for (int i = 0; i < checked.length; i++) {
                long length = Elements.getLong(values, i);
                if (length < 1 || length > x.size(1)) {
                    throw new ShapeException(op.name() + ": sequence " + i + " has a length of " + length
                            + "; it must be from 1 to " + x.size(1));
                }
                checked[i] = (int) length;
            }
            var parameters = new LinearChain(
                    x.dtype() == DType.FLOAT32, doubles(chain.get(1)), doubles(chain.get(2)), doubles(chain.get(3)));
            return new Sequences(parameters, x, checked);
        }

        private static double[] doubles(Tensor x) {
            Tensor in = Contiguous.of(x);
            double[] values = new double[in.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.dtype() == DType.FLOAT32 ? Elements.getFloat(in, i) : Elements.getDouble(in, i);
            }
            return values;
        }

        int[][] tags(Op op, Tensor tags) {
            Tensor values = Contiguous.of(tags);
            int k = emissions.size(2);
            int[][] checked = new int[lengths.length][];
            for (int i = 0; i < checked.length; i++) {
                checked[i] = new int[lengths[i]];
                for (int t = 0; t < lengths[i]; t++) {
                    long tag = Elements.getLong(values, (long) i * tags.size(1) + t);
                    if (tag < 0 || tag >= k) {
                        throw new ShapeException(op.name() + ": tag " + tag + " (element " + t + " of sequence " + i
                                + ") must be from 0 to " + (k - 1));
                    }
                    checked[i][t] = (int) tag;
                }
            }
            return checked;
        }

        void forEach(Body body) {
            int size = emissions.size(1) * emissions.size(2);
            Workers.forRange(lengths.length, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    body.run(i, chain, emissions, emissions.offset() + (long) i * size, lengths[i]);
                }
            });
        }
    }
}
