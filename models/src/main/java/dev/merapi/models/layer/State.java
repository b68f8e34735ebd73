package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tensors of a model, found through its record components in their order: a {@link Tensor} is a parameter, a
 * {@link Buffer} is state that isn't trained; records, lists, arrays, optionals and maps are searched in turn, and what is
 * {@link Named} says its parts itself. Names are paths such as {@code conv1.weight} or {@code layers.0.bias}, as in PyTorch's
 * state_dict; a map's parts are named by its keys ({@code heads.digits.weight}) and come in the order of these names. A tensor that
 * occurs twice, such as the table of a {@link TiedLinear}, is listed once, under its first name: it is one parameter, so it gets
 * one step.
 *
 * <p>Tensors that would have no name of their own are refused, for they would be neither trained nor saved: those in sets and
 * other collections without numbers, and in layers that are neither records nor {@link Named}. What a lambda holds can't be seen.
 */
public final class State {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Set<String> transposed = new LinkedHashSet<>();
    private final Set<String> attentions = new LinkedHashSet<>();
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

    /** The paths of the {@link MultiHeadAttention}s, whose projections PyTorch keeps in one tensor. */
    public Set<String> attentions() {
        return attentions;
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
            case Object[] array -> search(name, Arrays.asList(array));
            case Map<?, ?> map -> {
                var parts = new TreeMap<String, Object>();
                map.forEach((key, v) -> {
                    if (parts.put(key(name, key), v) != null) {
                        throw new IllegalArgumentException("the map " + shown(name) + " has two keys that are written "
                                + key + "; give its parts different names");
                    }
                });
                parts.forEach((part, v) -> search(name, part, v, false));
            }
            case Collection<?> other -> refuseTensors(name, other);
            case Sequential sequential -> search(name, sequential.layers());
            case Named layer ->
                layer.named()
                        .forEach((part, v) ->
                                search(name, part, v, layer.transposed().contains(part)));
            case Record record -> {
                if (record instanceof MultiHeadAttention) {
                    attentions.add(name);
                }
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    boolean turned = component.isAnnotationPresent(Transposed.class);
                    search(name, component.getName(), read(record, component), turned);
                }
            }
            case Layer layer -> refuseFields(name, layer.getClass());
            default -> {}
        }
    }

    private void put(Map<String, Tensor> tensors, String name, Tensor tensor) {
        if (seen.add(tensor) && tensors.put(name, tensor) != null) {
            throw new IllegalArgumentException(
                    "two tensors of the model are named " + name + "; give the parts of its maps other keys");
        }
    }

    /** What a map's part is called. */
    private static String key(String map, Object key) {
        return switch (key) {
            case String text -> text;
            case Enum<?> constant -> constant.name();
            case Number number -> number.toString();
            default ->
                throw new IllegalArgumentException("the map " + shown(map) + " has a key of the class "
                        + key.getClass().getName()
                        + ", which names no part of a model; take strings, numbers or enum constants as keys");
        };
    }

    private static void refuseTensors(String name, Collection<?> parts) {
        if (parts.stream().anyMatch(part -> !of(part).tensors().isEmpty())) {
            throw new IllegalArgumentException("the tensors in " + shown(name) + " ("
                    + parts.getClass().getSimpleName()
                    + ") have no order that would name them, so they could be neither trained nor saved; put them into a"
                    + " List or a Map");
        }
    }

    /** A class of its own that has fields for tensors. */
    private static void refuseFields(String name, Class<?> layer) {
        for (Class<?> c = layer; c != null && !c.isHidden(); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                Class<?> type = field.getType();
                boolean holds = type == Tensor.class || type == Buffer.class || Layer.class.isAssignableFrom(type);
                if (holds && !Modifier.isStatic(field.getModifiers())) {
                    throw new IllegalArgumentException("the layer " + shown(name) + ", a " + layer.getName()
                            + ", has tensors in its field " + field.getName()
                            + " that could be neither trained nor saved; make it a record, or Named");
                }
            }
        }
    }

    private static String shown(String name) {
        return name.isEmpty() ? "that was given as the model" : name;
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

    static Object read(Record record, RecordComponent component) {
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
