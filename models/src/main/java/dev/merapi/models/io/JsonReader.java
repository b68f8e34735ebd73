package dev.merapi.models.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads JSON by recursive descent, as deep as {@link Json#MAX_DEPTH}. */
final class JsonReader {
    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static Json read(String text) {
        if (text.length() > Json.MAX_LENGTH) {
            throw new JsonException("JSON of more than " + Json.MAX_LENGTH + " characters isn't read");
        }
        JsonReader reader = new JsonReader(text);
        Json value = reader.value();
        reader.space();
        if (reader.at < text.length()) {
            throw reader.error("the text goes on after the end of the value");
        }
        return value;
    }

    /** Strict UTF-8: what isn't is an exception, not a replacement character. */
    static String decode(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private Json value() {
        space();
        return switch (peek()) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", new Json.Null());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw error("expected a value");
        };
    }

    private Json nested(Supplier<Json> inner) {
        if (++depth > Json.MAX_DEPTH) {
            throw error("nested deeper than " + Json.MAX_DEPTH + " levels");
        }
        Json value = inner.get();
        depth--;
        return value;
    }

    private Json object() {
        Map<String, Json> fields = new LinkedHashMap<>();
        expect('{');
        if (!tryTake('}')) {
            do {
                space();
                int start = at;
                String key = string();
                if (fields.containsKey(key)) {
                    at = start;
                    throw error("the key \"" + key + "\" appears twice");
                }
                expect(':');
                fields.put(key, value());
            } while (tryTake(','));
            expect('}');
        }
        return new Json.Obj(fields);
    }

    private Json array() {
        List<Json> items = new ArrayList<>();
        expect('[');
        if (!tryTake(']')) {
            do {
                items.add(value());
            } while (tryTake(','));
            expect(']');
        }
        return new Json.Arr(items);
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw error("expected " + word);
        }
        at += word.length();
        return value;
    }

    /** {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?}. */
    private Json number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return new Json.Num(text.substring(start, at));
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw error("expected a digit");
        }
    }

    private String string() {
        if (peek() != '"') {
            throw error("expected '\"'");
        }
        int start = at++;
        StringBuilder s = new StringBuilder();
        while (peek() != '"') {
            if (at == text.length()) {
                at = start;
                throw error("the string that begins here has no end");
            }
            char c = text.charAt(at);
            if (c < 0x20) {
                throw error("a control character in a string must be written as \\u" + String.format("%04x", (int) c));
            }
            at++;
            s.append(c == '\\' ? escape() : c);
        }
        at++;
        checkSurrogates(s, start);
        return s.toString();
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> {
                at--;
                throw error("there is no such escape in a string");
            }
        };
    }

    private char hex() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw error("expected four hexadecimal digits");
            }
            code = 16 * code + digit;
            at++;
        }
        return (char) code;
    }

    private void checkSurrogates(StringBuilder s, int start) {
        for (int i = 0; i < s.length(); i++) {
            boolean pair = i + 1 < s.length() && Character.isSurrogatePair(s.charAt(i), s.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(s.charAt(i))) {
                at = start;
                throw error("the string that begins here has half of a surrogate pair");
            }
        }
    }

    private void expect(char c) {
        if (!tryTake(c)) {
            throw error("expected '" + c + "'");
        }
    }

    private boolean tryTake(char c) {
        space();
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** The next character, or 0 (which is no part of JSON outside strings, and an error within) at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private JsonException error(String what) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        String found = at >= text.length() ? ", but the text ends" : "";
        return new JsonException("invalid JSON at line " + line + ", column " + (at - start + 1) + ": " + what + found);
    }
}
