package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Workers#forRange} does every index once, whoever calls it, and always comes back. */
@Timeout(60)
class WorkersTest {
    @Property(tries = 300)
    void everyIndexIsDoneOnce(
            @ForAll @IntRange(max = 5000) int n,
            @ForAll @IntRange(min = 1, max = 600) int grain,
            @ForAll @IntRange(min = 1, max = 5) int threads) {
        var times = new AtomicIntegerArray(n);
        Workers.withThreads(threads, () -> {
            Workers.forRange(n, grain, (from, to) -> count(times, from, to));
            return true;
        });
        for (int i = 0; i < n; i++) {
            assertEquals(1, times.get(i), "index " + i);
        }
    }

    private static void count(AtomicIntegerArray times, int from, int to) {
        for (int i = from; i < to; i++) {
            times.incrementAndGet(i);
        }
    }

    @Test
    void chunksBeginAtMultiplesOfTheGrain() {
        Set<List<Integer>> chunks = ConcurrentHashMap.newKeySet();
        Workers.withThreads(3, () -> {
            Workers.forRange(23, 10, (from, to) -> chunks.add(List.of(from, to)));
            return true;
        });
        assertEquals(Set.of(List.of(0, 10), List.of(10, 20), List.of(20, 23)), chunks);
    }

    @Test
    void threeThreadsWorkAtOnceOnAnyMachine() {
        workOnThreeThreads();
    }

    private static void workOnThreeThreads() {
        var together = new CountDownLatch(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Workers.withThreads(3, () -> {
            Workers.forRange(3, 1, (from, to) -> {
                threads.add(Thread.currentThread());
                together.countDown();
                await(together);
            });
            return true;
        });
        assertEquals(3, threads.size());
        assertTrue(threads.contains(Thread.currentThread()), "the caller works too");
    }

    @Test
    void theLimitHoldsInItsExtentAlone() {
        int outside = Workers.threads();
        int inside = Workers.withThreads(7, () -> Workers.withThreads(2, Workers::threads) * 10 + Workers.threads());
        assertEquals(27, inside);
        assertEquals(outside, Workers.threads());
        assertThrows(IllegalArgumentException.class, () -> Workers.withThreads(0, Workers::threads));
    }

    @Test
    void oneThreadRunsTheWholeRangeOnTheCaller() {
        List<List<Integer>> calls = new ArrayList<>();
        Workers.withThreads(1, () -> {
            Workers.forRange(100, 7, (from, to) -> calls.add(List.of(from, to)));
            return true;
        });
        assertEquals(List.of(List.of(0, 100)), calls);
    }

    @Test
    void nestedLoopsRunInlineOnTheirThread() {
        var done = new AtomicIntegerArray(40 * 50);
        Workers.withThreads(3, () -> {
            Workers.forRange(40, 1, (from, to) -> {
                Thread self = Thread.currentThread();
                assertEquals(1, Workers.threads());
                for (int outer = from; outer < to; outer++) {
                    int row = 50 * outer;
                    Workers.forRange(50, 1, (f, t) -> {
                        assertSame(self, Thread.currentThread());
                        count(done, row + f, row + t);
                    });
                }
            });
            return true;
        });
        for (int i = 0; i < done.length(); i++) {
            assertEquals(1, done.get(i));
        }
    }

    @Test
    void eachThreadHasItsOwnPartOfTheChunks() {
        for (int repeat = 0; repeat < 20; repeat++) {
            Map<Thread, Set<Integer>> first = new ConcurrentHashMap<>();
            var together = new CountDownLatch(2);
            Workers.withThreads(2, () -> {
                Workers.forRange(8, 1, (from, to) -> {
                    first.computeIfAbsent(Thread.currentThread(), _ -> Set.of(from));
                    together.countDown();
                    await(together);
                });
                return true;
            });
            assertEquals(Set.of(0), first.get(Thread.currentThread()));
            assertEquals(Set.of(Set.of(0), Set.of(4)), Set.copyOf(first.values()));
        }
    }

    @Test
    void theFirstExceptionReachesTheCallerAndEndsTheLoop() {
        var begun = new AtomicInteger();
        var failure = new IllegalStateException("chunk 0");
        var caught = assertThrows(
                IllegalStateException.class,
                () -> Workers.withThreads(3, () -> {
                    Workers.forRange(1_000_000, 1, (from, to) -> {
                        begun.incrementAndGet();
                        throw failure;
                    });
                    return true;
                }));
        assertSame(failure, caught);
        assertTrue(begun.get() <= 3, "at most one chunk a thread, not " + begun);
        everyIndexIsDoneOnce(1000, 10, 3);
    }

    @Test
    void errorsReachTheCallerToo() {
        assertThrows(
                StackOverflowError.class,
                () -> Workers.withThreads(2, () -> {
                    Workers.forRange(2, 1, (from, to) -> {
                        throw new StackOverflowError("as if");
                    });
                    return true;
                }));
    }

    @Test
    void manyCallersShareTheTeam() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int c = 0; c < 40; c++) {
                int n = 100 + c;
                all.add(callers.submit(() -> {
                    for (int repeat = 0; repeat < 50; repeat++) {
                        everyIndexIsDoneOnce(n, 1 + repeat % 5, 3);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void anInterruptOfTheCallerStopsBetweenChunks() {
        var done = new AtomicInteger();
        Thread caller = Thread.currentThread();
        assertThrows(
                CancellationException.class,
                () -> Workers.withThreads(2, () -> {
                    Workers.forRange(1_000_000, 1, (from, to) -> {
                        done.incrementAndGet();
                        caller.interrupt();
                    });
                    return true;
                }));
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertTrue(done.get() < 1_000_000, "the loop stopped early");
        everyIndexIsDoneOnce(1000, 10, 3);
    }

    @Test
    void anInterruptedCallerDoesNotBeginALoopButMayDoOneChunk() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> Workers.forRange(2, 1, (from, to) -> {}));
        var done = new AtomicInteger();
        Workers.forRange(5, 5, (from, to) -> done.addAndGet(to - from));
        assertEquals(5, done.get());
        assertTrue(Thread.interrupted());
    }

    @Test
    void badArgumentsAreNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> Workers.forRange(5, 0, (from, to) -> {}));
        assertTrue(e.getMessage().contains("grain is 0"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Workers.forRange(-1, 1, (from, to) -> {}));
    }

    @Test
    void anIdleTeamIsParkedThenEndsAndComesBack() throws InterruptedException {
        workOnThreeThreads();
        var team = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("merapi-worker-"))
                .toList();
        assertTrue(team.size() >= 2, "the team has started");
        for (Thread helper : team) {
            assertTrue(helper.isDaemon());
            while (helper.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }
        for (Thread helper : team) {
            helper.join();
        }
        workOnThreeThreads();
        everyIndexIsDoneOnce(1000, 10, 3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
