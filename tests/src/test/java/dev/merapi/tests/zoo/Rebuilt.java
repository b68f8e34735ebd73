package dev.merapi.tests.zoo;

import dev.merapi.models.layer.Dropout;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** A model with its numbers in another type and without dropout, as a golden of exact steps needs it. */
final class Rebuilt {
    private final DType dtype;

    /** What several layers share, such as tied weights, they go on sharing. */
    private final IdentityHashMap<Tensor, Tensor> tensors = new IdentityHashMap<>();

    private Rebuilt(DType dtype) {
        this.dtype = dtype;
    }

    /** Every floating-point tensor in {@code dtype}, and every {@link Dropout} drops nothing. */
    @SuppressWarnings("unchecked")
    static <M> M of(M model, DType dtype) {
        return (M) new Rebuilt(dtype).rebuilt(model);
    }

    private Object rebuilt(Object value) {
        return switch (value) {
            case Tensor tensor -> tensors.computeIfAbsent(tensor, t -> t.dtype().isFloating() ? t.to(dtype) : t);
            case Dropout _ -> new Dropout(0);
            case Optional<?> optional -> optional.map(this::rebuilt);
            case List<?> list -> list.stream().map(this::rebuilt).toList();
            case Record record -> rebuilt(record);
            default -> value;
        };
    }

    private Record rebuilt(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = rebuilt(components[i].getAccessor().invoke(record));
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(record.getClass().getSimpleName() + " can't be built again", e);
        }
    }
}
