package dev.merapi.tensor;

import java.util.List;

/** Sees each operator applied in its dynamic scope: the only door through which autograd enters. */
public interface Recorder {
    /** The recorder in force; unbound where nobody records. */
    ScopedValue<Recorder> CURRENT = ScopedValue.newInstance();

    /** {@code output} has just been computed from {@code inputs}. */
    void record(Op op, List<Tensor> inputs, Tensor output);
}
