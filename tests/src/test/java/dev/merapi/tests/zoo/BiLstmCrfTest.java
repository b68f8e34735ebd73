package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.BiLstmCrf;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tagger against PyTorch (make_tagger.py), and that it learns tags and roles. */
class BiLstmCrfTest {
    private static final RandomKey KEY = RandomKey.of(9);

    private static BiLstmCrf small(boolean roles) {
        return BiLstmCrf.of(new BiLstmCrf.Config(15, 12, 4, 6, 4, 3, 5, roles ? 2 : 1, roles ? 2 : 0, 0), KEY);
    }

    private static Forward forward(BiLstmCrf model) {
        return batch -> {
            Optional<Tensor> mark = model.predicates().map(_ -> batch.more().getLast());
            return model.forward(batch.inputs(), batch.more().getFirst(), mark);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"tagger", "tagger-roles"})
    void emissionsTagsAndTrainingArePyTorchs(String name) {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
        BiLstmCrf model = small(name.endsWith("roles"));
        Map<String, Tensor> parameters = State.of(model).parameters();
        assertEquals(golden.size(), 2 * parameters.size() + 7, "the names are PyTorch's");
        parameters.forEach((p, tensor) -> tensor.assign(golden.get("init." + p)));
        Tensor words = golden.get("words");
        Batch batch = new Batch(words, golden.get("tags"), List.of(golden.get("characters"), golden.get("predicate")));
        Tensor inside = words.ne(0).unsqueeze(2);
        Tensor emissions = inside.where(forward(model).of(batch), 0);
        assertTrue(emissions.allClose(golden.get("emissions"), 1e-5, 1e-5), name);
        Optional<Tensor> mark = model.predicates().map(_ -> golden.get("predicate"));
        assertArrayEquals(
                golden.get("best").toLongArray(),
                model.decode(words, golden.get("characters"), mark).toLongArray());
        Recipe recipe = Recipe.of(new CrfNll(model.crf(), true, Reduction.MEAN), Sgd.of(0.5));
        Trainer trainer = new Trainer(model, forward(model), recipe.shards(2));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            assertEquals(losses[s], trainer.step(batch), 1e-5 * losses[s], "loss of step " + (s + 1));
        }
        parameters.forEach((p, tensor) -> assertTrue(tensor.allClose(golden.get("final." + p), 1e-4, 1e-5), p));
    }

    @Test
    @Tag("bits")
    void sentencesSeeNeitherEachOtherNorWhatFillsThemUp() {
        BiLstmCrf model = small(false);
        Tensor words = Tensor.of(Shape.of(2, 5), 3L, 4, 0, 0, 0, 5, 6, 7, 8, 9);
        Tensor letters = Tensor.of(
                Shape.of(2, 5, 3),
                new long[] {1, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 7, 8, 9, 1, 0, 0, 2, 2, 0, 3, 3, 3});
        Tensor both = model.forward(words, letters).slice(0, 0, 1).slice(1, 0, 2);
        Tensor alone = model.forward(Tensor.of(Shape.of(1, 2), 3L, 4), Tensor.of(Shape.of(1, 2, 2), 1L, 2, 3, 0));
        assertTrue(alone.equalBits(both));
        assertArrayEquals(
                new long[] {-1, -1, -1},
                model.decode(words, letters, Optional.empty())
                        .select(0, 0)
                        .slice(0, 2, 5)
                        .toLongArray());
    }

    @Test
    void overfitsOneBatch() {
        BiLstmCrf model = small(false);
        Tensor words = KEY.fold("w").uniform(8, 6).mul(14).floor().add(1).to(DType.INT64);
        Tensor letters = KEY.fold("c").uniform(8, 6, 4).mul(11).floor().add(1).to(DType.INT64);
        Tensor tags = KEY.fold("t").uniform(8, 6).mul(4).floor().to(DType.INT64);
        Trainer trainer = new Trainer(
                model, forward(model), Recipe.of(new CrfNll(model.crf(), true, Reduction.MEAN), Adam.of(0.03)));
        for (int step = 0; step < 120; step++) {
            trainer.step(new Batch(words, tags, List.of(letters)));
        }
        assertArrayEquals(
                tags.toLongArray(),
                model.decode(words, letters, Optional.empty()).toLongArray());
    }

    /**
     * Roles that the mark alone decides: of the same words, what stands before the predicate is its subject (1), what
     * stands behind its object (2), and what is more than two words away has none (0).
     */
    private static Batch roles(int n, String name) {
        int t = 7;
        Tensor words = KEY.fold(name).uniform(n, t).mul(14).floor().add(1).to(DType.INT64);
        long[] at = KEY.fold(name)
                .fold("at")
                .uniform(n)
                .mul(t)
                .floor()
                .to(DType.INT64)
                .toLongArray();
        List<Long> marks = new ArrayList<>();
        List<Long> tags = new ArrayList<>();
        for (long p : at) {
            for (int k = 0; k < t; k++) {
                marks.add(k == p ? 1L : 0L);
                tags.add(k == p ? 3L : Math.abs(k - p) > 2 ? 0L : k < p ? 1L : 2L);
            }
        }
        return new Batch(words, table(tags, n, t), List.of(words.unsqueeze(2).minimum(11), table(marks, n, t)));
    }

    private static Tensor table(List<Long> numbers, int n, int t) {
        return Tensor.of(
                Shape.of(n, t), numbers.stream().mapToLong(Long::longValue).toArray());
    }

    @Test
    void learnsTheRolesOfAMarkedPredicate() {
        BiLstmCrf model = small(true);
        Recipe recipe = Recipe.of(new CrfNll(model.crf(), true, Reduction.MEAN), Adam.of(0.02));
        Trainer trainer = new Trainer(model, forward(model), recipe);
        for (int step = 0; step < 100; step++) {
            trainer.step(roles(16, "train " + step));
        }
        Batch test = roles(100, "test");
        long[] found = model.decode(
                        test.inputs(),
                        test.more().getFirst(),
                        Optional.of(test.more().getLast()))
                .toLongArray();
        long[] wanted = test.targets().toLongArray();
        int right = 0;
        for (int i = 0; i < wanted.length; i++) {
            right += found[i] == wanted[i] ? 1 : 0;
        }
        assertTrue(right >= 0.97 * wanted.length, right + " of " + wanted.length);
    }

    /** The mark's embedding has a gradient, and it's that of finite differences. */
    @Test
    void theMarkHasAGradient() {
        BiLstmCrf model = small(true);
        Tensor mark = model.predicates().orElseThrow().weight();
        Batch batch = roles(4, "gradient");
        CrfNll loss = new CrfNll(model.crf());
        Tensor gradient = Autograd.grad(
                        List.of(mark), () -> loss.of(forward(model).of(batch), batch.targets()))
                .of(mark);
        Tensor way = KEY.fold("way").normal(2, 2).mul(1e-2);
        Tensor start = mark.add(0);
        mark.assign(start.add(way));
        double up = loss.of(forward(model).of(batch), batch.targets()).item();
        mark.assign(start.sub(way));
        double down = loss.of(forward(model).of(batch), batch.targets()).item();
        assertEquals(gradient.mul(way).sum().item(), (up - down) / 2, 2e-2 * Math.abs(up - down) + 1e-5);
    }

    @Test
    void mistakesTeach() {
        BiLstmCrf plain = small(false);
        Tensor words = Tensor.of(Shape.of(1, 2), 3L, 4);
        Tensor letters = Tensor.of(Shape.of(1, 2, 1), 3L, 4);
        refused(
                "BiLstmCrf: words [1, 2] and characters [1, 2] should be [n, t] and [n, t, c], the letters of each word",
                () -> plain.forward(words, words));
        refused(
                "BiLstmCrf: this model marks no predicate, but got one; make it with a predicateWidth",
                () -> plain.forward(words, letters, Optional.of(words)));
        refused(
                "BiLstmCrf: this model marks a predicate, but got none; give it [n, t] of 0 and 1",
                () -> small(true).forward(words, letters));
        refused(
                "BiLstmCrf: the predicate's mark [1, 2, 1] should be [1, 2], as the words are",
                () -> small(true).forward(words, letters, Optional.of(letters)));
    }

    private static void refused(String sentence, Runnable mistake) {
        assertEquals(sentence, assertThrows(ShapeException.class, mistake::run).getMessage());
    }
}
