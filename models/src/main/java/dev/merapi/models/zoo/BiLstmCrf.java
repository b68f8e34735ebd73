package dev.merapi.models.zoo;

import dev.merapi.models.layer.Crf;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tags of a sentence's words: words [n, t] and their characters [n, t, c] to emissions [n, t, tags] of a conditional
 * random field. A word is its embedding beside the two last states of an LSTM over its characters in both directions;
 * a second one runs over the words. Source: Lample et al., "Neural architectures for named entity recognition", 2016;
 * Ma, Hovy, "End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF", 2016. With an embedding that marks the
 * predicate it labels semantic roles: Zhou, Xu, "End-to-end learning of semantic role labeling using recurrent neural
 * networks", 2015; He et al., "Deep semantic role labeling", 2017.
 *
 * <p>Sentences and words end where {@link Vocabulary#PADDING} begins to fill up; what is behind isn't looked at.
 *
 * @param predicates of 0, and 1 where the predicate is whose roles are asked for; empty if there is none to mark
 * @param dropout of what goes into the LSTM over words, and of what comes out
 */
public record BiLstmCrf(
        Embedding words,
        Embedding characters,
        Lstm characterLstm,
        Optional<Embedding> predicates,
        Dropout dropout,
        Lstm lstm,
        Linear output,
        Crf crf) {
    /**
     * The sizes.
     *
     * @param words how many there are, padding and unknown included
     * @param characters how many there are, padding and unknown included
     * @param characterUnits of the LSTM over characters, in each direction
     * @param units of the LSTM over words, in each direction
     * @param layers of it
     * @param predicateWidth of the mark; 0 for none
     */
    public record Config(
            int words,
            int characters,
            int tags,
            int wordWidth,
            int characterWidth,
            int characterUnits,
            int units,
            int layers,
            int predicateWidth,
            double dropout) {
        /** The widths of Lample et al. and half of all features dropped, for parts of speech or names. */
        public static Config of(int words, int characters, int tags) {
            return new Config(words, characters, tags, 100, 25, 25, 100, 1, 0, 0.5);
        }

        /** With a mark of the predicate. */
        public Config predicateWidth(int width) {
            return new Config(
                    words, characters, tags, wordWidth, characterWidth, characterUnits, units, layers, width, dropout);
        }

        /** With another dropout. */
        public Config dropout(double p) {
            return new Config(
                    words,
                    characters,
                    tags,
                    wordWidth,
                    characterWidth,
                    characterUnits,
                    units,
                    layers,
                    predicateWidth,
                    p);
        }
    }

    /** Random parameters; embeddings from U(-a, a) with a = sqrt(3 / width), as in Ma, Hovy. */
    public static BiLstmCrf of(Config c, RandomKey key) {
        RecurrentOptions both = RecurrentOptions.DEFAULT.inBothDirections();
        int width = Shape.size("BiLstmCrf", c.wordWidth() + 2L * c.characterUnits() + c.predicateWidth());
        return new BiLstmCrf(
                embedding(c.words(), c.wordWidth(), key.fold("words")),
                embedding(c.characters(), c.characterWidth(), key.fold("characters")),
                Lstm.of(c.characterWidth(), c.characterUnits(), both, key.fold("characterLstm")),
                c.predicateWidth() == 0
                        ? Optional.empty()
                        : Optional.of(embedding(2, c.predicateWidth(), key.fold("predicates"))),
                new Dropout(c.dropout()),
                Lstm.of(width, c.units(), both.layers(c.layers()).dropout(c.dropout()), key.fold("lstm")),
                Linear.of(2 * c.units(), c.tags(), key.fold("output")),
                Crf.of(c.tags(), key.fold("crf")));
    }

    private static Embedding embedding(int symbols, int width, RandomKey key) {
        return new Embedding(Init.uniform(key, Math.sqrt(3.0 / width), symbols, width));
    }

    /** The emissions where no predicate is marked. */
    public Tensor forward(Tensor words, Tensor characters) {
        return forward(words, characters, Optional.empty());
    }

    /**
     * The emissions [n, t, tags].
     *
     * @param predicate int64 [n, t]: 1 at the word whose roles are asked for, else 0
     */
    public Tensor forward(Tensor words, Tensor characters, Optional<Tensor> predicate) {
        check(words, characters, predicate);
        List<Tensor> features = new ArrayList<>();
        features.add(this.words.forward(words));
        features.add(spelling(characters));
        predicate.ifPresent(p -> features.add(predicates.orElseThrow().forward(p)));
        Tensor x = dropout.forward(Tensor.concat(2, features));
        Tensor states = lstm.run(x, List.of(), Optional.of(lengths(words))).output();
        return crf.forward(output.forward(dropout.forward(states)));
    }

    /** [n, t, 2 units]: the LSTM's last state in each direction, over the characters of each word. */
    private Tensor spelling(Tensor characters) {
        int n = characters.size(0);
        int t = characters.size(1);
        Tensor flat = characters.reshape(n * t, characters.size(2));
        // A word that only fills up has no characters; one step more does no harm there.
        Tensor lengths = lengths(flat).maximum(1);
        var run = characterLstm.run(this.characters.forward(flat), List.of(), Optional.of(lengths));
        return characterLstm.last(run).reshape(n, t, characterLstm.width());
    }

    /** The likeliest tags, int64 [n, t], -1 beyond a sentence's end. */
    public Tensor decode(Tensor words, Tensor characters, Optional<Tensor> predicate) {
        return crf.decode(forward(words, characters, predicate), lengths(words));
    }

    private static Tensor lengths(Tensor symbols) {
        return TextClassifier.lengths(symbols, Vocabulary.PADDING);
    }

    private void check(Tensor words, Tensor characters, Optional<Tensor> predicate) {
        Shape shape = words.shape();
        boolean fit = shape.rank() == 2
                && characters.rank() == 3
                && characters.size(0) == shape.dim(0)
                && characters.size(1) == shape.dim(1);
        if (!fit) {
            throw new ShapeException("BiLstmCrf: words " + shape + " and characters " + characters.shape()
                    + " should be [n, t] and [n, t, c], the letters of each word");
        }
        if (predicate.isPresent() != predicates.isPresent()) {
            throw new ShapeException(
                    predicates.isPresent()
                            ? "BiLstmCrf: this model marks a predicate, but got none; give it [n, t] of 0 and 1"
                            : "BiLstmCrf: this model marks no predicate, but got one; make it with a predicateWidth");
        }
        predicate.filter(p -> !p.shape().equals(shape)).ifPresent(p -> {
            throw new ShapeException(
                    "BiLstmCrf: the predicate's mark " + p.shape() + " should be " + shape + ", as the words are");
        });
    }
}
