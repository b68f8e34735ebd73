package dev.merapi.tests.cases;

import dev.merapi.tests.Array;
import dev.merapi.tests.Oracles;
import java.util.List;

/** Layers in naive loops. */
final class LayerOracles {
    private LayerOracles() {}

    /** x W for x [.., in], W [in, out]. */
    static Array linear(Array x, Array w) {
        int[] dims = x.dims().clone();
        dims[dims.length - 1] = w.size(1);
        return Array.make(dims, i -> {
            int[] at = i.clone();
            return Oracles.sum(w.size(0), k -> {
                at[at.length - 1] = k;
                return x.get(at) * w.get(k, i[i.length - 1]);
            });
        });
    }

    /** x W + b. */
    static Array linear(Array x, Array w, Array b) {
        return linear(x, w).zip(b, Double::sum);
    }

    /** Standardized along the last axis, times w, plus b. */
    static Array layerNorm(Array x, Array w, Array b, double eps) {
        return Oracles.standardize(x, eps).zip(w, (v, s) -> v * s).zip(b, Double::sum);
    }

    /** a + b. */
    static Array sum(Array a, Array b) {
        return a.zip(b, Double::sum);
    }

    /** max(x, 0). */
    static Array relu(Array x) {
        return x.map(v -> Math.max(v, 0));
    }

    /** Which key j query i of sample n sees. */
    interface Sight {
        /** All of them. */
        Sight ALL = (n, i, j) -> true;

        /** None that comes later. */
        Sight CAUSAL = (n, i, j) -> j <= i;

        boolean sees(int n, int i, int j);
    }

    /** What a weight of head h becomes after the softmax: dropout's 0 or 1 / (1 - p). */
    interface Factor {
        double of(int n, int h, int i, int j);
    }

    /** Multi-head attention of x [n, t, d] to m [n, s, d] by W and b of queries, keys, values and the output. */
    static Array attend(Array x, Array m, List<Array> p, int heads, Sight sight) {
        return attend(x, m, p, heads, sight, (n, h, i, j) -> 1);
    }

    /** The same with factors for the weights. */
    static Array attend(Array x, Array m, List<Array> p, int heads, Sight sight, Factor factor) {
        Array q = linear(x, p.get(0), p.get(1));
        Array k = linear(m, p.get(2), p.get(3));
        Array v = linear(m, p.get(4), p.get(5));
        int width = q.size(2) / heads;
        int shared = heads / (k.size(2) / width);
        Array joined = Array.make(q.dims(), i -> {
            int head = i[2] / width;
            int from = head / shared * width;
            int n = i[0];
            int row = i[1];
            double all = 0;
            double seen = 0;
            for (int j = 0; j < m.size(1); j++) {
                int key = j;
                double score = Oracles.sum(width, c -> q.get(n, row, head * width + c) * k.get(n, key, from + c));
                double e = sight.sees(n, row, j) ? StrictMath.exp(score / Math.sqrt(width)) : 0;
                all += e;
                seen += e * factor.of(n, head, row, j) * v.get(n, j, from + i[2] % width);
            }
            return seen / all;
        });
        return linear(joined, p.get(6), p.get(7));
    }
}
