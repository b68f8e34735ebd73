package dev.merapi.models.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value of JSON (RFC 8259), read strictly: no comments, no trailing commas, no duplicate keys, no lone surrogates, at most
 * {@value #MAX_DEPTH} levels deep.
 *
 * <p>Take a value apart by a pattern switch, or by the accessors, whose errors say what was expected and what was found.
 */
public sealed interface Json {
    /** How deep arrays and objects may nest. */
    int MAX_DEPTH = 64;

    /** The longest text that is read, in characters. */
    int MAX_LENGTH = 100 << 20;

    /** {@code {"key": value, ...}}, in the text's order. */
    record Obj(Map<String, Json> fields) implements Json {
        /** Copies the fields, in order. */
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String toString() {
            return JsonWriter.compact(this);
        }
    }

    /** {@code [item, ...]}. */
    record Arr(List<Json> items) implements Json {
        /** Copies the items. */
        public Arr {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return JsonWriter.compact(this);
        }
    }

    /** {@code "text"}. */
    record Str(String value) implements Json {
        @Override
        public String toString() {
            return JsonWriter.compact(this);
        }
    }

    /** A number as it was written, so that nothing is lost. */
    record Num(String literal) implements Json {
        @Override
        public String toString() {
            return literal;
        }
    }

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** {@code null}. */
    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** An object of these fields, in the map's order. */
    static Obj object(Map<String, ? extends Json> fields) {
        return new Obj(new LinkedHashMap<>(fields));
    }

    /** An array. */
    static Arr array(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    /** A string. */
    static Str of(String value) {
        return new Str(value);
    }

    /** A whole number. */
    static Num of(long value) {
        return new Num(Long.toString(value));
    }

    /** A number, by the shortest decimal that reads back as the same double; JSON has no NaN and no infinity. */
    static Num of(double value) {
        if (!Double.isFinite(value)) {
            throw new JsonException("JSON has no number " + value + "; write it as a string");
        }
        return new Num(Double.toString(value));
    }

    /** A truth value. */
    static Bool of(boolean value) {
        return new Bool(value);
    }

    /** Reads a text; errors tell line and column. */
    static Json parse(String text) {
        return JsonReader.read(text);
    }

    /** Reads a file of UTF-8; errors name the file. */
    static Json read(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new FileFormatException(
                        file, "JSON of more than " + MAX_LENGTH + " bytes isn't read; is it the right file?");
            }
            return parse(JsonReader.decode(Files.readAllBytes(file)));
        } catch (CharacterCodingException e) {
            throw new FileFormatException(file, "the text isn't UTF-8; write it again as UTF-8", e);
        } catch (JsonException e) {
            throw new FileFormatException(file, e.getMessage(), new IOException(e));
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** This text over several lines, indented by two spaces. */
    default String pretty() {
        return JsonWriter.pretty(this);
    }

    /** The fields of an object. */
    default Map<String, Json> fields() {
        if (this instanceof Obj(var fields)) {
            return fields;
        }
        throw wrong("an object");
    }

    /** A field of an object that must be there. */
    default Json get(String key) {
        return find(key).orElseThrow(() -> new JsonException("the field \"" + key + "\" is missing"));
    }

    /** A field of an object that must be there, as an accessor such as {@code Json::string} reads it; errors name the field. */
    default <T> T get(String key, Function<Json, T> accessor) {
        Json value = get(key);
        try {
            return accessor.apply(value);
        } catch (JsonException e) {
            throw new JsonException("the field \"" + key + "\": " + e.getMessage());
        }
    }

    /** A field of an object that may be there. */
    default Optional<Json> find(String key) {
        return Optional.ofNullable(fields().get(key));
    }

    /** The items of an array. */
    default List<Json> items() {
        if (this instanceof Arr(var items)) {
            return items;
        }
        throw wrong("an array");
    }

    /** The text of a string. */
    default String string() {
        if (this instanceof Str(var value)) {
            return value;
        }
        throw wrong("a string");
    }

    /** A whole number that fits a long. */
    default long integer() {
        try {
            if (this instanceof Num(var literal)) {
                return Long.parseLong(literal);
            }
            throw wrong("a whole number");
        } catch (NumberFormatException e) {
            throw wrong("a whole number within 64 bits");
        }
    }

    /** A number, to the nearest double. */
    default double number() {
        if (this instanceof Num(var literal)) {
            return Double.parseDouble(literal);
        }
        throw wrong("a number");
    }

    /** A truth value. */
    default boolean bool() {
        if (this instanceof Bool(var value)) {
            return value;
        }
        throw wrong("true or false");
    }

    private JsonException wrong(String expected) {
        String text = switch (this) {
            case Obj object -> "an object";
            case Arr array -> "an array";
            case Str string -> "the string " + JsonWriter.shortened(this);
            case Num number -> "the number " + JsonWriter.shortened(this);
            case Bool bool -> bool.toString();
            case Null nothing -> "null";
        };
        return new JsonException("expected " + expected + ", but found " + text);
    }
}
