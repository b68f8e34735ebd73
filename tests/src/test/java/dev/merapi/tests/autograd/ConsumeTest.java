package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Settled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A way back that frees what it has passed: the same bits, less memory. */
class ConsumeTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final Tensor X = KEY.fold("x").normal(6, 4);
    private static final Tensor W = KEY.fold("w").normal(4, 4);

    /** With views, a tensor used twice, a gradient that is dy itself, and a checkpoint that uses what isn't followed. */
    private static Tensor loss(Tensor[] seen) {
        Tensor mask = X.gt(0);
        Tensor h = X.matmul(W).tanh();
        Tensor turned = h.t().add(1).t();
        Tensor again = Autograd.checkpoint(y -> mask.where(y.exp(), 0), turned);
        Tensor both = again.add(h).add(mask.where(h, 1));
        seen[0] = h;
        seen[1] = both;
        return both.square().reshape(24).sum();
    }

    @Test
    void gradientsAreTheSameBits() {
        Tensor[] seen = new Tensor[2];
        var expected = Autograd.valueAndGrad(List.of(X, W), () -> loss(seen));
        try (Scope scope = Scope.open()) {
            var pullback = Autograd.record(List.of(X, W), () -> loss(seen));
            Tensor kept = scope.keep(seen[0]);
            var found = pullback.consume(pullback.scalar().onesLike());
            assertEquals(expected.value().item(), pullback.value().item());
            for (Tensor source : List.of(X, W)) {
                assertArrayEquals(
                        expected.gradients().of(source).toFloatArray(),
                        found.of(source).toFloatArray());
            }
            assertEquals(24, kept.toFloatArray().length);
            assertTrue(assertThrows(IllegalStateException.class, seen[1]::toFloatArray)
                    .getMessage()
                    .contains("was freed"));
        }
        assertEquals(24, X.toFloatArray().length);
    }

    @Test
    void withoutAScopeNothingIsFreed() {
        Tensor[] seen = new Tensor[2];
        var pullback = Autograd.record(List.of(X, W), () -> loss(seen));
        pullback.consume(pullback.scalar().onesLike());
        assertEquals(24, seen[1].toFloatArray().length);
    }

    @Test
    void anOuterTapeStillFindsWhatItNeeds() {
        Tensor[] seen = new Tensor[2];
        Tensor plain = Autograd.grad(
                        List.of(X),
                        () -> Autograd.valueAndGrad(List.of(X), () -> loss(seen))
                                .gradients()
                                .of(X)
                                .square()
                                .sum())
                .of(X);
        try (Scope _ = Scope.open()) {
            Tensor second = Autograd.grad(List.of(X), () -> {
                        var inner = Autograd.record(List.of(X), () -> loss(seen));
                        return inner.consume(inner.scalar().onesLike())
                                .of(X)
                                .square()
                                .sum();
                    })
                    .of(X);
            assertArrayEquals(plain.toFloatArray(), second.toFloatArray());
        }
    }

    /** 20 layers' results, one gradient on its way, and no more: not a gradient for each. */
    @Test
    void theWayBackNeedsNoMoreThanTheWayThere() throws InterruptedException {
        Settled.memory();
        int n = 1 << 20;
        Tensor x = KEY.uniform(n);
        try (Scope _ = Scope.open()) {
            var pullback = Autograd.record(List.of(x), () -> {
                Tensor y = x;
                for (int i = 0; i < 20; i++) {
                    y = y.sigmoid();
                }
                return y.sum();
            });
            long there = Memory.stats().live();
            var found = pullback.consume(pullback.scalar().onesLike());
            long left = Memory.stats().live();
            assertEquals(n, found.of(x).size());
            assertTrue(left < there - 15L * n * Float.BYTES, () -> there + " bytes before, " + left + " after");
        }
    }

    @Test
    void anOperatorsTemporariesEndWithIt() throws InterruptedException {
        Settled.memory();
        try (Scope _ = Scope.open()) {
            Tensor x = KEY.uniform(512, 512);
            Tensor first = x.t().exp();
            long before = Memory.stats().live();
            Tensor second = x.t().exp();
            assertEquals(x.size() * (long) Float.BYTES, Memory.stats().live() - before);
            assertArrayEquals(first.toFloatArray(), second.toFloatArray());
        }
    }
}
