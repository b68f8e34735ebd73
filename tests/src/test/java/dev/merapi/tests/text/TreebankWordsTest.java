package dev.merapi.tests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.text.TreebankWords;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreebankWordsTest {
    /** Marks alone, contractions apart; what is parted already stays as it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Don't go, it's late!|Do n't go , it 's late !",
                "They'll pay $3,500.50 (or so)...|They 'll pay $ 3,500.50 ( or so ) ...",
                "I CAN'T; we\u2019ve|I CA N'T ; we \u2019ve",
                "a well-known caf\u00e9 -- at 10:30|a well-known caf\u00e9 -- at 10:30",
                "3rd B2B e-mail?!|3rd B2B e-mail ? !"
            })
    void marksAndContractionsStandAlone(String text, String expected) {
        assertEquals(List.of(expected.split(" ")), TreebankWords.split(text));
        assertEquals(List.of(expected.split(" ")), TreebankWords.split(expected), "once is enough");
    }
}
