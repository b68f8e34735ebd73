package dev.merapi.autograd;

import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something around a computation that the computation draws from, such as a stream of random numbers, and that it tells
 * things, such as the statistics of batch norm. What binds one lets
 * {@link Autograd#checkpoint} repeat a computation as it was.
 */
public interface Repeatable {
    /** The one in force; unbound where computations depend on their inputs alone. */
    ScopedValue<Repeatable> CURRENT = ScopedValue.newInstance();

    /** As it is now: however much is drawn from this one later, the snapshot stays. */
    Repeatable snapshot();

    /** What computations have handed to this one to be used after them: {@link Autograd#checkpoint} doesn't free it. */
    List<Tensor> held();

    /** f's value, run in a copy of this one: each time the same, and without a trace. */
    Tensor repeat(Supplier<Tensor> f);
}
