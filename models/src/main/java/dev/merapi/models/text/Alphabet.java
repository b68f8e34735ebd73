package dev.merapi.models.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The characters that a model of speech writes or reads, numbered from 1: 0 is no character, but {@code Ctc}'s blank or
 * what fills up short texts. A character is a code point of Unicode.
 *
 * @param characters each once, in the order of their numbers
 */
public record Alphabet(String characters) {
    /** Checks that there are some, each once. */
    public Alphabet {
        if (characters.isEmpty() || characters.codePoints().distinct().count() != count(characters)) {
            throw new IllegalArgumentException("an alphabet needs characters, each once, but '" + characters + "' has "
                    + (characters.isEmpty() ? "none" : "one twice"));
        }
    }

    private static int count(String text) {
        return text.codePointCount(0, text.length());
    }

    /** All characters of some texts, in Unicode's order. */
    public static Alphabet of(List<String> texts) {
        return new Alphabet(texts.stream()
                .flatMapToInt(String::codePoints)
                .distinct()
                .sorted()
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    }

    /** One more than there are characters: the numbers of classes, 0 included. */
    public int symbols() {
        return count(characters) + 1;
    }

    /**
     * The numbers of a text's characters.
     *
     * @throws IllegalArgumentException if the alphabet lacks one
     */
    public int[] encode(String text) {
        int[] wanted = text.codePoints().toArray();
        int[] known = characters.codePoints().toArray();
        int[] numbers = new int[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            int c = wanted[i];
            int at = i;
            numbers[i] = 1
                    + IntStream.range(0, known.length)
                            .filter(k -> known[k] == c)
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("the alphabet '" + characters + "' lacks '"
                                    + Character.toString(c) + "', which is character " + at + " of '" + text
                                    + "'; take an alphabet of all texts, or write the text otherwise"));
        }
        return numbers;
    }

    /** The text of numbers; 0 is left out. */
    public String decode(List<Integer> numbers) {
        int[] known = characters.codePoints().toArray();
        return numbers.stream()
                .filter(i -> i != 0)
                .map(i -> {
                    if (i < 0 || i > known.length) {
                        throw new IndexOutOfBoundsException("symbol " + i + " is of no alphabet of " + known.length
                                + " characters; they are numbered from 1");
                    }
                    return Character.toString(known[i - 1]);
                })
                .collect(Collectors.joining());
    }
}
