package dev.merapi.models.train;

import dev.merapi.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a record of constants is called in every process, such as {@code Warmup[length=10, rest=Cosine[floor=0.0]]}: its class
 * and its components, which are records, numbers, texts, truth values, enum constants, tensors, or lists, arrays and optionals
 * of these. What else there is has no such name, as a lambda, whose class and address differ in the next process: within a
 * record it's a {@code ?}.
 */
final class StableNames {
    private static final String NAMELESS = "?";

    private final Set<Tensor> trained = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Names in which these tensors say their form alone, for training changes their values. */
    StableNames(Collection<Tensor> trained) {
        this.trained.addAll(trained);
    }

    /** The name of a record, an enum constant or the like; empty if it has none. */
    Optional<String> of(Object value) {
        return Optional.of(name(value)).filter(name -> !name.equals(NAMELESS));
    }

    private String name(Object value) {
        return switch (value) {
            case Tensor tensor -> name(tensor);
            case Number number -> number.toString();
            case CharSequence text -> text.toString();
            case Boolean truth -> truth.toString();
            case Enum<?> constant -> constant.name();
            case Optional<?> optional -> optional.map(this::name).orElse("none");
            case List<?> list -> list.stream().map(this::name).collect(Collectors.joining(", ", "[", "]"));
            case Object[] array -> name(Arrays.asList(array));
            case int[] array -> Arrays.toString(array);
            case long[] array -> Arrays.toString(array);
            case float[] array -> Arrays.toString(array);
            case double[] array -> Arrays.toString(array);
            case Record record ->
                Arrays.stream(record.getClass().getRecordComponents())
                        .map(component -> component.getName() + "=" + read(record, component))
                        .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "[", "]"));
            case null, default -> NAMELESS;
        };
    }

    private String name(Tensor tensor) {
        return trained.contains(tensor)
                ? tensor.spec().toString()
                : tensor.spec() + " with the digest " + Integer.toHexString(Arrays.hashCode(tensor.toDoubleArray()));
    }

    /** What a module keeps to itself can't be told apart, and is no reason to refuse its checkpoints. */
    private String read(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.trySetAccessible();
            return name(accessor.invoke(record));
        } catch (IllegalAccessException | InvocationTargetException e) {
            return NAMELESS;
        }
    }
}
