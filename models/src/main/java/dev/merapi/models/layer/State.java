package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of a model, found through its record components in their order: a {@link Tensor} is a parameter, a
 * {@link Buffer} is state that isn't trained; records, lists and optionals are searched in turn, and what is {@link Named} says
 * its parts itself. Names are paths such as {@code conv1.weight} or {@code layers.0.bias}, as in PyTorch's state_dict. A
 * tensor that occurs twice, such as the table of a {@link TiedLinear}, is listed once, under its first name: it is one
 * parameter, so it gets one step.
 */
public final class State {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Set<String> transposed = new LinkedHashSet<>();
    private final Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private State() {}

    /** Finds the tensors of a model, a layer or any record. */
    public static State of(Object model) {
        State state = new State();
        state.search("", model);
        return state;
    }

    /** The trained tensors by name, in order. */
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    /** The untrained tensors by name, in order. */
    public Map<String, Tensor> buffers() {
        return buffers;
    }

    /** Parameters and then buffers, by name. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>(parameters);
        all.putAll(buffers);
        return all;
    }

    /** The names of the tensors that are {@link Transposed}. */
    public Set<String> transposed() {
        return transposed;
    }

    /** The number of trained elements. */
    public long size() {
        return parameters.values().stream().mapToLong(Tensor::size).sum();
    }

    private void search(String name, Object value) {
        switch (value) {
            case Tensor tensor -> put(parameters, name, tensor);
            case Buffer buffer -> put(buffers, name, buffer.value());
            case Optional<?> optional -> optional.ifPresent(v -> search(name, v));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    search(join(name, String.valueOf(i)), list.get(i));
                }
            }
            case Sequential sequential -> search(name, sequential.layers());
            case Named layer ->
                layer.named()
                        .forEach((part, v) ->
                                search(name, part, v, layer.transposed().contains(part)));
            case Record record -> {
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    boolean turned = component.isAnnotationPresent(Transposed.class);
                    search(name, component.getName(), read(record, component), turned);
                }
            }
            default -> {}
        }
    }

    private void put(Map<String, Tensor> tensors, String name, Tensor tensor) {
        if (seen.add(tensor)) {
            tensors.put(name, tensor);
        }
    }

    private void search(String path, String part, Object value, boolean turned) {
        String name = join(path, part);
        if (turned) {
            transposed.add(name);
        }
        search(name, value);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.trySetAccessible();
            return accessor.invoke(record);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "the parameters of " + record.getClass().getName() + " can't be read; make the record public or put"
                            + " `opens " + record.getClass().getPackageName()
                            + " to dev.merapi.models;` in its module-info",
                    e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    record.getClass().getName() + "." + component.getName() + "() failed: " + e.getCause(), e);
        }
    }
}
