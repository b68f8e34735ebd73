package dev.merapi.models.data;

/** Samples that can be asked for by number. */
public interface Dataset {
    /** The number of samples. */
    int size();

    /** The samples with these numbers, stacked along a new first axis. Usable by several threads at once. */
    Batch batch(int[] indices);
}
