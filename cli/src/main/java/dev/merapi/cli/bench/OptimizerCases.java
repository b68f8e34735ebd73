package dev.merapi.cli.bench;

import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code adam/25M}: a step of Adam over 25 million parameters in 160 tensors, as in w10_adam.py; GB/s counts p, g, m and v
 * read, p, m and v written.
 */
final class OptimizerCases {
    private static final int PARAMETERS = 25_000_000;
    private static final int TENSORS = 160;

    private OptimizerCases() {}

    static List<Case> all() {
        return List.of(new Case("adam/25M", 28e-9 * PARAMETERS, "GB/s", OptimizerCases::adam));
    }

    private static Runnable adam() {
        Map<String, Tensor> parameters = tensors(1);
        Map<String, Tensor> gradients = tensors(2);
        Adam adam = Adam.of(1e-3);
        Optimizer.Slots slots = adam.slots(parameters);
        return new Runnable() {
            private long step;

            @Override
            public void run() {
                adam.step(++step, adam.rate(), parameters, gradients, slots);
            }
        };
    }

    private static Map<String, Tensor> tensors(long seed) {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < TENSORS; i++) {
            tensors.put("p" + i, RandomKey.of(seed).fold("p" + i).normal(PARAMETERS / TENSORS));
        }
        return tensors;
    }
}
