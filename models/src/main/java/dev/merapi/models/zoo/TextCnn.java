package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Words [n, t] to logits [n, classes]: convolutions of 3, 4 and 5 words, the largest value of each filter over the sentence.
 * Source: Kim, "Convolutional neural networks for sentence classification", 2014, CNN-rand.
 */
public record TextCnn(Embedding embedding, List<Conv1d> convs, Dropout dropout, Linear fc) implements Layer {
    /** Copies the list. */
    public TextCnn {
        convs = List.copyOf(convs);
    }

    /** Random parameters, the words' from U(-1/4, 1/4): filters of widths 3, 4 and 5, half of the features dropped. */
    public static TextCnn of(int symbols, int width, int filters, int classes, RandomKey key) {
        return new TextCnn(
                new Embedding(Init.uniform(key.fold("embedding"), 0.25, symbols, width)),
                IntStream.of(3, 4, 5)
                        .mapToObj(k ->
                                Conv1d.of(width, filters, k, key.fold("convs").fold(k)))
                        .toList(),
                new Dropout(0.5),
                Linear.of(3 * filters, classes, key.fold("fc")));
    }

    @Override
    public Tensor forward(Tensor x) {
        int longest = convs.getLast().weight().size(2);
        if (x.rank() != 2 || x.size(1) < longest) {
            throw new ShapeException("TextCnn: words " + x.shape() + " should be [n, t] with t of " + longest
                    + " or more; pad the sentences");
        }
        Tensor e = embedding.forward(x).transpose(1, 2); // [n, width, t]
        List<Tensor> features = convs.stream()
                .map(conv -> conv.forwardRelu(e).max(2)) // [n, filters]
                .toList();
        return fc.forward(dropout.forward(Tensor.concat(1, features)));
    }
}
