package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compares a large model with PyTorch's logits and the norms of its gradients, from parameters that both make anew. */
final class HashedGolden {
    private HashedGolden() {}

    /** The golden's names must be the model's, as PyTorch writes them: {@code norm.} and each parameter. */
    static void compare(String name, Layer model, Tensor x) {
        Map<String, Tensor> golden = Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
        fill(model);
        List<String> names = List.copyOf(State.of(model).parameters().keySet());
        List<Tensor> parameters = List.copyOf(State.of(model).parameters().values());
        Tensor[] logits = new Tensor[1];
        List<Tensor> gradients = Autograd.valueAndGrad(parameters, () -> {
                    logits[0] = model.forward(x);
                    Tensor cotangent = Hashed.of(1001, logits[0].shape().dims()).to(DType.FLOAT32);
                    return logits[0].mul(cotangent).sum();
                })
                .gradients()
                .all();
        Tensor wanted = golden.get("logits");
        double largest = wanted.abs().max().item();
        assertArrayEquals(wanted.toFloatArray(), logits[0].toFloatArray(), (float) (1e-4 * largest), name);
        for (int k = 0; k < parameters.size(); k++) {
            double norm = golden.get("norm." + names.get(k)).item();
            assertEquals(norm, gradients.get(k).norm().item(), 2e-3 * norm, name + ": gradient of " + names.get(k));
        }
        assertEquals(names.size() + 1, golden.size(), name + ": the names are PyTorch's");
    }

    /** PyTorch's tensors have the elements of {@link Hashed}; ours of linear layers lie transposed. */
    private static void fill(Layer model) {
        State state = State.of(model);
        int k = 0;
        for (Map.Entry<String, Tensor> entry : state.parameters().entrySet()) {
            boolean turned = state.transposed().contains(entry.getKey());
            Tensor p = turned ? entry.getValue().t() : entry.getValue();
            if (p.rank() > 1) {
                double fanIn = (double) p.size() / p.size(0);
                p.assign(Hashed.of(k, p.shape().dims()).div(Math.sqrt(fanIn)).to(DType.FLOAT32));
            } else if (entry.getKey().endsWith("bias")) {
                p.assign(Tensor.zeros(p.size()));
            }
            k++;
        }
    }
}
