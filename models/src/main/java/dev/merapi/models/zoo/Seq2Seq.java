package dev.merapi.models.zoo;

import dev.merapi.models.layer.AdditiveAttention;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a sequence to another by recurrent networks: annotations m [n, s, 2 h] by a GRU in both directions; s_0 =
 * tanh(W m_1, of the direction that ends there), s_i = GRU([y_i-1, c_i], s_i-1) with c_i what s_i-1 attends to in m; logits
 * W maxout([s_i, y_i-1, c_i]), y being the target's embeddings. Source: Bahdanau, Cho, Bengio, "Neural machine
 * translation by jointly learning to align and translate", 2015, sections 3 and A.
 *
 * <p>The steps of the decoder need one another, but what doesn't depend on its state is made for all of them at once: what
 * y and m add to the gates ({@code sum of a_j m_j W = sum of a_j (m_j W)}), the keys, the contexts and the logits.
 *
 * @param bridge W of s_0
 * @param readout the maxout
 */
public record Seq2Seq(
        Embedding source,
        Embedding target,
        Gru encoder,
        Linear bridge,
        AdditiveAttention attention,
        GruCell decoder,
        MaxOut readout,
        Linear output,
        Config config)
        implements Translator {
    private static final int PIECES = 2;

    /**
     * The sizes, and the ids with a meaning.
     *
     * @param source how many symbols there are
     * @param target how many there are on the other side
     * @param width of the embeddings, and of the readout
     * @param units of each GRU and of the attention
     * @param dropout of embeddings, annotations and readout
     * @param longest the longest target that is written
     * @param padding the id that fills sources, and isn't looked at
     * @param begin the id before a target's first
     * @param end the id after its last
     */
    public record Config(
            int source,
            int target,
            int width,
            int units,
            double dropout,
            int longest,
            int padding,
            int begin,
            int end) {
        /** Checks what targets are written by. */
        public Config {
            Search.check("Seq2Seq", begin, end, longest, target);
        }
    }

    /** Random parameters: embeddings from N(0, 0.1), the other layers as PyTorch draws them. */
    public static Seq2Seq of(Config c, RandomKey key) {
        int h = c.units();
        return new Seq2Seq(
                new Embedding(Init.normal(key.fold("source"), 0.1, c.source(), c.width())),
                new Embedding(Init.normal(key.fold("target"), 0.1, c.target(), c.width())),
                Gru.of(c.width(), h, RecurrentOptions.DEFAULT.inBothDirections(), key.fold("encoder")),
                Linear.of(h, h, key.fold("bridge")),
                AdditiveAttention.of(h, 2 * h, h, key.fold("attention")),
                GruCell.of(c.width() + 2 * h, h, key.fold("decoder")),
                MaxOut.of(3 * h + c.width(), c.width(), PIECES, key.fold("readout")),
                Linear.of(c.width(), c.target(), key.fold("output")),
                c);
    }

    /**
     * What a decoder knows of its sources.
     *
     * @param annotations m [n, s, 2 h]
     * @param keys [n, s, u]
     * @param gates what each annotation would add to the decoder's gates [n, s, 3 h]
     * @param seen [n, s]: true where there's no padding
     * @param start s_0 [n, h]
     */
    private record Memory(Tensor annotations, Tensor keys, Tensor gates, Tensor seen, Tensor start) {
        Memory rows(Tensor rows) {
            return new Memory(
                    annotations.indexSelect(0, rows),
                    keys.indexSelect(0, rows),
                    gates.indexSelect(0, rows),
                    seen.indexSelect(0, rows),
                    start.indexSelect(0, rows));
        }
    }

    /** Of all steps: the decoder's states [n, t, h], and what each attended to [n, t, s]. */
    private record Steps(Tensor states, Tensor weights) {}

    @Override
    public Tensor forward(Tensor sourceIds, Tensor targetIds) {
        Memory memory = encode(sourceIds);
        Tensor y = dropped(target.forward(targetIds));
        Steps steps = run(memory, y);
        return logits(steps.states, y, steps.weights.matmul(memory.annotations));
    }

    @Override
    public Tensor alignments(Tensor sourceIds, Tensor targetIds) {
        return run(encode(sourceIds), dropped(target.forward(targetIds))).weights;
    }

    private Memory encode(Tensor sourceIds) {
        Tensor lengths = TextClassifier.lengths(sourceIds, config.padding());
        Unrolled read = encoder.run(dropped(source.forward(sourceIds)), List.of(), Optional.of(lengths));
        Tensor m = dropped(read.output());
        Tensor backward = read.state().getFirst().select(0, 1);
        return new Memory(
                m,
                attention.project(m),
                decoder.projectLast(m),
                sourceIds.ne(config.padding()),
                bridge.forward(backward).tanh());
    }

    private Steps run(Memory memory, Tensor y) {
        Tensor known = decoder.project(y);
        List<Tensor> states = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        Tensor state = memory.start;
        for (int t = 0; t < y.size(1); t++) {
            Tensor a = weights(state, memory);
            state = decoder.next(known.select(1, t).add(a.matmul(memory.gates).squeeze(1)), state);
            states.add(state);
            weights.add(a);
        }
        return new Steps(Tensor.stack(1, states), Tensor.concat(1, weights));
    }

    /** [n, 1, s]. */
    private Tensor weights(Tensor state, Memory memory) {
        return attention.weights(state.unsqueeze(1), memory.keys, Optional.of(memory.seen));
    }

    private Tensor logits(Tensor states, Tensor y, Tensor contexts) {
        return output.forward(dropped(readout.forward(Tensor.concat(-1, states, y, contexts))));
    }

    private Tensor dropped(Tensor x) {
        return new Dropout(config.dropout()).forward(x);
    }

    @Override
    public List<long[]> greedy(Tensor sourceIds) {
        try (Scope _ = Scope.open()) {
            return search().greedy(new Writing(encode(sourceIds)), sourceIds.size(0));
        }
    }

    @Override
    public List<long[]> beams(Tensor sourceIds, int width, double alpha) {
        try (Scope _ = Scope.open()) {
            int n = sourceIds.size(0);
            return search().beams(new Writing(encode(sourceIds).rows(Search.repeated(n, width))), n, width, alpha);
        }
    }

    private Search search() {
        return new Search(config.begin(), config.end(), config.longest());
    }

    /** The state changes in place: it outlives a step's scope. */
    private final class Writing implements Decoding {
        private final Memory memory;
        private final Tensor state;

        Writing(Memory memory) {
            this.memory = memory;
            this.state = memory.start.zerosLike().assign(memory.start);
        }

        @Override
        public Tensor next(long[] symbols, int t) {
            Tensor y = target.forward(Tensor.of(symbols));
            Tensor a = weights(state, memory);
            Tensor gates = decoder.project(y).add(a.matmul(memory.gates).squeeze(1));
            state.assign(decoder.next(gates, state));
            return logits(state, y, a.matmul(memory.annotations).squeeze(1));
        }

        @Override
        public void reorder(long[] rows) {
            state.assign(state.indexSelect(0, Tensor.of(rows)));
        }
    }
}
