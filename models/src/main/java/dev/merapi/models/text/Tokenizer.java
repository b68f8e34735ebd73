package dev.merapi.models.text;

import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Texts as sequences of numbers and back, as Keras's Tokenizer with an out-of-vocabulary token:
 *
 * <pre>{@code
 * Tokenizer tokenizer = Tokenizer.fit(texts, Splitter.WORDS, 10_000);
 * Tensor x = Sequences.padSequences(tokenizer.textsToSequences(texts), 200);    // int64 [n, 200]
 * }</pre>
 */
public record Tokenizer(Splitter splitter, Vocabulary vocabulary) {
    /** Learns a vocabulary of at most {@code most} numbers, padding and unknown included, from texts. */
    public static Tokenizer fit(List<String> texts, Splitter splitter, int most) {
        return new Tokenizer(
                splitter, Vocabulary.mostFrequent(texts.stream().flatMap(text -> splitter.split(text).stream()), most));
    }

    /** Learns {@link Vocabulary#ofSentences} from texts: of the symbols that they have at least so often. */
    public static Tokenizer ofSentences(List<String> texts, Splitter splitter, int least) {
        return new Tokenizer(
                splitter, Vocabulary.ofSentences(texts.stream().flatMap(text -> splitter.split(text).stream()), least));
    }

    /** The numbers of a text's symbols; those that the vocabulary lacks are {@link Vocabulary#UNKNOWN}. */
    public int[] encode(String text) {
        return splitter.split(text).stream().mapToInt(vocabulary::number).toArray();
    }

    /** The same, for an alphabet that must know every symbol: fails at the first that it doesn't. */
    public int[] encodeAll(String text) {
        List<String> symbols = splitter.split(text);
        for (int i = 0; i < symbols.size(); i++) {
            if (!vocabulary.contains(symbols.get(i))) {
                throw new IllegalArgumentException(
                        "symbol " + i + " of the text, '" + symbols.get(i) + "', isn't in the alphabet of "
                                + vocabulary.size() + " symbols; fit it on a text that has it");
            }
        }
        return symbols.stream().mapToInt(vocabulary::number).toArray();
    }

    /** {@link #encode} of each text. */
    public List<int[]> textsToSequences(List<String> texts) {
        return texts.stream().map(this::encode).toList();
    }

    /** A text of these numbers; padding is left out. */
    public String decode(int... numbers) {
        return joined(Arrays.stream(numbers).asLongStream());
    }

    /** The same of what a model wrote. */
    public String decode(long[] numbers) {
        return joined(Arrays.stream(numbers));
    }

    private String joined(LongStream numbers) {
        return splitter.join(numbers.filter(number -> number != Vocabulary.PADDING)
                .mapToObj(vocabulary::symbol)
                .toList());
    }

    /** For a manifest. */
    public Json toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("splitter", Json.of(splitter.name().toLowerCase(Locale.ROOT)));
        fields.put("vocabulary", vocabulary.toJson());
        return Json.object(fields);
    }

    /** What {@link #toJson} wrote. */
    public static Tokenizer of(Json json) {
        String name = json.get("splitter").string();
        Splitter splitter = Arrays.stream(Splitter.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new JsonException("the splitter '" + name + "' isn't known; it's one of "
                        + Arrays.toString(Splitter.values()).toLowerCase(Locale.ROOT)));
        return new Tokenizer(splitter, Vocabulary.of(json.get("vocabulary")));
    }
}
