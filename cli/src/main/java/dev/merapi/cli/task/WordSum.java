package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.cli.text.Nearest;
import dev.merapi.models.io.Excerpt;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.zoo.SkipGram;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Words to add and to take away, such as "king - man + woman": by vectors of length 1, as Mikolov et al. ask for analogies
 * ("Linguistic regularities in continuous space word representations", 2013, section 4).
 *
 * @param terms at least one
 */
record WordSum(List<Term> terms) {
    /**
     * A word.
     *
     * @param sign 1, or -1 to take it away
     */
    record Term(int sign, String word, int number) {}

    /** Reads words between plus and minus signs that stand alone: a hyphen within a word is its own. */
    static WordSum of(String text, Vocabulary words) {
        List<Term> terms = new ArrayList<>();
        int sign = 1;
        for (String part : Splitter.TOKENS.split(text.toLowerCase(Locale.ROOT))) {
            boolean isSign = part.equals("+") || part.equals("-");
            if (isSign != (sign == 0)) {
                throw unclear(text);
            }
            if (isSign) {
                sign = part.equals("+") ? 1 : -1;
            } else {
                terms.add(new Term(sign, part, number(part, words)));
                sign = 0;
            }
        }
        if (sign != 0) {
            throw unclear(text);
        }
        return new WordSum(List.copyOf(terms));
    }

    private static Failure unclear(String text) {
        return new Failure(
                "'" + Excerpt.of(text) + "' is neither a word nor a sum of words; ask about one, such as king, or about"
                        + " several with signs between them, such as 'king - man + woman'");
    }

    private static int number(String word, Vocabulary words) {
        if (!words.contains(word)) {
            List<String> known = IntStream.range(Vocabulary.UNKNOWN + 1, words.size())
                    .mapToObj(words::symbol)
                    .toList();
            List<String> near = Nearest.of(word, known);
            throw new Failure("'" + Excerpt.of(word) + "' isn't among the " + known.size()
                    + " words that have a vector; "
                    + (near.isEmpty() ? "ask about another" : "did you mean " + String.join(" or ", near) + "?"));
        }
        return words.number(word);
    }

    List<Integer> numbers() {
        return terms.stream().map(Term::number).toList();
    }

    /** The sum [width]. */
    Tensor vector(SkipGram model) {
        Tensor units = model.units();
        return terms.stream()
                .map(term -> units.select(0, term.number()).mul(term.sign()))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(terms.getFirst().word());
        terms.stream()
                .skip(1)
                .forEach(term -> text.append(term.sign() > 0 ? " + " : " - ").append(term.word()));
        return text.toString();
    }
}
