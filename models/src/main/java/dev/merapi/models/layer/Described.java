package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How layers with parameters print: as records do, but with dtypes and shapes for elements, so that a model, a record of layers,
 * prints as what it consists of: {@code Linear[weight=float32 [784, 10], bias=float32 [10]]}. For {@code toString} of records
 * with tensors of their own.
 */
public final class Described {
    private Described() {}

    /** The record's name and components. */
    public static String of(Record layer) {
        StringJoiner parts = new StringJoiner(", ", layer.getClass().getSimpleName() + "[", "]");
        for (RecordComponent component : layer.getClass().getRecordComponents()) {
            parts.add(component.getName() + "=" + shown(State.read(layer, component)));
        }
        return parts.toString();
    }

    private static String shown(Object part) {
        return switch (part) {
            case Tensor tensor -> tensor.spec().toString();
            case Optional<?> optional -> optional.map(Described::shown).orElse("none");
            default -> part.toString();
        };
    }
}
