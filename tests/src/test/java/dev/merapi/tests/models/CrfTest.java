package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Crf;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conditional random fields against all sequences of tags one by one, and against a version composed of plain operators. */
class CrfTest {
    private static final RandomKey KEY = RandomKey.of(17);
    private static final int TAGS = 3;
    private static final Crf CRF = new Crf(random("start", TAGS), random("end", TAGS), random("steps", TAGS, TAGS));
    private static final Tensor EMISSIONS = random("emissions", 4, 5, TAGS);
    private static final Tensor LABELS =
            Tensor.of(Shape.of(4, 5), 0L, 2, 1, 1, 0, 2, 2, -1, -1, -1, 1, -1, -1, -1, -1, 0, 1, 2, 0, -1);
    private static final int[] LENGTHS = {5, 2, 1, 4};

    private static Tensor random(String name, int... dims) {
        return KEY.fold(name).normal(dims).to(DType.FLOAT64);
    }

    private static double score(int sequence, int[] tags) {
        double score =
                CRF.startTransitions().get(tags[0]) + CRF.endTransitions().get(tags[tags.length - 1]);
        for (int t = 0; t < tags.length; t++) {
            score += EMISSIONS.get(sequence, t, tags[t]);
            score += t == 0 ? 0 : CRF.transitions().get(tags[t - 1], tags[t]);
        }
        return score;
    }

    private static List<int[]> all(int length) {
        List<int[]> sequences = new ArrayList<>();
        for (int code = 0; code < Math.pow(TAGS, length); code++) {
            int[] tags = new int[length];
            for (int t = 0, rest = code; t < length; t++, rest /= TAGS) {
                tags[t] = rest % TAGS;
            }
            sequences.add(tags);
        }
        return sequences;
    }

    @Test
    void agreesWithAllSequencesOneByOne() {
        Tensor costs = new CrfNll(CRF, false, Reduction.NONE).of(EMISSIONS, LABELS);
        Tensor best = CRF.decode(EMISSIONS, Tensor.of(LENGTHS));
        for (int i = 0; i < LENGTHS.length; i++) {
            double sum = 0;
            int[] likeliest = new int[LENGTHS[i]];
            for (int[] tags : all(LENGTHS[i])) {
                sum += Math.exp(score(i, tags));
                likeliest = score(i, tags) > score(i, likeliest) ? tags : likeliest;
            }
            int[] labels = LABELS.select(0, i).slice(0, 0, LENGTHS[i]).toIntArray();
            assertEquals(Math.log(sum) - score(i, labels), costs.get(i), 1e-12);
            assertArrayEquals(
                    likeliest, best.select(0, i).slice(0, 0, LENGTHS[i]).toIntArray());
            for (int t = LENGTHS[i]; t < 5; t++) {
                assertEquals(-1, best.get(i, t));
            }
        }
    }

    /** The forward algorithm in the tensors' vocabulary, for whole sequences; its gradients are the tape's. */
    private static Tensor composed(Crf crf, Tensor x, Tensor tags) {
        Tensor alpha = x.select(1, 0).add(crf.startTransitions());
        for (int t = 1; t < x.size(1); t++) {
            alpha = alpha.unsqueeze(2)
                    .add(crf.transitions())
                    .logSumExp(false, 1)
                    .add(x.select(1, t));
        }
        Tensor total = alpha.add(crf.endTransitions()).logSumExp(false, 1);
        Tensor score = x.gather(2, tags.unsqueeze(2)).sum(1, 2);
        int last = x.size(1) - 1;
        Tensor ends = crf.startTransitions()
                .indexSelect(0, tags.select(1, 0))
                .add(crf.endTransitions().indexSelect(0, tags.select(1, last)));
        Tensor steps = tags.slice(1, 0, last).mul(TAGS).add(tags.slice(1, 1, last + 1));
        Tensor moves = crf.transitions()
                .flatten()
                .indexSelect(0, steps.flatten())
                .reshape(x.size(0), last)
                .sum(1);
        return total.sub(score).sub(ends).sub(moves);
    }

    @Test
    void gradientsAreThoseOfThePlainOperators() {
        Tensor tags = Tensor.of(Shape.of(4, 5), 0L, 2, 1, 1, 0, 2, 2, 0, 1, 2, 1, 1, 0, 0, 2, 0, 1, 2, 0, 1);
        Tensor weights = random("weights", 4);
        List<Tensor> sources = List.of(EMISSIONS, CRF.startTransitions(), CRF.endTransitions(), CRF.transitions());
        var fused = Autograd.valueAndGrad(
                sources,
                () -> CRF.negativeLogLikelihood(EMISSIONS, tags, Tensor.of(5L, 5, 5, 5))
                        .mul(weights)
                        .sum());
        var plain = Autograd.valueAndGrad(
                sources, () -> composed(CRF, EMISSIONS, tags).mul(weights).sum());
        assertEquals(plain.value().item(), fused.value().item(), 1e-12);
        for (Tensor source : sources) {
            Tensor expected = plain.gradients().of(source);
            assertTrue(
                    fused.gradients().of(source).allClose(expected, 1e-12, 1e-12),
                    () -> expected + "\n" + fused.gradients().of(source));
        }
    }

