package dev.merapi.simd.blas;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a library is kept to one thread a call, and whether several threads may call it at once.
 *
 * <p>The number is set once by each calling thread, for it's each thread's own in builds on OpenMP. OpenBLAS built without
 * threads is safe to call from several only if it was built with USE_LOCKING, which it doesn't tell: so it's called by one
 * at a time.
 */
final class Threads {
    /** All of them take an integer by value; 32 or 64 bits, see {@link Cblas}. */
    private static final List<String> SETTERS =
            List.of("openblas_set_num_threads", "MKL_Set_Num_Threads", "bli_thread_set_num_threads");

    private final ThreadLocal<Boolean> single;
    private final Optional<ReentrantLock> lock;
    private final String description;

    Threads(Functions functions) {
        Optional<MethodHandle> setter = functions.any(SETTERS, FunctionDescriptor.ofVoid(JAVA_LONG));
        single = ThreadLocal.withInitial(() -> {
            setter.ifPresent(set -> Functions.call(() -> {
                set.invokeExact(1L);
                return set;
            }));
            return true;
        });
        OptionalInt parallel = functions.number(List.of("openblas_get_parallel"));
        boolean serial = parallel.isPresent() && parallel.getAsInt() == 0;
        lock = serial ? Optional.of(new ReentrantLock()) : Optional.empty();
        description = serial
                ? "one call at a time (built without threads)"
                : setter.isPresent() ? "one thread a call" : "as many threads as it likes";
    }

    /** Whether several threads may call at once. */
    boolean several() {
        return lock.isEmpty();
    }

    /** Makes a call as the library wants to be called. */
    void run(Functions.Call<?> call) {
        single.get();
        lock.ifPresent(ReentrantLock::lock);
        try {
            Functions.call(call);
        } finally {
            lock.ifPresent(ReentrantLock::unlock);
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
