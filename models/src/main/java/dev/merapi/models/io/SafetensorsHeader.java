package dev.merapi.models.io;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON at the front of a safetensors file: which tensors follow, and where. */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";

    /** One tensor's bytes, from {@code begin} to {@code end} (exclusive) of the data, and what they mean. */
    record Entry(String name, Spec spec, StoredType type, long begin, long end) {}

    /** The header of a file that holds these tensors one after another. Metadata is sorted, so that bytes repeat. */
    static SafetensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        List<Entry> entries = new ArrayList<>();
        long begin = 0;
        for (var named : tensors.entrySet()) {
            String name = named.getKey();
            if (name.isEmpty() || name.equals(METADATA)) {
                throw new IllegalArgumentException(
                        "a tensor in a safetensors file can't be named \"" + name + "\"; give it another name");
            }
            Tensor tensor = named.getValue();
            long end = Math.addExact(
                    begin,
                    Math.multiplyExact((long) tensor.size(), tensor.dtype().bytes()));
            entries.add(new Entry(name, tensor.spec(), StoredType.of(tensor.dtype()), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(entries, new TreeMap<>(metadata));
    }

    /** The number of bytes of all tensors. */
    long dataBytes() {
        return entries.isEmpty() ? 0 : entries.getLast().end();
    }

    String toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            Map<String, Json> texts = new LinkedHashMap<>();
            metadata.forEach((key, value) -> texts.put(key, Json.of(value)));
            fields.put(METADATA, Json.object(texts));
        }
        for (Entry entry : entries) {
            Map<String, Json> info = new LinkedHashMap<>();
            info.put("dtype", Json.of(entry.type().name()));
            info.put("shape", Json.array(longs(entry.spec().shape().dims())));
            info.put("data_offsets", Json.array(List.of(Json.of(entry.begin()), Json.of(entry.end()))));
            fields.put(entry.name(), Json.object(info));
        }
        return Json.object(fields).toString();
    }

    private static List<Json> longs(int[] dims) {
        List<Json> numbers = new ArrayList<>();
        for (int dim : dims) {
            numbers.add(Json.of(dim));
        }
        return numbers;
    }

    /**
     * Reads a header and holds it against the file: every tensor has just the bytes that its dtype and shape need, and they
     * fill the data without gaps or overlaps.
     *
     * @param dataBytes what the file holds after the header
     * @throws JsonException if anything is wrong
     */
    static SafetensorsHeader parse(String json, long dataBytes) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        Json.parse(json).fields().forEach((name, value) -> {
            if (name.equals(METADATA)) {
                value.fields().forEach((key, text) -> metadata.put(key, text.string()));
            } else {
                entries.add(entry(name, value));
            }
        });
        entries.sort(Comparator.comparingLong(Entry::begin));
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw new JsonException("tensor \"" + entry.name() + "\" begins at byte " + entry.begin()
                        + " of the data where " + end + " was expected: tensors must follow each other without gaps");
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw new JsonException("the file is " + (end > dataBytes ? "cut short" : "too long")
                    + ": its tensors take " + end + " bytes, but " + dataBytes + " are there");
        }
        return new SafetensorsHeader(entries, metadata);
    }

    private static Entry entry(String name, Json info) {
        try {
            if (name.isEmpty()) {
                throw new JsonException("its name is empty");
            }
            StoredType type = StoredType.of(info.get("dtype").string());
            int[] dims = info.get("shape").items().stream()
                    .mapToInt(dim -> Math.toIntExact(dim.integer()))
                    .toArray();
            List<Json> offsets = info.get("data_offsets").items();
            if (offsets.size() != 2) {
                throw new JsonException("data_offsets must be two numbers, but are " + offsets.size());
            }
            Spec spec = new Spec(type.dtype(), Shape.of(dims));
            long begin = offsets.getFirst().integer();
            long end = offsets.getLast().integer();
            long bytes = Math.multiplyExact((long) spec.shape().size(), type.bytes());
            if (begin < 0 || end < begin || end - begin != bytes) {
                throw new JsonException(type.label() + " " + spec.shape() + " takes " + bytes
                        + " bytes, but data_offsets are " + begin + " and " + end);
            }
            return new Entry(name, spec, type, begin, end);
        } catch (ArithmeticException e) {
            throw new JsonException("tensor \"" + name + "\": a size is too large for this library");
        } catch (JsonException | ShapeException e) {
            throw new JsonException("tensor \"" + name + "\": " + e.getMessage());
        }
    }
}
