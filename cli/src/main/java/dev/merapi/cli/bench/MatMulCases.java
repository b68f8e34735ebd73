package dev.merapi.cli.bench;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@code gemm/{nn,nt,tn}/N} or {@code MxNxK}: C = A B, where t is a transposed view, as in w1_gemm.py. */
final class MatMulCases {
    /** The peers' shapes, and two odd ones. */
    private static final List<Product> PRODUCTS = List.of(
            Product.square(64),
            Product.square(128),
            Product.square(256),
            Product.square(384),
            Product.square(512),
            Product.square(768),
            Product.square(1000),
            Product.square(1024),
            Product.square(2048),
            new Product(127, 129, 131),
            new Product(1, 4096, 4096),
            new Product(8, 4096, 4096),
            new Product(32, 1000, 2048),
            new Product(128, 768, 768),
            new Product(128, 3072, 768),
            new Product(100000, 64, 64));

    private static final List<String> LAYOUTS = List.of("nn", "nt", "tn");

    private MatMulCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (Product p : PRODUCTS) {
            for (String layout : LAYOUTS) {
                cases.add(new Case("gemm/" + layout + "/" + p.name(), p.work(), "GFLOP/s", () -> p.call(layout)));
            }
        }
        return cases;
    }

    /** C [m, n] = A [m, k] B [k, n]. */
    private record Product(int m, int n, int k) {
        static Product square(int n) {
            return new Product(n, n, n);
        }

        String name() {
            return m == n && n == k ? String.valueOf(n) : m + "x" + n + "x" + k;
        }

        double work() {
            return 2e-9 * m * n * k;
        }

        Runnable call(String layout) {
            Tensor a = matrix(layout.charAt(0), m, k, 1);
            Tensor b = matrix(layout.charAt(1), k, n, 2);
            return () -> {
                try (Scope _ = Scope.open()) {
                    a.matmul(b);
                }
            };
        }

        private static Tensor matrix(char layout, int rows, int columns, long seed) {
            RandomKey key = RandomKey.of(seed);
            return layout == 't' ? key.normal(columns, rows).transpose(0, 1) : key.normal(rows, columns);
        }
    }
}
