package dev.merapi.models.zoo;

import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * Steps of a network for use alone, each of which makes a new tensor. When one ends, what it was given and what it made on its way
 * are freed, so that the next writes to memory that the caches still hold; where a tape records the steps, nothing is.
 */
record Relay(List<Layer> steps) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        boolean recorded = Recorder.CURRENT.isBound();
        Tensor h = x;
        for (int i = 0; i < steps.size(); i++) {
            h = recorded ? steps.get(i).forward(h) : step(i, h);
        }
        return h;
    }

    /** Between two steps the garbage collector owns h, in case that a step fails; x stays the caller's. */
    private Tensor step(int i, Tensor h) {
        try (Scope scope = Scope.open()) {
            Tensor y = steps.get(i).forward(i == 0 ? h : scope.adopt(h));
            return i == steps.size() - 1 ? scope.keep(y) : scope.handOver(y);
        }
    }
}
