package dev.merapi.cli.bench;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@code gemm/{nn,nt,tn}/N}: C = A B, where t is a transposed view, as in w1_gemm.py. */
final class MatMulCases {
    private static final int[] SIZES = {64, 128, 256, 512, 1024, 2048};
    private static final List<String> LAYOUTS = List.of("nn", "nt", "tn");

    private MatMulCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (int n : SIZES) {
            for (String layout : LAYOUTS) {
                cases.add(new Case("gemm/" + layout + "/" + n, 2e-9 * n * n * n, "GFLOP/s", () -> call(layout, n)));
            }
        }
        return cases;
    }

    private static Runnable call(String layout, int n) {
        Tensor a = matrix(layout.charAt(0), n, 1);
        Tensor b = matrix(layout.charAt(1), n, 2);
        return () -> {
            try (Scope _ = Scope.open()) {
                a.matmul(b);
            }
        };
    }

    private static Tensor matrix(char layout, int n, long seed) {
        Tensor x = RandomKey.of(seed).normal(n, n);
        return layout == 't' ? x.transpose(0, 1) : x;
    }
}
