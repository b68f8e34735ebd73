package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Gru;
import dev.merapi.tensor.op.GruGrad;
import dev.merapi.tensor.op.Lstm;
import dev.merapi.tensor.op.LstmGrad;
import dev.merapi.tensor.op.RnnGrad;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recurrences that are applied by hand, forward or backward: of 3 steps of 2 samples, 4 units wide. */
class RecurrentMistakesTest {
    private static final Tensor STATE = Tensor.ones(2, 4);
    private static final Tensor WHOLE = Tensor.of(new long[0]);
    private static final Tensor TRACE = Tensor.ones(3 * 2 * 4 * 5);

    private static final List<Tensor> GRU =
            List.of(Tensor.ones(3, 2, 12), Tensor.ones(4, 12), Tensor.ones(4), STATE, WHOLE, TRACE);
    private static final List<Tensor> LSTM =
            List.of(Tensor.ones(3, 2, 16), Tensor.ones(4, 16), STATE, STATE, WHOLE, TRACE);

    private static List<Tensor> behind(Tensor dy, List<Tensor> inputs) {
        List<Tensor> all = new ArrayList<>(List.of(dy));
        all.addAll(inputs);
        return all;
    }

    private static void told(String sentence, Op.Nary op, List<Tensor> inputs, int i, Tensor wrong) {
        List<Tensor> changed = new ArrayList<>(inputs);
        Tensor.apply(op, changed);
        changed.set(i, wrong);
        Exception e = assertThrows(ShapeException.class, () -> Tensor.apply(op, changed));
        assertEquals(sentence, e.getMessage());
    }

    @Test
    void ofGruGrad() {
        List<Tensor> inputs = behind(Tensor.ones(8, 4), GRU);
        GruGrad op = new GruGrad(false);
        told(
                "gruGrad: x [] and weight [4, 12] don't fit: x is [steps, samples, 3 h] with a step at least, weight"
                        + " [h, 3 h]; project x first",
                op,
                inputs,
                1,
                Tensor.ones());
        told("gruGrad: [6, 4] and [8, 4] differ; both need the shape of one tensor", op, inputs, 0, Tensor.ones(6, 4));
        told(
                "gruGrad: the bias of the new state is [5], but weight [4, 12] needs [4]; slice it from b_hh",
                op,
                inputs,
                3,
                Tensor.ones(5));
        told(
                "gruGrad: the trace [0] should be [120] for x [3, 2, 12]; apply it by Tensor.gru",
                op,
                inputs,
                6,
                Tensor.ones(0));
    }

    @Test
    void ofLstmGrad() {
        List<Tensor> inputs = behind(Tensor.ones(10, 4), LSTM);
        LstmGrad op = new LstmGrad(true);
        told(
                "lstmGrad: [8, 4] and [10, 4] differ; both need the shape of one tensor",
                op,
                inputs,
                0,
                Tensor.ones(8, 4));
        told(
                "lstmGrad: an initial state is [2, 5], but x [3, 2, 16] and weight [4, 16] need [2, 4]; give each"
                        + " sample a row",
                op,
                inputs,
                4,
                Tensor.ones(2, 5));
        told(
                "lstmGrad: the trace [119] should be [120] for x [3, 2, 16]; apply it by Tensor.lstm",
                op,
                inputs,
                6,
                Tensor.ones(119));
        told(
                "lstmGrad: dtypes float32 and float64 clash; cast one with to(...)",
                op,
                inputs,
                6,
                TRACE.to(DType.FLOAT64));
    }

    @Test
    void ofRnnGrad() {
        List<Tensor> inputs = List.of(Tensor.ones(8, 4), Tensor.ones(8, 4), Tensor.ones(4, 4), WHOLE);
        RnnGrad op = new RnnGrad(false, false, Shape.of(3, 2, 4));
        told("rnnGrad: [6, 4] and [8, 4] differ; both need the shape of one tensor", op, inputs, 0, Tensor.ones(6, 4));
        told("rnnGrad: [] and [8, 4] differ; both need the shape of one tensor", op, inputs, 1, Tensor.ones());
        told(
                "rnnGrad: x [3, 2, 4] and weight [3, 3] don't fit: x is [steps, samples, h] with a step at least, weight"
                        + " [h, h]; project x first",
                op,
                inputs,
                2,
                Tensor.ones(3, 3));
    }

    @Test
    void ofTracesForward() {
        told(
                "gru: the trace [7] should be [120] for x [3, 2, 12]; apply it by Tensor.gru",
                new Gru(false),
                GRU,
                5,
                Tensor.ones(7));
        told(
                "lstm: the trace [7] should be [120] for x [3, 2, 16]; apply it by Tensor.lstm",
                new Lstm(false),
                LSTM,
                5,
                Tensor.ones(7));
    }
}
