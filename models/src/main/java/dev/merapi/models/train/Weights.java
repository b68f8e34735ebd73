package dev.merapi.models.train;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** A model's tensors, in a safetensors file under their own names. */
public final class Weights {
    private Weights() {}

    /** Writes parameters and buffers, atomically; the same tensors give the same bytes. */
    public static void save(Object model, Path file) {
        Safetensors.write(file, State.of(model).tensors(), Map.of("format", "merapi"));
    }

    /** Reads parameters and buffers into the model; nothing is changed unless all names and shapes fit. */
    public static void load(Object model, Path file) {
        assign(file, Safetensors.read(file).tensors(), State.of(model).tensors());
    }

    static void assign(Path file, Map<String, Tensor> sources, Map<String, Tensor> targets) {
        for (String name : sources.keySet()) {
            if (!targets.containsKey(name)) {
                throw new FileFormatException(
                        file,
                        "it holds " + name + ", which this model doesn't have; it was saved from another architecture");
            }
        }
        targets.forEach((name, target) -> {
            Tensor source = sources.get(name);
            if (source == null) {
                throw new FileFormatException(
                        file, "it lacks " + name + " " + target.shape() + "; it was saved from another architecture");
            }
            if (!source.spec().equals(target.spec())) {
                throw new FileFormatException(
                        file,
                        name + " is " + source.spec() + " there, but this model's is " + target.spec()
                                + "; it was saved from another architecture");
            }
        });
        targets.forEach((name, target) -> target.assign(sources.get(name)));
    }
}
