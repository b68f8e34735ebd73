package dev.merapi.cli.task;

import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** What a model says to a question. */
public sealed interface Answer {
    /** What was asked, and what was done to read it. */
    String shown();

    /** How likely each class is. */
    record Classes(String shown, List<String> names, float[] probabilities) implements Answer {
        /** By the softmax of a classifier's logits for one input [1, ...]. */
        static Classes of(String shown, List<String> names, Layer model, Tensor input) {
            try (Scope _ = Scope.open()) {
                return new Classes(shown, names, model.forward(input).softmax(1).toFloatArray());
            }
        }
    }

    /**
     * A picture that it drew.
     *
     * @param lines what is to be said of it
     * @param name of the picture's file, without an ending
     * @param png its bytes
     */
    record Drawn(String shown, List<String> lines, String name, byte[] png) implements Answer {}

    /** Lines that it wrote. */
    record Written(String shown, List<String> lines) implements Answer {}
}
