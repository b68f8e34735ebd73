package dev.merapi.cli.bench;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** {@code tinyops/{fwd,fwdbwd}}: a chain of 100 operators on 16 elements, as in w11_tinyops.py: what an operator costs. */
final class TinyCases {
    private static final int OPERATORS = 100;
    private static final int SIZE = 16;

    private TinyCases() {}

    static List<Case> all() {
        return List.of(
                new Case("tinyops/fwdbwd", OPERATORS, "ops/s", TinyCases::forwardBackward),
                new Case("tinyops/fwd", OPERATORS, "ops/s", TinyCases::forward));
    }

    private static Tensor chain(Tensor x, Tensor w) {
        Tensor y = x;
        for (int i = 0; i < OPERATORS / 4; i++) {
            y = y.mul(w).add(x).tanh().relu();
        }
        return y.sum();
    }

    private static Runnable forward() {
        Tensor x = RandomKey.of(1).uniform(SIZE);
        Tensor w = RandomKey.of(2).uniform(SIZE);
        return () -> {
            try (Scope _ = Scope.open()) {
                chain(x, w);
            }
        };
    }

    private static Runnable forwardBackward() {
        Tensor x = RandomKey.of(1).uniform(SIZE);
        Tensor w = RandomKey.of(2).uniform(SIZE);
        return () -> {
            try (Scope _ = Scope.open()) {
                Autograd.grad(List.of(x, w), () -> chain(x, w));
            }
        };
    }
}
