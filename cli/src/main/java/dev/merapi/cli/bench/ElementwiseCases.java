package dev.merapi.cli.bench;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code elementwise/{op}/1e{3,5,7}}: as in w9_elementwise.py, GB/s of each operand read and each result written once; softmax
 * and layer norm along rows of 1000. {@code copy} is what the machine's memory gives.
 */
final class ElementwiseCases {
    private static final int ROW = 1000;
    private static final double EPS = 1e-5;

    private ElementwiseCases() {}

    /** Operands of one length: two vectors, the first again as rows, and layer norm's parameters. */
    private record Operands(Tensor x, Tensor y, Tensor rows, Tensor weight, Tensor bias) {
        static Operands of(int n) {
            Tensor x = RandomKey.of(1).normal(n);
            return new Operands(
                    x, RandomKey.of(2).normal(n), x.reshape(n / ROW, ROW), Tensor.ones(ROW), Tensor.zeros(ROW));
        }
    }

    /** bytes: moved per element. */
    private record Subject(String name, int bytes, Function<Operands, Tensor> f) {}

    private static final List<Subject> FUNCTIONS = List.of(
            new Subject("copy", 8, o -> Tensor.concat(0, o.x)),
            new Subject("add", 12, o -> o.x.add(o.y)),
            new Subject("mul", 12, o -> o.x.mul(o.y)),
            new Subject("exp", 8, o -> o.x.exp()),
            new Subject("tanh", 8, o -> o.x.tanh()),
            new Subject("sigmoid", 8, o -> o.x.sigmoid()),
            new Subject("gelu", 8, o -> o.x.gelu()),
            new Subject("gelu-tanh", 8, o -> o.x.geluTanh()),
            new Subject("softmax", 8, o -> o.rows.softmax(1)),
            new Subject("layernorm", 8, o -> o.rows.layerNorm(o.weight, o.bias, EPS)),
            new Subject("sum", 4, o -> o.x.sum()));

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (int digits = 3; digits <= 7; digits += 2) {
            int n = (int) Math.pow(10, digits);
            for (Subject f : FUNCTIONS) {
                String name = "elementwise/" + f.name + "/1e" + digits;
                cases.add(new Case(name, 1e-9 * f.bytes * n, "GB/s", () -> call(f.f, n)));
            }
        }
        return cases;
    }

    private static Runnable call(Function<Operands, Tensor> f, int n) {
        Operands operands = Operands.of(n);
        return () -> {
            try (Scope _ = Scope.open()) {
                Tensor _ = f.apply(operands);
            }
        };
    }
}
