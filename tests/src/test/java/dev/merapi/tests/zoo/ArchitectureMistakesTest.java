package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.layer.TransformerDecoder;
import dev.merapi.models.layer.TransformerEncoder;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.zoo.Bert;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.Seq2Seq;
import dev.merapi.models.zoo.SpeechRecognizer;
import dev.merapi.models.zoo.Ssd;
import dev.merapi.models.zoo.TacotronLoss;
import dev.merapi.models.zoo.Transformer;
import dev.merapi.models.zoo.UNet;
import dev.merapi.tensor.RandomKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Numbers of which no architecture can be made are told before it's made. */
class ArchitectureMistakesTest {
    private static final int HUGE = Integer.MAX_VALUE;
    private static final RandomKey KEY = RandomKey.of(1);
    private static final TransformerOptions OPTIONS = new TransformerOptions(8, 2).hidden(8);

    private static void told(String sentence, Executable f) {
        assertEquals(sentence, assertThrows(IllegalArgumentException.class, f).getMessage());
    }

    @Test
    void depths() {
        String impossible = ": an array of 2147483647 elements is impossible; Java's have up to 2^31 - 3";
        told(
                "TransformerEncoder: a depth of -1 layers isn't one; use 1 or more",
                () -> Bert.of(new Bert.Config(8, 8, -1, OPTIONS, 0), KEY));
        told(
                "TransformerDecoder: a depth of 0 layers isn't one; use 1 or more",
                () -> TransformerDecoder.of(OPTIONS, 0, KEY));
        told("TransformerEncoder" + impossible, () -> TransformerEncoder.of(OPTIONS, HUGE, KEY));
        told("Gpt" + impossible, () -> Gpt.of(new Gpt.Config(8, 8, HUGE, 2, 8, 0, false), KEY));
        for (int levels : new int[] {-1, 31, HUGE}) {
            told(
                    "UNet: an image can't be halved " + levels + " times; choose from 0 to 30 levels, such as 4",
                    () -> UNet.of(3, 2, 8, levels, KEY));
        }
        told(
                "UNet: an axis of 8589934592 elements is impossible; sizes go from 0 to 2^31 - 1",
                () -> UNet.of(3, 2, 8, 30, KEY));
    }

    @Test
    void whatWritesTargets() {
        told(
                "Seq2Seq: targets of at most -1 symbols can't be written; allow 1 or more",
                () -> new Seq2Seq.Config(8, 8, 8, 8, 0, -1, 0, 2, 3));
        told(
                "Seq2Seq: targets begin with symbol 2 and end with 8, but the 8 symbols of targets are numbered from 0;"
                        + " give the numbers that the vocabulary gives them",
                () -> new Seq2Seq.Config(8, 8, 8, 8, 0, 4, 0, 2, 8));
        told(
                "Transformer: targets begin with symbol -1 and end with 3, but the 8 symbols of targets are numbered"
                        + " from 0; give the numbers that the vocabulary gives them",
                () -> new Transformer.Config(8, 8, 8, 8, 2, OPTIONS, 0, -1, 3));
        told(
                "Transformer: targets of at most 0 symbols can't be written; allow 1 or more",
                () -> new Transformer.Config(8, 8, 8, 0, 2, OPTIONS, 0, 2, 3));
    }

    @Test
    void sizes() {
        told(
                "Ssd: a detector of -1 classes finds nothing; name 1 or more beside the background",
                () -> Ssd.of(-1, 8, List.of(), KEY));
        told(
                "SpeechRecognizer: an axis of -1 elements is impossible; sizes go from 0 to 2^31 - 1",
                () -> SpeechRecognizer.of(-1, 8, 8, 8, KEY));
        told(
                "TacotronLoss: steps of 0 frames of 8 bands say nothing; both must be 1 or more",
                () -> new TacotronLoss(0, 8));
    }
}
