package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** A tensor that belongs to a model's state but isn't trained, such as batch norm's running mean. */
public record Buffer(Tensor value) {
    @Override
    public String toString() {
        return Described.of(this);
    }
}
