package dev.merapi.models.layer;

import java.util.Map;
import java.util.Set;

/** A layer that says itself what it consists of and how that is named, where names of record components aren't PyTorch's. */
public interface Named {
    /** Tensors, buffers and layers by name, in order. */
    Map<String, ?> named();

    /** The names of those that are {@link Transposed}. */
    default Set<String> transposed() {
        return Set.of();
    }
}
