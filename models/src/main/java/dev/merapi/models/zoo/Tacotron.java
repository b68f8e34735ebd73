package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocationSensitiveAttention;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text's characters to the log-mel frames of its speech. An embedding and a GRU in both directions read the text; at
 * each step a decoder of two GRU cells sees its own last frame through two narrow layers (the prenet), looks at the
 * text, and makes {@code reduction} frames and the logit that all has been said; convolutions (the postnet) correct the
 * whole. Small for a few words' sake: convolutions in front of the encoder, batch norm and the second layers of the
 * papers are left out. Source: Wang et al., "Tacotron: towards end-to-end speech synthesis", 2017, for frames in
 * groups, prenet and GRUs; Shen et al., "Natural TTS synthesis by conditioning WaveNet on mel spectrogram predictions",
 * 2018, for attention, stop token and postnet.
 *
 * @param attentionRnn sees prenet and context, asks
 * @param decoderRnn sees the question and the context
 * @param frames of what decoderRnn and the context say: reduction x mels numbers
 * @param stop of the same: a logit
 * @param postnet with tanh between, added to the frames
 */
public record Tacotron(
        Embedding embedding,
        Gru encoder,
        Linear prenet1,
        Linear prenet2,
        GruCell attentionRnn,
        LocationSensitiveAttention attention,
        GruCell decoderRnn,
        Linear frames,
        Linear stop,
        List<Conv1d> postnet,
        Config config) {
    /**
     * The sizes.
     *
     * @param symbols of the text, of which 0 fills up short ones
     * @param units of the encoder in each direction, of the prenet, and half of the decoder's
     * @param reduction how many frames a step makes
     * @param dropout of the prenet, in training
     */
    public record Config(int symbols, int mels, int units, int reduction, double dropout) {
        /** Checks the reduction. */
        public Config {
            if (reduction < 1) {
                throw new IllegalArgumentException("a step of " + reduction + " frames makes no sound; it's 1 or more");
            }
        }
    }

    /**
     * What it says of n texts.
     *
     * @param rough the decoder's frames [n, t, mels]
     * @param fine the same corrected by the postnet
     * @param stops a logit for each step [n, t / reduction]
     * @param alignment which characters each step looks at [n, t / reduction, s]
     */
    public record Spoken(Tensor rough, Tensor fine, Tensor stops, Tensor alignment) {}

    private static final int FILTERS = 8;
    private static final int KERNEL = 5;

    /** Copies the list. */
    public Tacotron {
        postnet = List.copyOf(postnet);
    }

    /** Random parameters. */
    public static Tacotron of(Config c, RandomKey key) {
        int units = c.units();
        int wide = 2 * units;
        Options same = Options.DEFAULT.padding(KERNEL / 2);
        return new Tacotron(
                Embedding.of(c.symbols(), units, 0, key.fold("embedding")),
                Gru.of(units, units, RecurrentOptions.DEFAULT.inBothDirections(), key.fold("encoder")),
                Linear.of(c.mels(), units, key.fold("prenet1")),
                Linear.of(units, units, key.fold("prenet2")),
                GruCell.of(units + wide, wide, key.fold("attentionRnn")),
                LocationSensitiveAttention.of(wide, wide, units, FILTERS, KERNEL, key.fold("attention")),
                GruCell.of(wide + wide, wide, key.fold("decoderRnn")),
                Linear.of(wide + wide, Shape.size("Tacotron", (long) c.reduction() * c.mels()), key.fold("frames")),
                Linear.of(wide + wide, 1, key.fold("stop")),
                List.of(
                        Conv1d.of(
                                c.mels(),
                                wide,
                                KERNEL,
                                same,
                                key.fold("postnet").fold(0)),
                        Conv1d.of(
                                wide,
                                c.mels(),
                                KERNEL,
                                same,
                                key.fold("postnet").fold(1))),
                c);
    }

    /** The text as the decoder sees it. */
    private record Memory(Tensor states, Tensor projected, Tensor mask) {}

    /** What a step leaves to the next: both cells' states, what was looked at, and the sum of all weights. */
    private record Moment(Tensor asked, Tensor decoded, Tensor context, Tensor weights, Tensor sum) {
        /** What the outputs are made of [n, 4 units]. */
        Tensor said() {
            return Tensor.concat(1, decoded, context);
        }
    }

    /**
     * What it says of texts [n, s], zeros behind shorter ones, when each step is told the true frames before it: target
     * [n, t, mels], t a multiple of the reduction.
     */
    public Spoken forward(Tensor ids, Tensor target) {
        int r = config.reduction();
        if (target.rank() != 3 || target.size(1) % r != 0 || target.size(1) == 0 || target.size(2) != config.mels()) {
            throw new ShapeException("Tacotron: the frames " + target.shape() + " should be [n, t, " + config.mels()
                    + "] with t a multiple of " + r + ", as many as a step makes; put silence behind them");
        }
        int steps = target.size(1) / r;
        Tensor groups = target.reshape(target.size(0), steps, r, config.mels());
        Tensor before = Tensor.concat(
                1, target.slice(1, 0, 1).zerosLike(), groups.select(2, r - 1).slice(1, 0, steps - 1));
        Tensor heard = prenet(before); // [n, steps, units]
        Memory memory = memory(ids);
        List<Moment> moments = new ArrayList<>();
        for (int k = 0; k < steps; k++) {
            Moment last = k == 0 ? silence(memory) : moments.getLast();
            moments.add(step(heard.select(1, k), last, memory));
        }
        return spoken(moments);
    }

    /**
     * What it says of one text of its own accord, until it says that all is said; at most {@code longest} steps.
     *
     * @param ids at least one, without zeros
     */
    public Spoken speak(int[] ids, int longest) {
        if (ids.length == 0 || longest < 1) {
            throw new IllegalArgumentException("Tacotron: a text of " + ids.length + " characters in at most " + longest
                    + " steps says nothing; both must be 1 or more");
        }
        try (Scope scope = Scope.open()) {
            Memory memory = memory(Tensor.of(ids).unsqueeze(0));
            List<Moment> moments = new ArrayList<>();
            Tensor frame = Tensor.zeros(1, config.mels());
            boolean saidAll = false;
            while (!saidAll && moments.size() < longest) {
                Moment last = moments.isEmpty() ? silence(memory) : moments.getLast();
                Moment now = step(prenet(frame), last, memory);
                moments.add(now);
                int made = (config.reduction() - 1) * config.mels();
                frame = frames.forward(now.said()).slice(1, made, made + config.mels());
                saidAll = stop.forward(now.said()).item() > 0;
            }
            Spoken s = spoken(moments);
            return new Spoken(scope.keep(s.rough), scope.keep(s.fine), scope.keep(s.stops), scope.keep(s.alignment));
        }
    }

    private Tensor prenet(Tensor frame) {
        Dropout drop = new Dropout(config.dropout());
        return drop.forward(prenet2.forwardRelu(drop.forward(prenet1.forwardRelu(frame))));
    }

    private Memory memory(Tensor ids) {
        Tensor lengths = TextClassifier.lengths(ids, 0);
        Tensor states = encoder.run(embedding.forward(ids), List.of(), Optional.of(lengths))
                .output();
        return new Memory(states, attention.project(states), ids.ne(0));
    }

    private Moment silence(Memory memory) {
        int n = memory.states.size(0);
        int wide = 2 * config.units();
        Tensor zeros = Tensor.full(memory.states.dtype(), Shape.of(n, wide), 0);
        Tensor none = Tensor.full(memory.states.dtype(), Shape.of(n, memory.states.size(1)), 0);
        return new Moment(zeros, zeros, zeros, none, none);
    }

    private Moment step(Tensor heard, Moment last, Memory memory) {
        Tensor asked = attentionRnn.step(Tensor.concat(1, heard, last.context), last.asked);
        Tensor weights = attention.weights(asked, memory.projected, last.sum, Optional.of(memory.mask));
        Tensor context = weights.unsqueeze(1).matmul(memory.states).squeeze(1);
        Tensor decoded = decoderRnn.step(Tensor.concat(1, asked, context), last.decoded);
        return new Moment(asked, decoded, context, weights, last.sum.add(weights));
    }

    private Spoken spoken(List<Moment> moments) {
        Tensor said = Tensor.stack(1, moments.stream().map(Moment::said).toList());
        int n = said.size(0);
        Tensor rough = frames.forward(said).reshape(n, moments.size() * config.reduction(), config.mels());
        Tensor h = rough.transpose(1, 2); // [n, mels, t]
        for (int i = 0; i < postnet.size(); i++) {
            Tensor y = postnet.get(i).forward(h);
            h = i < postnet.size() - 1 ? y.tanh() : y;
        }
        return new Spoken(
                rough,
                rough.add(h.transpose(1, 2)),
                stop.forward(said).squeeze(-1),
                Tensor.stack(1, moments.stream().map(Moment::weights).toList()));
    }
}
