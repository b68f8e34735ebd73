package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.NonFinite;
import dev.merapi.autograd.NonFinite.Origin;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a NaN or an infinity was born. */
class NonFiniteTest {
    private static final Tensor X = Tensor.of(1f, 0, 4);

    @Test
    void nothingToFind() {
        assertEquals(
                Optional.empty(), NonFinite.origin(() -> X.square().add(1).log().sum()));
    }

    @Test
    void theFirstOperatorIsNamed() {
        assertEquals(
                Optional.of(new Origin("log", 1, true)),
                NonFinite.origin(() -> X.square().log().mul(2).exp().sum()));
        assertEquals(
                Optional.of(new Origin("sqrt", 1, true)),
                NonFinite.origin(() -> X.neg().sqrt().sum()));
    }

    @Test
    void dataThatIsBadIsToldFromOperatorsThatAre() {
        Tensor bad = Tensor.of(1f, Float.NaN, 4);
        assertEquals(
                Optional.of(new Origin("mul", 1, false)),
                NonFinite.origin(() -> X.square().mul(bad)));
    }

    @Test
    void alsoOnTheWayBack() {
        Origin origin = NonFinite.origin(
                        () -> Autograd.grad(List.of(X), () -> X.sqrt().sum()))
                .orElseThrow();
        assertEquals("div", origin.operator());
        assertEquals(Optional.of("sqrt"), origin.gradientOf());
    }
}
