package dev.merapi.tensor;

import java.util.IdentityHashMap;

/**
 * Counts the uses of tensors' memory that are still to come, and frees a block after its last one, before its scope closes.
 * Tensors that share a block, such as a tensor and its views, are counted together.
 */
public final class Lifetimes {
    /** Of a scope that frees nothing: for what the garbage collector frees. */
    private static final Lifetimes ENDLESS = new Lifetimes(Scope.NONE);

    private final Scope scope;
    private final IdentityHashMap<Storage, int[]> uses = new IdentityHashMap<>();

    private Lifetimes(Scope scope) {
        this.scope = scope;
    }

    /** Ends the lives of what the thread's current scope owns; without a scope, of nothing. */
    public static Lifetimes ofScope() {
        return new Lifetimes(Scope.current());
    }

    /** Ends no lives. */
    public static Lifetimes endless() {
        return ENDLESS;
    }

    /** Whether anything can be freed. */
    public boolean canEnd() {
        return scope != Scope.NONE;
    }

    /** One more use is to come. */
    public void use(Tensor tensor) {
        if (canEnd()) {
            uses.computeIfAbsent(tensor.storage(), _ -> new int[1])[0]++;
        }
    }

    /** A use is over; after the last one the tensor, and all that share its memory, are freed if they are the scope's. */
    public void drop(Tensor tensor) {
        if (canEnd() && --uses.get(tensor.storage())[0] == 0) {
            uses.remove(tensor.storage());
            if (tensor.storage().owner() == scope) {
                tensor.storage().release();
            }
        }
    }
}
