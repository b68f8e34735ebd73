package dev.merapi.cli.task;

import dev.merapi.models.io.Json;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Weights;
import java.nio.file.Path;

/** A task whose trained model can be asked: what an image shows, what a text says, how it goes on. */
public interface Answering extends Task {
    /** What its model is asked about. */
    Asked asked();

    /** The trained model, ready for questions; of a manifest whose details are no good it fails as Json does. */
    Answerer answerer(Learned learned);

    /** What a question is: the path of a file, or the text itself. */
    enum Asked {
        /** Files of images. */
        IMAGES,
        /** Files of sounds. */
        SOUNDS,
        /** Texts. */
        TEXTS
    }

    /**
     * What a run has left.
     *
     * @param details of its manifest
     * @param settings it was trained with
     * @param weights the file of its model's tensors
     */
    record Learned(Json details, Manifest.Settings settings, Path weights) {
        /** A model with these tensors instead of its own. */
        <M> M into(M model) {
            Weights.load(model, weights);
            return model;
        }
    }

    /**
     * A question.
     *
     * @param input a file's path, or a text
     * @param invert whether an image's light and dark are to be swapped
     */
    record Question(String input, boolean invert) {}

    /** Answers. */
    @FunctionalInterface
    interface Answerer {
        /** To one question. */
        Answer to(Question question);
    }
}
