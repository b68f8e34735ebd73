package dev.merapi.models.train;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The projections of an attention, as {@code nn.MultiheadAttention} names them: {@code in_proj_weight} [3 d, d] has the rows of
 * {@code q_proj.weight}, {@code k_proj.weight} and {@code v_proj.weight}, {@code in_proj_bias} [3 d] their biases. Where keys or
 * values have a width of their own, the weights are {@code q_proj_weight} [d, d], {@code k_proj_weight} [d, kdim] and
 * {@code v_proj_weight} [d, vdim], and the biases are one tensor still.
 *
 * @param prefix what stands before these names
 */
record TorchProjections(String prefix) {
    private static final List<String> PARTS = List.of("q_proj", "k_proj", "v_proj");

    /** Those of the attention at a path, which is empty for a model that is one itself. */
    static TorchProjections of(String path) {
        return new TorchProjections(path.isEmpty() ? "" : path + ".");
    }

    /** A file's tensors with PyTorch's in parts, for a model that has these targets; the parts are views. */
    Map<String, Tensor> split(Path file, Map<String, Tensor> sources, Map<String, Tensor> targets) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        sources.forEach((name, tensor) -> {
            Map<String, Tensor> found = parts(file, name, tensor, targets);
            found.forEach((part, rows) -> {
                if (!part.equals(name) && sources.containsKey(part)) {
                    throw new FileFormatException(
                            file, "it holds " + name + " as well as its part " + part + "; keep one of them");
                }
                parts.put(part, rows);
            });
        });
        return parts;
    }

    private Map<String, Tensor> parts(Path file, String name, Tensor tensor, Map<String, Tensor> targets) {
        for (String kind : List.of("weight", "bias")) {
            List<String> own = names(kind);
            if (name.equals(joined(kind)) && targets.keySet().containsAll(own)) {
                return rows(file, name, tensor, own, targets);
            }
        }
        for (String part : PARTS) {
            String own = prefix + part + ".weight";
            if (name.equals(prefix + part + "_weight") && targets.containsKey(own)) {
                return Map.of(own, tensor);
            }
        }
        return Map.of(name, tensor);
    }

    /** As many rows for each as its target has. */
    private static Map<String, Tensor> rows(
            Path file, String name, Tensor tensor, List<String> own, Map<String, Tensor> targets) {
        int needed = own.stream().mapToInt(n -> targets.get(n).size(0)).sum();
        if (tensor.rank() == 0 || tensor.size(0) != needed) {
            List<String> shapes =
                    own.stream().map(n -> n + " " + targets.get(n).shape()).toList();
            throw new FileFormatException(
                    file,
                    name + " is " + tensor.spec() + " there, but this model's " + shapes.get(0) + ", " + shapes.get(1)
                            + " and " + shapes.get(2) + " need " + needed
                            + " rows; it was saved from another architecture");
        }
        Map<String, Tensor> parts = new LinkedHashMap<>();
        int at = 0;
        for (String part : own) {
            int end = at + targets.get(part).size(0);
            parts.put(part, tensor.slice(0, at, end));
            at = end;
        }
        return parts;
    }

    /** A model's tensors as PyTorch has them; what has no form there keeps its names. */
    Map<String, Tensor> join(Map<String, Tensor> tensors) {
        List<Tensor> weights = all("weight", tensors);
        long biases = names("bias").stream().filter(tensors::containsKey).count();
        boolean equal = weights.stream().map(w -> w.size(0)).distinct().count() == 1;
        if (weights.size() < PARTS.size() || !equal || biases % PARTS.size() != 0) {
            return tensors;
        }
        boolean square = weights.stream().allMatch(w -> w.size(0) == w.size(1));
        Map<String, Tensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            int weight = names("weight").indexOf(name);
            int bias = names("bias").indexOf(name);
            if (weight >= 0 && !square) {
                result.put(prefix + PARTS.get(weight) + "_weight", tensor);
            } else if (weight == 0) {
                result.put(joined("weight"), Tensor.concat(0, weights));
            } else if (bias == 0) {
                result.put(joined("bias"), Tensor.concat(0, all("bias", tensors)));
            } else if (weight < 0 && bias < 0) {
                result.put(name, tensor);
            }
        });
        return result;
    }

    private List<Tensor> all(String kind, Map<String, Tensor> tensors) {
        return names(kind).stream()
                .flatMap(name -> Stream.ofNullable(tensors.get(name)))
                .toList();
    }

    private List<String> names(String kind) {
        return PARTS.stream().map(part -> prefix + part + "." + kind).toList();
    }

    private String joined(String kind) {
        return prefix + "in_proj_" + kind;
    }
}
