package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Speech to symbols without being told when which is said: log-mel frames x [n, t, mels] to logits [n, t / 4, classes]
 * of {@code Ctc}, class 0 being its blank. Two convolutions of 3 x 3 halve time and pitch each, a GRU reads both ways,
 * a linear layer tells the symbols. A trainer is told of the lengths: {@code batch -> model.forward(batch.inputs(),
 * batch.more().getFirst())}. Source: Graves, Fernández, Gomez, Schmidhuber, "Connectionist temporal classification",
 * 2006; Amodei et al., "Deep Speech 2", 2016, for the convolutions.
 *
 * <p>Behind a sample's end its features are made 0 again after each convolution, so that its logits don't depend on how
 * far the batch is filled up.
 */
public record SpeechRecognizer(Conv2d conv1, Conv2d conv2, Gru gru, Dropout dropout, Linear output) {
    private static final double DROPPED = 0.2;

    /** Random parameters; {@code units} in each direction. */
    public static SpeechRecognizer of(int mels, int channels, int units, int classes, RandomKey key) {
        Options halving = Options.DEFAULT.stride(2).padding(1);
        RecurrentOptions both = RecurrentOptions.DEFAULT.inBothDirections();
        return new SpeechRecognizer(
                Conv2d.of(1, channels, 3, halving, key.fold("conv1")),
                Conv2d.of(channels, channels, 3, halving, key.fold("conv2")),
                Gru.of(Shape.size("SpeechRecognizer", (long) channels * steps(mels)), units, both, key.fold("gru")),
                new Dropout(DROPPED),
                Linear.of(2 * units, classes, key.fold("output")));
    }

    /** How many steps the logits have for so many frames: a quarter, rounded up. */
    public static int steps(int frames) {
        return Math.ceilDiv(Shape.size("SpeechRecognizer", frames), 4);
    }

    /** Logits [n, steps, classes] of frames x [n, t, mels], zeros behind each sample's own number of frames [n]. */
    public Tensor forward(Tensor x, Tensor frames) {
        if (x.rank() != 3 || frames.rank() != 1 || frames.size(0) != x.size(0)) {
            throw new ShapeException("SpeechRecognizer: frames " + x.shape() + " and their numbers " + frames.shape()
                    + " should be [n, t, mels] and [n]");
        }
        Tensor lengths = frames;
        Tensor h = x.unsqueeze(1); // [n, 1, t, mels]
        for (Conv2d conv : List.of(conv1, conv2)) {
            lengths = halved(lengths);
            h = cut(conv.forwardRelu(h), lengths);
        }
        Tensor features = h.transpose(1, 2).flatten(2); // [n, steps, channels mels / 4]
        Tensor states = gru.run(features, List.of(), Optional.of(lengths)).output();
        return output.forward(dropout.forward(states));
    }

    private static Tensor halved(Tensor lengths) {
        return Tensor.of(Arrays.stream(lengths.toLongArray())
                .map(l -> Math.ceilDiv(l, 2))
                .toArray());
    }

    /** h [n, c, t, m] with zeros behind each sample's length. */
    private static Tensor cut(Tensor h, Tensor lengths) {
        Tensor inside = Tensor.arange(h.size(2)).reshape(1, 1, h.size(2), 1).lt(lengths.reshape(h.size(0), 1, 1, 1));
        return inside.where(h, 0);
    }

    /** The log-probabilities [steps, classes] of each sample, cut to its length: what {@code CtcDecoder} reads. */
    public List<Tensor> logProbabilities(Tensor x, Tensor frames) {
        try (Scope scope = Scope.open()) {
            Tensor all = forward(x, frames).logSoftmax(-1);
            long[] lengths = frames.toLongArray();
            return scope.keepAll(IntStream.range(0, lengths.length)
                    .mapToObj(i -> all.select(0, i)
                            .slice(0, 0, steps(Math.toIntExact(lengths[i])))
                            .contiguous())
                    .toList());
        }
    }
}
