package dev.merapi.models.io;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON: the same value gives the same text. */
final class JsonWriter {
    private static final int SHORT = 40;

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    static String compact(Json json) {
        return write(json, false);
    }

    static String pretty(Json json) {
        return write(json, true);
    }

    private static String write(Json json, boolean pretty) {
        JsonWriter writer = new JsonWriter(pretty);
        writer.value(json, 0);
        return writer.out.toString();
    }

    /** For errors. */
    static String shortened(Json json) {
        String text = json.toString();
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
    }

    private void value(Json json, int depth) {
        switch (json) {
            case Json.Str(String value) -> string(value);
            case Json.Arr(var items) -> {
                out.append('[');
                for (Iterator<Json> i = items.iterator(); i.hasNext(); ) {
                    line(depth + 1);
                    value(i.next(), depth + 1);
                    end(i.hasNext(), depth);
                }
                out.append(']');
            }
            case Json.Obj(var fields) -> {
                out.append('{');
                for (Iterator<Map.Entry<String, Json>> i = fields.entrySet().iterator(); i.hasNext(); ) {
                    var field = i.next();
                    line(depth + 1);
                    string(field.getKey());
                    out.append(pretty ? ": " : ":");
                    value(field.getValue(), depth + 1);
                    end(i.hasNext(), depth);
                }
                out.append('}');
            }
            case Json.Num number -> out.append(number);
            case Json.Bool bool -> out.append(bool);
            case Json.Null nothing -> out.append(nothing);
        }
    }

    private void end(boolean more, int depth) {
        if (more) {
            out.append(',');
        } else {
            line(depth);
        }
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void string(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
