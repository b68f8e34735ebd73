package dev.merapi.models.metric;

/** How figures of single classes become one figure. */
public enum Average {
    /** All answers in one pot: where each has one class this is the accuracy, for precision, recall and F1 alike. */
    MICRO,
    /** The mean over classes, each weighing the same. */
    MACRO,
    /** The mean over classes, each weighing as much as it is there. */
    WEIGHTED
}
