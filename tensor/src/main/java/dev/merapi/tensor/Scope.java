package dev.merapi.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Frees, at its end, the tensors made inside it by its thread, except those it keeps.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     Tensor h = x.matmul(w).relu();
 *     return scope.keep(h.sum());
 * }
 * }</pre>
 *
 * <p>Scopes nest; each belongs to the thread that opened it, which alone keeps, hands over, adopts and closes. Without a scope,
 * tensors are freed by the garbage collector, and so are those of a scope that its thread never closed before it ended.
 */
public final class Scope implements AutoCloseable {
    /** The owner of what the garbage collector frees. */
    static final Scope NONE = new Scope(null, null);

    /** Nothing where there is none, so that a server's thread that has left its scopes doesn't hold this class's loader. */
    private static final ThreadLocal<Scope> CURRENT = new ThreadLocal<>();

    private final Scope parent;
    private final Thread thread;
    private final List<Storage> owned = new ArrayList<>();
    private boolean closed;

    private Scope(Scope parent, Thread thread) {
        this.parent = parent;
        this.thread = thread;
    }

    /** Opens a scope inside the thread's current one. */
    public static Scope open() {
        Scope scope = new Scope(current(), Thread.currentThread());
        CURRENT.set(scope);
        return scope;
    }

    /**
     * For what an operator makes on its way: freed when it has ended, so that a tape's scope doesn't hold it until the end. A
     * thread without a scope opens one, so that no collection can give such a block to somebody else while a kernel, which only
     * knows its address, still reads it.
     */
    static Temporaries temporaries() {
        Scope scope = current();
        return scope == NONE ? new Temporaries(open(), -1) : new Temporaries(scope, scope.owned.size());
    }

    /**
     * What a scope takes from now on.
     *
     * @param from how much it owns before; -1 if it was opened for this
     */
    record Temporaries(Scope scope, int from) implements AutoCloseable {
        @Override
        public void close() {
            if (from < 0) {
                scope.close();
            } else if (scope.owned.size() > from) {
                scope.release(scope.owned.subList(from, scope.owned.size()));
            }
        }
    }

    static Scope current() {
        Scope scope = CURRENT.get();
        return scope == null ? NONE : scope;
    }

    void add(Storage storage) {
        owned.add(storage);
    }

    /** Lets the tensor outlive this scope: it now belongs to the enclosing scope, or else to the garbage collector. */
    public Tensor keep(Tensor tensor) {
        Storage storage = storage(tensor);
        if (storage.owner() == this) {
            storage.give(parent);
        }
        return tensor;
    }

    /** Keeps each of the tensors. */
    public <C extends Iterable<Tensor>> C keepAll(C tensors) {
        tensors.forEach(this::keep);
        return tensors;
    }

    /** Lets the tensor go to no scope at all: to whoever adopts it, on any thread, or else to the garbage collector. */
    public Tensor handOver(Tensor tensor) {
        Storage storage = storage(tensor);
        if (storage.owner() == this) {
            storage.give(NONE);
        }
        return tensor;
    }

    /** Takes a tensor that the garbage collector would free, such as one that another thread's scope handed over. */
    public Tensor adopt(Tensor tensor) {
        Storage storage = storage(tensor);
        if (closed) {
            throw new IllegalStateException(
                    "this scope is closed and would never free what it adopts; adopt inside its try (...)");
        }
        if (storage.owner() == NONE) {
            storage.give(this);
        }
        return tensor;
    }

    /** What a tensor that isn't freed lies in; a scope's list is its thread's alone. */
    private Storage storage(Tensor tensor) {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("a scope keeps, hands over and adopts on the thread that opened it, "
                    + thread + ", but this is " + Thread.currentThread()
                    + "; there scope.handOver(tensor), here adopt it by a scope of this thread's own");
        }
        Storage storage = tensor.storage();
        storage.segment();
        return storage;
    }

    /** Frees what this scope still owns. */
    @Override
    public void close() {
        if (this == NONE) {
            return;
        }
        if (Thread.currentThread() != thread || current() != this) {
            throw new IllegalStateException(
                    "a scope closes on the thread that opened it, innermost first; use try (...)");
        }
        closed = true;
        CURRENT.set(parent == NONE ? null : parent);
        release(owned);
    }

    private void release(List<Storage> storages) {
        for (Storage storage : storages) {
            if (storage.owner() == this) {
                storage.release();
            }
        }
        storages.clear();
    }
}
