package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.metric.Alignment;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sequences side by side. */
class AlignmentTest {
    @Test
    void substitutionsComeBeforeDeletionsAndInsertions() {
        assertEquals("1/1 2/- 3/3 4/5", shown("1234", "135"));
        assertEquals("a/a -/x b/b", shown("ab", "axb"));
        assertEquals("a/x", shown("a", "x"));
        assertEquals("-/a -/b", shown("", "ab"));
        assertEquals("a/- b/-", shown("ab", ""));
        assertEquals("", shown("", ""));
        assertTrue(Alignment.of(List.of(1, 2), List.of(1, 2)).pairs().stream().allMatch(Alignment.Pair::same));
    }

    private static String shown(String reference, String hypothesis) {
        return Alignment.of(letters(reference), letters(hypothesis)).pairs().stream()
                .map(p -> p.reference().orElse("-") + "/" + p.hypothesis().orElse("-"))
                .collect(Collectors.joining(" "));
    }

    private static List<String> letters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }
}
