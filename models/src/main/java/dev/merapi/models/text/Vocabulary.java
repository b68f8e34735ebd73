package dev.merapi.models.text;

import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Symbols and their numbers. 0 is {@link #PADDING}, which fills short sequences, and 1 is {@link #UNKNOWN}, which stands for
 * every symbol that isn't listed; the others follow.
 */
public final class Vocabulary {
    /** What fills short sequences. */
    public static final int PADDING = 0;

    /** What stands for a symbol that isn't in the vocabulary. */
    public static final int UNKNOWN = 1;

    /** What comes before the first symbol of a sentence, in a vocabulary {@link #ofSentences}. */
    public static final int BEGIN = 2;

    /** What comes after its last. */
    public static final int END = 3;

    private static final List<String> RESERVED = List.of("<pad>", "<unk>");
    private static final List<String> BORDERS = List.of("<s>", "</s>");

    private final List<String> symbols;
    private final Map<String, Integer> numbers = new HashMap<>();

    private Vocabulary(List<String> symbols) {
        this.symbols = List.copyOf(symbols);
        for (int i = 0; i < symbols.size(); i++) {
            Integer before = numbers.putIfAbsent(symbols.get(i), i);
            if (before != null) {
                throw new IllegalArgumentException("the symbol '" + symbols.get(i) + "' is in the vocabulary twice, as "
                        + before + " and " + i + "; list each once");
            }
        }
    }

    /** These symbols, numbered from 2. */
    public static Vocabulary of(List<String> symbols) {
        return new Vocabulary(Stream.concat(RESERVED.stream(), symbols.stream()).toList());
    }

    /**
     * {@link #BEGIN}, {@link #END} and the symbols seen at least so often, the most frequent one first; of equally
     * frequent ones the one seen first.
     */
    public static Vocabulary ofSentences(Stream<String> symbols, int least) {
        Stream<String> inside = symbols.filter(symbol -> !BORDERS.contains(symbol));
        return of(Stream.concat(BORDERS.stream(), frequent(inside, least)).toList());
    }

    /**
     * The most frequent symbols, the most frequent one first; of equally frequent ones the one seen first.
     *
     * @param most how many numbers there may be, the two reserved ones included
     */
    public static Vocabulary mostFrequent(Stream<String> symbols, int most) {
        if (most <= RESERVED.size()) {
            throw new IllegalArgumentException("a vocabulary of " + most + " symbols has no room beside " + RESERVED
                    + "; allow more than " + RESERVED.size());
        }
        return of(counted(symbols)
                .limit((long) most - RESERVED.size())
                .map(Map.Entry::getKey)
                .toList());
    }

    /** The symbols that occur {@code least} times or more, in the same order. */
    public static Vocabulary seen(Stream<String> symbols, int least) {
        return of(frequent(symbols, least).toList());
    }

    private static Stream<String> frequent(Stream<String> symbols, int least) {
        if (least < 1) {
            throw new IllegalArgumentException("a vocabulary of symbols that are seen " + least
                    + " times or more can't be told from one of all; use 1 or more");
        }
        return counted(symbols).filter(entry -> entry.getValue() >= least).map(Map.Entry::getKey);
    }

    /** The most frequent first. */
    private static Stream<Map.Entry<String, Integer>> counted(Stream<String> symbols) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        symbols.forEachOrdered(symbol -> counts.merge(symbol, 1, Integer::sum));
        RESERVED.forEach(counts::remove);
        return counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    }

    /** How many numbers there are, the reserved ones included. */
    public int size() {
        return symbols.size();
    }

    /** Whether the symbol has a number of its own. */
    public boolean contains(String symbol) {
        return numbers.containsKey(symbol);
    }

    /** The symbol's number, or {@link #UNKNOWN}. */
    public int number(String symbol) {
        return numbers.getOrDefault(symbol, UNKNOWN);
    }

    /** The symbol of a number. */
    public String symbol(long number) {
        if (number < 0 || number >= symbols.size()) {
            throw new IndexOutOfBoundsException(
                    "no symbol has the number " + number + "; the vocabulary's " + symbols.size() + " go from 0");
        }
        return symbols.get((int) number);
    }

    /** For a manifest: the symbols from number 2 on. */
    public Json toJson() {
        return Json.array(symbols.stream().skip(RESERVED.size()).map(Json::of).toList());
    }

    /** What {@link #toJson} wrote. */
    public static Vocabulary of(Json json) {
        try {
            return of(json.items().stream().map(Json::string).toList());
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(e.getMessage());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary vocabulary && symbols.equals(vocabulary.symbols);
    }

    @Override
    public int hashCode() {
        return symbols.hashCode();
    }

    @Override
    public String toString() {
        return "Vocabulary of " + size() + ": "
                + String.join(
                        " ",
                        IntStream.range(0, Math.min(8, size()))
                                .mapToObj(symbols::get)
                                .toList())
                + (size() > 8 ? " ..." : "");
    }
}
