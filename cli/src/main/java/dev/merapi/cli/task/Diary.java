package dev.merapi.cli.task;

import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What a task notes of its model after each epoch, such as pictures of what it can do by then. The run's folder keeps
 * it, so that a resumed run knows of its earlier epochs.
 */
public interface Diary {
    /** What to note now, by name. */
    Map<String, Tensor> note();

    /**
     * What the notes add to the outcome of a finished training.
     *
     * @param entries in the order of the epochs
     */
    Outcome add(List<Entry> entries, Outcome outcome);

    /**
     * An epoch's notes.
     *
     * @param epoch from 1
     */
    record Entry(int epoch, Map<String, Tensor> notes) {
        /** Copies the map. */
        public Entry {
            notes = Map.copyOf(notes);
        }
    }
}
