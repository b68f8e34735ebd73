package dev.merapi.simd;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * Something that each thread has one of, such as room for a kernel to work in. It is held by this class and not by the thread,
 * as a {@link ThreadLocal}'s is: threads of a server outlive an application, and one that holds an object of ours holds our
 * class loader, which a container wants to drop with the application. The thread itself refers to it weakly.
 *
 * <p>To be kept in a static field, as a {@link ThreadLocal}. It lasts as long as the thread, and then until another thread
 * makes its first.
 */
public final class PerThread<T> {
    /** What each thread has of all kinds. The lists are their thread's alone. */
    private static final Map<Thread, List<Object>> HELD = Collections.synchronizedMap(new WeakHashMap<>());

    /** As static as the field that this is in. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<WeakReference<T>> local = new ThreadLocal<>();

    private final Supplier<T> maker;

    /** What {@code maker} makes for each thread; it must not refer to the thread. */
    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The calling thread's own, the same each time. */
    public T get() {
        WeakReference<T> mine = local.get();
        return mine == null ? make() : mine.get();
    }

    private T make() {
        T made = maker.get();
        HELD.computeIfAbsent(Thread.currentThread(), _ -> new ArrayList<>()).add(made);
        local.set(new WeakReference<>(made));
        return made;
    }

    /** The calling thread, which is about to end, no longer needs what it has. */
    static void leave() {
        HELD.remove(Thread.currentThread());
    }
}