    @Test
    void meansAreOverSequencesOrTags() {
        double sum = new CrfNll(CRF, false, Reduction.SUM).of(EMISSIONS, LABELS).item();
        assertEquals(sum / 4, new CrfNll(CRF).of(EMISSIONS, LABELS).item(), 1e-12);
        CrfNll perTag = new CrfNll(CRF, true, Reduction.MEAN);
        assertEquals(sum / 12, perTag.of(EMISSIONS, LABELS).item(), 1e-12);
        assertEquals(12, perTag.denominator(LABELS));
        assertEquals(4, new CrfNll(CRF).denominator(LABELS));
    }

    @Test
    @Tag("bits")
    void sequencesDontSeeEachOther() {
        Tensor x = EMISSIONS.to(DType.FLOAT32);
        Crf crf = Crf.of(TAGS, KEY);
        CrfNll loss = new CrfNll(crf, false, Reduction.NONE);
        Tensor all = loss.of(x, LABELS);
        for (int i = 0; i < 4; i++) {
            Tensor one = loss.of(
                    x.slice(0, i, i + 1).slice(1, 0, LENGTHS[i]),
                    LABELS.slice(0, i, i + 1).slice(1, 0, LENGTHS[i]));
            assertTrue(one.equalBits(all.slice(0, i, i + 1)), "neither the others nor the padding");
        }
    }

    /** Emissions by word alone, and a field that learns what follows what: the same word has two tags in turn. */
    record Tagger(Embedding embedding, Crf crf) implements Layer {
        @Override
        public Tensor forward(Tensor words) {
            return crf.forward(embedding.forward(words));
        }
    }

    @Test
    void itLearnsWhatFollowsWhat() {
        Tagger model = new Tagger(Embedding.of(2, TAGS, KEY.fold("e")), Crf.of(TAGS, KEY.fold("c")));
        assertEquals(
                List.of("embedding.weight", "crf.startTransitions", "crf.endTransitions", "crf.transitions"),
                List.copyOf(State.of(model).parameters().keySet()));
        Tensor words = Tensor.of(Shape.of(2, 6), 0L, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0);
        Tensor tags = Tensor.of(Shape.of(2, 6), 0L, 1, 2, 1, 2, 0, 0, 1, 2, 0, -1, -1);
        Trainer trainer = new Trainer(
                model,
                Recipe.of(new CrfNll(model.crf(), true, Reduction.MEAN), Adam.of(0.1))
                        .shards(2));
        double loss = 0;
        for (int step = 0; step < 150; step++) {
            loss = trainer.step(new Batch(words, tags));
        }
        assertTrue(loss < 0.05, "loss " + loss);
        Tensor decoded = model.crf().decode(model.forward(words), Tensor.of(6L, 4));
        assertArrayEquals(tags.toLongArray(), decoded.toLongArray());
    }

    @Test
    void mistakes() {
        var width = assertThrows(IllegalArgumentException.class, () -> CRF.forward(Tensor.zeros(2, 4, 2)));
        assertEquals(
                "Crf(3): the input [2, 4, 2] should be [n, length, 3], a score for each tag; give what comes before that width",
                width.getMessage());
        var shapes = assertThrows(
                IllegalArgumentException.class, () -> new Crf(Tensor.zeros(3), Tensor.zeros(3), Tensor.zeros(3, 2)));
        assertTrue(shapes.getMessage().contains("transitions [3, 2]"), shapes.getMessage());
        var padding = assertThrows(
                IllegalArgumentException.class,
                () -> new CrfNll(CRF).of(EMISSIONS, Tensor.of(Shape.of(1, 3), 1L, -1, 2)));
        assertEquals(
                "CrfNll: sequence 0 has tag 2 at 2 behind a negative one; pad at the end alone", padding.getMessage());
        var thrice = assertThrows(
                UnsupportedOperationException.class,
                () -> Autograd.hvp(
                        x -> Autograd.hvp(z -> new CrfNll(CRF).of(z, LABELS), x, EMISSIONS)
                                .sum(),
                        EMISSIONS,
                        EMISSIONS));
        assertTrue(thrice.getMessage().contains("twice, not three times"), thrice.getMessage());
    }
}
