package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.NonFinite;
import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recomputation: the same bits, less memory. */
class CheckpointTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final Tensor X = KEY.fold("x").normal(16, 12);
    private static final Tensor W = KEY.fold("w").normal(12, 12);
    private static final Tensor B = KEY.fold("b").normal(12);

    private static Tensor block(Tensor x) {
        return x.linear(W, B).tanh().add(x).gelu();
    }

    private static Tensor plain(UnaryOperator<Tensor> f, Tensor x) {
        return f.apply(x);
    }

    private static List<Tensor> gradients(Function<UnaryOperator<Tensor>, UnaryOperator<Tensor>> wrap) {
        UnaryOperator<Tensor> f = wrap.apply(CheckpointTest::block);
        var result = Autograd.valueAndGrad(
                List.of(X, W, B), () -> f.apply(f.apply(X.mul(2))).square().sum());
        List<Tensor> all = new ArrayList<>(result.gradients().all());
        all.add(result.value());
        return all;
    }

    private static void assertSameBits(List<Tensor> a, List<Tensor> b) {
        for (int i = 0; i < a.size(); i++) {
            assertTrue(a.get(i).equalBits(b.get(i)), "tensor " + i);
        }
    }

    @Test
    @Tag("bits")
    void sameBitsAsThePlainRun() {
        List<Tensor> plain = gradients(f -> x -> plain(f, x));
        assertSameBits(plain, gradients(f -> x -> Autograd.checkpoint(f, x)));
        assertSameBits(plain, gradients(f -> x -> Autograd.checkpoint(y -> Autograd.checkpoint(f, y), x)));
        try (Scope _ = Scope.open()) {
            assertSameBits(plain, gradients(f -> x -> Autograd.checkpoint(f, x)));
        }
    }

    @Test
    void secondDerivatives() {
        Tensor x = Tensor.of(0.5, -1, 2);
        Tensor v = Tensor.of(1.0, 2, 3);
        Function<Tensor, Tensor> f = t -> t.sin().mul(t).sum();
        Tensor plain = Autograd.hvp(f, x, v);
        assertTrue(plain.equalBits(Autograd.hvp(t -> Autograd.checkpoint(f, t), x, v)));
        Function<Tensor, Tensor> inner =
                t -> Autograd.checkpoint(Tensor::sin, t).mul(t).sum();
        assertTrue(plain.equalBits(Autograd.hvp(t -> Autograd.checkpoint(inner, t), x, v)));
    }

    @Test
    void withoutATapeItIsTheFunction() {
        Tensor kept = Tensor.of(1.0);
        assertSame(kept, Autograd.checkpoint(t -> kept, X));
        assertTrue(block(X).equalBits(Autograd.checkpoint(CheckpointTest::block, X)));
    }

    @Test
    void resultsThatAreInputs() {
        Tensor x = Tensor.of(1.0, 2);
        assertTrue(Tensor.of(1.0, 1)
                .equalBits(Autograd.grad(
                                List.of(x), () -> Autograd.checkpoint(t -> t, x).sum())
                        .of(x)));
        assertTrue(Tensor.of(2.0, 4)
                .equalBits(Autograd.grad(
                                List.of(x),
                                () -> Autograd.checkpoint(t -> t.unsqueeze(0), x)
                                        .square()
                                        .sum())
                        .of(x)));
    }

    /** The live bytes at each operator, whoever records: of plain blocks all that they compute, of checkpoints one's. */
    @Test
    void memoryFalls() throws InterruptedException {
        long plain = most(f -> x -> plain(f, x));
        long saved = most(f -> x -> Autograd.checkpoint(f, x));
        assertTrue(saved < plain / 2, "with checkpoints " + saved + " bytes at most, without " + plain);
    }

    private static long most(Function<UnaryOperator<Tensor>, UnaryOperator<Tensor>> wrap) throws InterruptedException {
        Settled.memory();
        long before = Memory.stats().live();
        long[] most = new long[1];
        Recorder probe = (op, inputs, output) ->
                most[0] = Math.max(most[0], Memory.stats().live() - before);
        UnaryOperator<Tensor> f = wrap.apply(x -> {
            Tensor y = x;
            for (int i = 0; i < 6; i++) {
                y = y.sin().mul(y);
            }
            return y;
        });
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(512, 512);
            ScopedValue.where(Recorder.CURRENT, probe)
                    .call(() -> Autograd.grad(List.of(x), () -> {
                        Tensor y = x;
                        for (int i = 0; i < 6; i++) {
                            y = f.apply(y);
                        }
                        return y.sum();
                    }));
        }
        return most[0];
    }

    /** Dropout draws the same numbers again, batch norm's statistics move once, on several threads and in parts. */
    record Net(boolean saving, Linear fc1, BatchNorm norm, Linear fc2) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            Tensor h = new Dropout(0.3).forward(x);
            Tensor y = saving ? Autograd.checkpoint(this::middle, h) : middle(h);
            return fc2.forward(new Dropout(0.2).forward(y));
        }

        private Tensor middle(Tensor h) {
            return new Dropout(0.4).forward(norm.forward(fc1.forward(h)).relu());
        }
    }

    private static Net train(boolean saving) {
        Net net = new Net(saving, Linear.of(12, 20, KEY.fold(1)), BatchNorm.of(20), Linear.of(20, 3, KEY.fold(2)));
        Trainer trainer =
                new Trainer(net, Recipe.of(new CrossEntropy(), Adam.of(1e-2)).shards(2));
        Tensor labels = Tensor.arange(16)
                .sub(Tensor.arange(16).to(DType.FLOAT64).div(3).floor().mul(3).to(DType.INT64));
        for (int step = 0; step < 3; step++) {
            trainer.step(new Batch(X, labels));
        }
        return net;
    }

    @Test
    @Tag("bits")
    void trainingsAreTheSame() {
        var plain = State.of(train(false)).tensors();
        var saved = State.of(train(true)).tensors();
        assertEquals(plain.keySet(), saved.keySet());
        plain.forEach((name, tensor) -> assertTrue(tensor.equalBits(saved.get(name)), name));
    }

    @Test
    void changesInPlaceAreAnError() {
        Tensor x = Tensor.of(1.0, 2);
        var pullback = Autograd.record(List.of(x), () -> Autograd.checkpoint(Tensor::square, x));
        x.assign(Tensor.of(5.0, 6));
        Exception e = assertThrows(IllegalStateException.class, () -> pullback.apply(Tensor.of(1.0, 1)));
        assertTrue(
                e.getMessage().contains("checkpoint") && e.getMessage().contains("changed in place"), e.getMessage());
    }

    @Test
    void theOriginOfANaNIsStillNamed() {
        Tensor x = Tensor.of(-1.0);
        var origin = NonFinite.origin(() -> Autograd.grad(
                        List.of(x),
                        () -> Autograd.checkpoint(t -> t.mul(2).sqrt().add(1), x)
                                .sum()))
                .orElseThrow();
        assertEquals("sqrt", origin.operator());
    }

    @Test
    void stepsInsideAreFreed() {
        List<Tensor> inside = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1.0, 2);
            Autograd.grad(
                    List.of(x),
                    () -> Autograd.checkpoint(
                                    t -> {
                                        inside.add(t.exp());
                                        return inside.getLast().mul(2);
                                    },
                                    x)
                            .sum());
            assertEquals(2, inside.size(), "forward and again");
            assertTrue(inside.stream().allMatch(Tensor::isFreed));
            assertFalse(x.isFreed());
        }
    }

    /** An operator of one's own may be told from others by the recorder. */
    @Test
    void tapesSeeOneOperator() {
        List<String> names = new ArrayList<>();
        Tensor x = Tensor.of(1.0);
        Recorder watcher = new Recorder() {
            @Override
            public void record(Op op, List<Tensor> inputs, Tensor output) {
                names.add(op.name());
            }
        };
        ScopedValue.where(Recorder.CURRENT, watcher)
                .run(() -> Autograd.record(
                        List.of(x), () -> Autograd.checkpoint(t -> t.exp().sin(), x)));
        assertEquals(List.of("exp", "sin", "checkpoint"), names);
    }
}
