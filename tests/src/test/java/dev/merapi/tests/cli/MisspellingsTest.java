package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.merapi.cli.text.Nearest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that isn't one gets the nearest that is, wherever the slip was. */
class MisspellingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            train mlp --treads 2     | Unknown options: '--treads', '2'; did you mean --threads?
            train mlp --pochs=2      | '--pochs=2'; did you mean --epochs?
            train mlp --epoch 2      | did you mean --epochs?
            evaluate . --thread 2    | did you mean --threads?
            zoo --chekc mlp          | did you mean --check?
            predict run a.png -invrt | did you mean --invert?
            preduct run a.png        | did you mean predict?
            rain mlp                 | did you mean train?
            help trian               | Unknown subcommand 'trian'; did you mean train?
            train fashon             | did you mean fashion-mnist or
            train multi30k           | did you mean seq2seq-multi30k or transformer-multi30k?
            train bert               | did you mean bert-imdb?
            train imdb-lstm          | did you mean lstm-imdb
            """)
    void areAnswered(String args, String words) {
        Here.run((Object[]) args.strip().split(" ")).failed(2, words);
    }

    @Test
    void whatIsNearNothingGetsNoGuess() {
        Command.Outcome outcome = Here.run("train", "mlp", "--wavelength", 3).failed(2, "--wavelength");
        assertFalse(outcome.err().contains("did you mean"), outcome.err());
        assertFalse(
                Here.run("train", "mlp", "--x").failed(2).err().contains("did you mean"), "a letter is near nothing");
    }

    @Test
    void theNearestComeFirst() {
        List<String> known = List.of("--out", "--epochs", "--lr", "--limit");
        assertEquals("--lr", Nearest.of("--lt", known).getFirst());
        assertEquals(List.of("--epochs"), Nearest.of("--pochs", known));
        assertEquals(List.of(), Nearest.of("--wavelength", known));
    }
}
