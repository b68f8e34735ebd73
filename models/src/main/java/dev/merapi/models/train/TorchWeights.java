package dev.merapi.models.train;

import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's tensors in a safetensors file as PyTorch's state_dict has them: names in snake_case ({@code bn1.running_mean}),
 * the weights of linear layers as [out, in], and an attention's three projections as one {@code in_proj_weight}. A model whose
 * record components are called as the PyTorch module's attributes reads its weights and is read by it.
 */
public final class TorchWeights {
    /** PyTorch counts batches in batch norm; nothing here depends on it. */
    private static final String COUNTER = "num_batches_tracked";

    private TorchWeights() {}

    /** Writes parameters and buffers, atomically. */
    public static void save(Object model, Path file) {
        State state = State.of(model);
        try (Scope _ = Scope.open()) {
            Map<String, Tensor> tensors = views(state);
            for (String path : state.attentions()) {
                tensors = TorchProjections.of(torchName(path)).join(tensors);
            }
            Safetensors.write(file, tensors, Map.of("format", "pt"));
        }
    }

    /** Reads parameters and buffers into the model; nothing is changed unless all names and shapes fit. */
    public static void load(Object model, Path file) {
        State state = State.of(model);
        Map<String, Tensor> targets = views(state);
        Map<String, Tensor> sources = new LinkedHashMap<>(Safetensors.read(file).tensors());
        sources.keySet().removeIf(name -> name.equals(COUNTER) || name.endsWith("." + COUNTER));
        for (String path : state.attentions()) {
            sources = TorchProjections.of(torchName(path)).split(file, sources, targets);
        }
        Weights.assign(file, sources, targets);
    }

    /** Under PyTorch's names and as it lays them out: what is written into them lands in the model. */
    private static Map<String, Tensor> views(State state) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        state.tensors()
                .forEach((name, tensor) -> views.put(
                        torchName(name), state.transposed().contains(name) ? tensor.transpose(-2, -1) : tensor));
        return views;
    }

    private static String torchName(String name) {
        StringBuilder snake = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.appendCodePoint(Character.toLowerCase(c));
        });
        return snake.toString();
    }
}
