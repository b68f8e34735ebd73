package dev.merapi.models.data;

import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How an image becomes a classifier's input, and what its outputs are called.
 *
 * @param shape of an input without the batch: channels, height, width
 * @param classNames the outputs' names, in order
 * @param normalization how pixels become inputs
 */
public record ImageInput(List<Integer> shape, List<String> classNames, Normalization normalization) {
    private static final long LARGEST = 1 << 20;

    /** Checks the parts that must fit together. */
    public ImageInput {
        shape = List.copyOf(shape);
        classNames = List.copyOf(classNames);
        for (String name : classNames) {
            if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a class name is empty or holds control characters; write plain text");
            }
        }
        if (shape.size() != 3 || classNames.isEmpty() || normalization.mean().size() != shape.getFirst()) {
            throw new IllegalArgumentException("an input " + shape + " with "
                    + normalization.mean().size() + " channel means and " + classNames.size()
                    + " class names describes no image classifier; it needs [channels, height, width] and a mean for"
                    + " each channel");
        }
    }

    /** For a manifest. */
    public Json toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("input", Json.array(shape.stream().map(Json::of).toList()));
        fields.put("class_names", Json.array(classNames.stream().map(Json::of).toList()));
        fields.put(
                "mean", Json.array(normalization.mean().stream().map(Json::of).toList()));
        fields.put("std", Json.array(normalization.std().stream().map(Json::of).toList()));
        return Json.object(fields);
    }

    /** What {@link #toJson} wrote. */
    public static ImageInput of(Json json) {
        List<Integer> input = list(json, "input", ImageInput::dimension);
        List<String> names = list(json, "class_names", Json::string);
        List<Double> mean = list(json, "mean", Json::number);
        List<Double> std = list(json, "std", Json::number);
        try {
            return new ImageInput(input, names, new Normalization(mean, std));
        } catch (IllegalArgumentException e) {
            throw new JsonException(e.getMessage());
        }
    }

    private static <T> List<T> list(Json json, String field, Function<Json, T> item) {
        return json.get(field, list -> list.items().stream().map(item).toList());
    }

    private static int dimension(Json json) {
        long value = json.integer();
        if (value < 1 || value > LARGEST) {
            throw new JsonException("a size of " + value + " isn't from 1 to " + LARGEST);
        }
        return (int) value;
    }
}
