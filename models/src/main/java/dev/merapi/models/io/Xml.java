package dev.merapi.models.io;

import java.util.List;

/**
 * An element of a small XML document: {@code <name>text and children</name>}. Enough for annotations that programs
 * wrote: elements, texts, comments, a declaration; attributes are passed over, and document types, which could make a
 * document arbitrarily large, are refused. At most {@value #MAX_DEPTH} levels deep.
 *
 * @param text what stands directly in it, stripped
 */
public record Xml(String name, String text, List<Xml> children) {
    /** How deep elements may nest. */
    public static final int MAX_DEPTH = 64;

    /** Copies the children. */
    public Xml {
        children = List.copyOf(children);
    }

    /** Reads a document. */
    public static Xml parse(String document) {
        return new XmlReader(document).document();
    }

    /** The children of that name, in their order. */
    public List<Xml> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }

    /** The only child of that name. */
    public Xml get(String child) {
        List<Xml> found = all(child);
        if (found.size() != 1) {
            throw new XmlException("<" + name + "> has " + found.size() + " elements <" + child + "> instead of one");
        }
        return found.getFirst();
    }

    /** The text as a whole number. */
    public int integer() {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new XmlException("<" + name + "> has '" + text + "' where a whole number should be", e);
        }
    }
}
