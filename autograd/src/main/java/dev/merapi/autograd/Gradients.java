package dev.merapi.autograd;

import dev.merapi.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;

/** The gradients of one result with regard to some tensors; a value, in those tensors' order. */
public final class Gradients {
    private final List<Tensor> sources;
    private final IdentityHashMap<Tensor, Tensor> bySource = new IdentityHashMap<>();

    /** Zeros where {@code found} has nothing: the result doesn't depend on that source. */
    Gradients(List<Tensor> sources, IdentityHashMap<Tensor, Tensor> found) {
        this.sources = sources;
        sources.forEach(s -> bySource.put(s, found.containsKey(s) ? found.get(s) : s.zerosLike()));
    }

    /** The gradient with regard to {@code source}, of its shape; zeros if the result doesn't depend on it. */
    public Tensor of(Tensor source) {
        Tensor gradient = bySource.get(source);
        if (gradient == null) {
            throw new IllegalArgumentException("no gradient was asked for this " + source.spec()
                    + " tensor; name it among the parameters of valueAndGrad (the tensor itself, not a copy or view)");
        }
        return gradient;
    }

    /** All gradients, in the order in which the parameters were given. */
    public List<Tensor> all() {
        return sources.stream().map(bySource::get).toList();
    }
}
