package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Upsample;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.CtcDecoder;
import dev.merapi.models.loss.Reduction;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What options of layers and losses can't be, and what they say then. */
class OptionMistakesTest {
    @Test
    void mistakesAreTold() {
        told(
                "LayerNorm(3, 4): the input [2, 4, 3] should end with axes of 3, 4; give the layer the last sizes of what"
                        + " comes before",
                () -> LayerNorm.of(3, 4).forward(Tensor.zeros(2, 4, 3)));
        told(
                "RmsNorm(3): the input [2, 4] should have 3 features on its last axis; give the layer the width of what"
                        + " comes before",
                () -> RmsNorm.withoutParameters(3).forward(Tensor.zeros(2, 4)));
        told("LayerNorm() normalizes over no axis; name the sizes of the last ones", LayerNorm::withoutParameters);
        told(
                "Upsample(2 x 3): the input [2, 4] should be [n, c, h, w]; for signals and volumes take Tensor.interpolate",
                () -> Upsample.to(2, 3, Interpolation.NEAREST).forward(Tensor.zeros(2, 4)));
        told(
                "the dropout between a recurrent network's layers: p = 1.5 must be from 0 to 1",
                () -> RecurrentOptions.DEFAULT.dropout(1.5));
        told(
                "the recurrent dropout of a network's state: p = -0.5 must be from 0 to 1",
                () -> RecurrentOptions.DEFAULT.recurrentDropout(-0.5));
    }

    @Test
    void labelsThatCtcCantSpell() {
        Tensor logits = Tensor.zeros(2, 6, 4);
        Ctc loss = new Ctc();
        assertTrue(loss.of(logits, Tensor.of(Shape.of(2, 3), 1L, 2, -1, 3, -1, -1))
                        .item()
                > 0);
        told(
                "Ctc: target 1 has label 2 at element 2, behind -1 at element 1; negative numbers are for the end alone,"
                        + " or give the lengths apart",
                () -> loss.of(logits, Tensor.of(Shape.of(2, 3), 1L, 2, 3, 3, -1, 2)));
        told(
                "ctcLoss: label 4 (element 1 of target 0) must be from 0 to 3 and not the blank, 0",
                () -> loss.of(logits, Tensor.of(Shape.of(2, 3), 1L, 4, 3, 3, -1, -1)));
        told(
                "ctcLoss: label -1 (element 1 of target 1) must be from 0 to 3 and not the blank, 0",
                () -> loss.of(
                        logits, Tensor.of(Shape.of(2, 3), 1L, 2, 3, 3, -1, 2), Tensor.of(6L, 6), Tensor.of(3L, 3)));
    }

    @Test
    void blanksThatAreNoClass() {
        told("Ctc: the blank -1 is no class; classes go from 0", () -> new Ctc(-1, false, false, Reduction.MEAN));
        told("CtcDecoder: the blank -1 is no class; classes go from 0", () -> new CtcDecoder(-1));
        CtcDecoder decoder = new CtcDecoder(4);
        String other = "ctc: the blank 4 is no class of log-probabilities [3, 4]; give the decoder the blank that the"
                + " model was trained with";
        told(other, () -> decoder.greedy(Tensor.zeros(3, 4)));
        told(other, () -> decoder.beam(Tensor.zeros(3, 4), 2));
        told(
                "Ctc: 2 samples' labels and 1 numbers of frames don't pair up; give as many of both",
                () -> Ctc.targets(List.of(new int[] {1}, new int[] {2}), new int[] {3}));
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
    }
}
