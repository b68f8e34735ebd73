package dev.merapi.models.layer;

import dev.merapi.autograd.Repeatable;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What layers may know while a model is trained: bound by the trainer for one shard of one step. Outside it dropout is the
 * identity and batch norm uses its running statistics.
 */
public final class Training implements Repeatable {
    private static final ScopedValue<Training> CURRENT = ScopedValue.newInstance();

    private final RandomKey key;
    private final List<Update> updates = new ArrayList<>();
    private int draws;

    /** The random numbers of one shard of one step. */
    public Training(RandomKey key) {
        this(key, 0);
    }

    private Training(RandomKey key, int draws) {
        this.key = key;
        this.draws = draws;
    }

    /** A buffer that should move towards a value: {@code buffer = (1 - momentum) buffer + momentum value}. */
    public record Update(Buffer buffer, Tensor value, double momentum) {}

    /** The training in force; empty during inference. */
    public static Optional<Training> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Runs {@code action} as training. */
    public <R> R call(ScopedValue.CallableOp<R, RuntimeException> action) {
        return ScopedValue.where(CURRENT, this).where(Repeatable.CURRENT, this).call(action);
    }

    /** With the random numbers that come next, and no updates asked for. */
    @Override
    public Training snapshot() {
        return new Training(key, draws);
    }

    @Override
    public List<Tensor> held() {
        return updates.stream().map(Update::value).toList();
    }

    @Override
    public Tensor repeat(Supplier<Tensor> f) {
        return snapshot().call(f::get);
    }

    /** Random numbers that no other call of this shard and step gets. */
    public RandomKey nextKey() {
        return key.fold(draws++);
    }

    /** Asks for an update of a buffer, which the trainer makes after the step, averaged over its shards. */
    public void update(Buffer buffer, Tensor value, double momentum) {
        updates.add(new Update(buffer, value, momentum));
    }

    /** The updates asked for, in order. */
    public List<Update> updates() {
        return updates;
    }
}
