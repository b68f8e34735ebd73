package dev.merapi.models.io;

import java.util.ArrayList;
import java.util.List;

/** Reads XML by recursive descent, as deep as {@link Xml#MAX_DEPTH}. */
final class XmlReader {
    private final String text;
    private int at;

    XmlReader(String text) {
        this.text = text;
    }

    Xml document() {
        skipMisc();
        Xml root = element(1);
        skipMisc();
        if (at < text.length()) {
            throw wrong("the document goes on after </" + root.name() + ">");
        }
        return root;
    }

    private void skipMisc() {
        do {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        } while (skip("<?", "?>") || skip("<!--", "-->"));
    }

    private boolean skip(String open, String close) {
        if (!text.startsWith(open, at)) {
            return false;
        }
        int end = text.indexOf(close, at + open.length());
        if (end < 0) {
            throw wrong("'" + open + "' isn't closed by '" + close + "'");
        }
        at = end + close.length();
        return true;
    }

    private Xml element(int depth) {
        if (depth > Xml.MAX_DEPTH) {
            throw wrong("elements are nested deeper than " + Xml.MAX_DEPTH + " levels");
        }
        if (!text.startsWith("<", at) || text.startsWith("<!", at)) {
            throw wrong("expected an element");
        }
        at++;
        String name = name();
        if (attributes()) {
            return new Xml(name, "", List.of());
        }
        StringBuilder inside = new StringBuilder();
        List<Xml> children = new ArrayList<>();
        while (!text.startsWith("</", at)) {
            if (at >= text.length()) {
                throw wrong("the document ends inside of <" + name + ">");
            }
            if (text.charAt(at) != '<') {
                inside.append(characters());
            } else if (!skip("<!--", "-->")) {
                children.add(element(depth + 1));
            }
        }
        at += 2;
        String closing = name();
        if (!closing.equals(name) || !text.startsWith(">", at)) {
            throw wrong("<" + name + "> is closed by </" + closing);
        }
        at++;
        return new Xml(name, inside.toString().strip(), children);
    }

    private String name() {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("expected an element's name");
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || "_-.:".indexOf(c) >= 0;
    }

    /** Passes over them up to the tag's end; whether it was {@code />}. */
    private boolean attributes() {
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                at++;
                return text.charAt(at - 2) == '/';
            } else if (c == '<') {
                break;
            }
        }
        throw wrong("a tag isn't closed by '>'");
    }

    private String characters() {
        int end = text.indexOf('<', at);
        String raw = text.substring(at, end < 0 ? text.length() : end);
        at += raw.length();
        // The ampersand's own comes last, or "&amp;lt;" would become "<".
        return raw.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    private XmlException wrong(String what) {
        int line = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new XmlException("invalid XML at line " + line + ": " + what);
    }
}
