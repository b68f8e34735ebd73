package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Settled;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who owns memory, and when it's given back. */
class MemoryTest {
    /** Lets the collector free what other tests left, so that the pool's figures stand still. */
    @BeforeEach
    void settle() throws InterruptedException {
        Settled.memory();
    }

    @Test
    void aScopeGivesBackWhatItMade() {
        long before = Memory.stats().live();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(100, 100);
            assertTrue(Memory.stats().live() >= before + 40_000);
            assertEquals(10_000, x.matmul(x).mean().item() * 100);
        }
        assertEquals(before, Memory.stats().live());
    }

    @Test
    void whatAnOperatorMakesOnItsWayIsFreedAtOnceWithoutAScopeToo() {
        Tensor x = Tensor.ones(300, 300);
        long before = Memory.stats().live();
        Tensor y = x.softmax(1);
        long one = Memory.stats().live() - before;
        Tensor z = x.t().softmax(1);
        long both = Memory.stats().live() - before;
        assertTrue(2 * both < 5 * one, "a copy of x is live too: " + both + ", after the first result " + one);
        assertEquals(2 * 300, y.add(z).sum().item(), 1e-3);
    }

    @Test
    void freedMemoryIsReused() {
        try (Scope _ = Scope.open()) {
            Tensor.ones(12_345);
        }
        long cached = Memory.stats().cached();
        try (Scope _ = Scope.open()) {
            Tensor.ones(12_345);
            assertTrue(Memory.stats().cached() < cached);
        }
        assertEquals(cached, Memory.stats().cached());
    }

    @Test
    void trimmedMemoryIsNotCached() {
        try (Scope _ = Scope.open()) {
            Tensor.ones(1 << 20);
        }
        Memory.Stats before = Memory.stats();
        assertTrue(before.cached() >= 4 << 20, before::toString);
        assertTrue(before.peak() >= before.live() + (4 << 20), before::toString);
        Memory.trim();
        assertEquals(new Memory.Stats(before.live(), 0, before.peak(), before.limit()), Memory.stats());
    }

    @Test
    void useAfterFreeIsAnExceptionThatSaysSo() {
        Tensor x;
        Tensor view;
        try (Scope _ = Scope.open()) {
            x = Tensor.ones(1);
            view = x.slice(0, 0, 1);
        }
        assertTrue(x.isFreed() && view.isFreed());
        for (Runnable use : List.<Runnable>of(
                x::segment,
                () -> x.add(1),
                x::item,
                () -> view.get(0),
                () -> Tensor.ones(4).add(x),
                x::toFloatArray,
                view::sum)) {
            Exception e = assertThrows(IllegalStateException.class, use::run);
            assertTrue(e.getMessage().contains("freed when its scope closed"), e.getMessage());
            assertTrue(e.getMessage().contains("keep"), e.getMessage());
        }
    }

    @Test
    void keptTensorsBelongToTheScopeAround() {
        Tensor kept;
        try (Scope _ = Scope.open()) {
            try (Scope inner = Scope.open()) {
                Tensor x = Tensor.ones(3);
                kept = inner.keep(x.mul(2));
                assertEquals(6, inner.keep(kept).sum().item());
            }
            assertFalse(kept.isFreed());
            assertEquals(6, kept.sum().item());
        }
        assertTrue(kept.isFreed());
    }

    @Test
    void keepingAViewKeepsItsStorage() {
        Tensor view;
        try (Scope scope = Scope.open()) {
            view = scope.keep(Tensor.arange(6).reshape(2, 3).t());
        }
        assertEquals(5, view.getLong(2, 1));
    }

    @Test
    void keptByTheOutermostScopeTheCollectorFreesIt() throws InterruptedException {
        long before = Memory.stats().live();
        keptAndForgotten();
        for (int i = 0; i < 100 && Memory.stats().live() > before; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(before, Memory.stats().live());
    }

    private static void keptAndForgotten() {
        try (Scope scope = Scope.open()) {
            assertEquals(1, scope.keep(Tensor.ones(5000)).get(4999));
        }
    }

    /** A request's thread that ends by an exception between open and close leaves its scope open. */
    @Test
    void whatADeadThreadLeftInAnOpenScopeTheCollectorFrees() throws InterruptedException {
        Memory.trim();
        Memory.Stats before = Memory.stats();
        Thread dead = new Thread(() -> {
            Scope.open();
            assertEquals(1, Tensor.ones(5000).get(4999));
            Scope.open();
            Tensor.ones(3000, 1000);
        });
        dead.start();
        dead.join();
        assertTrue(Memory.stats().live() >= before.live() + 12_000_000);
        for (int i = 0; i < 100 && held() > before.live(); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(before.live(), Memory.stats().live());
        assertEquals(before.live(), held());
    }

    private static long held() {
        return Memory.stats().live() + Memory.stats().cached();
    }

    @Test
    void adoptedTensorsAreFreedWithTheScope() {
        Tensor x = Tensor.ones(7);
        try (Scope outer = Scope.open()) {
            outer.adopt(x);
            try (Scope inner = Scope.open()) {
                inner.adopt(x);
            }
            assertFalse(x.isFreed());
        }
        assertTrue(x.isFreed());
    }

    @Test
    void keepingWhatIsFreedFails() {
        Tensor x;
        try (Scope _ = Scope.open()) {
            x = Tensor.ones(1);
        }
        try (Scope scope = Scope.open()) {
            assertThrows(IllegalStateException.class, () -> scope.keep(x));
            assertThrows(IllegalStateException.class, () -> scope.adopt(x));
        }
    }

    @Test
    void scopesCloseInnermostFirst() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThrows(IllegalStateException.class, outer::close);
        inner.close();
        outer.close();
    }

    @Test
    @SuppressWarnings("try") // closing on another thread is what's tested
    void scopesCloseOnTheirOwnThread() throws InterruptedException {
        try (Scope scope = Scope.open()) {
            List<Throwable> thrown = new ArrayList<>();
            Thread other = new Thread(() -> {
                try {
                    scope.close();
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            });
            other.start();
            other.join();
            assertEquals(1, thrown.size());
        }
    }

    @Test
    @SuppressWarnings("try") // what another thread does with the scope is what's tested
    void scopesKeepAndAdoptOnTheirOwnThread() throws InterruptedException {
        Tensor free = Tensor.ones(1);
        try (Scope scope = Scope.open()) {
            Tensor owned = Tensor.ones(1);
            List<String> told = new ArrayList<>();
            Thread other = new Thread(() -> {
                for (Runnable use : List.<Runnable>of(
                        () -> scope.keep(owned),
                        () -> scope.keepAll(List.of(owned)),
                        () -> scope.handOver(owned),
                        () -> scope.adopt(free))) {
                    told.add(assertThrows(IllegalStateException.class, use::run).getMessage());
                }
            });
            other.start();
            other.join();
            assertEquals(4, told.size());
            assertTrue(told.getFirst().contains("opened it") && told.getFirst().contains("handOver"), told::getFirst);
        }
        assertFalse(free.isFreed());
    }

    @Test
    void aClosedScopeAdoptsNothing() {
        Tensor x = Tensor.ones(1);
        Scope scope = Scope.open();
        scope.close();
        var e = assertThrows(IllegalStateException.class, () -> scope.adopt(x));
        assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }

    @Test
    void wrappedMemoryIsChecked() {
        try (Arena arena = Arena.ofConfined()) {
            var segment = arena.allocate(12, 4);
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, 2, 5f);
            assertEquals(5, Tensor.wrap(Tensor.ones(3).spec(), segment).get(2));
            Exception e = assertThrows(
                    IllegalArgumentException.class,
                    () -> Tensor.wrap(Tensor.ones(4).spec(), segment));
            assertTrue(e.getMessage().contains("needs 16 bytes, but the segment has 12"), e.getMessage());
        }
    }

    /** Blocks given to two owners at once would mix up their values. */
    @Test
    void threadsDontGetEachOthersBlocks() throws Exception {
        long before = Memory.stats().live();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int id = t;
                runs.add(threads.submit(() -> churn(id)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        assertEquals(before, Memory.stats().live());
    }

    private static void churn(int id) {
        SplittableRandom random = new SplittableRandom(id);
        for (int round = 0; round < 60; round++) {
            try (Scope _ = Scope.open()) {
                List<Tensor> tensors = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    tensors.add(Tensor.full(DType.FLOAT32, Shape.of(1 + random.nextInt(400)), id * 100 + i));
                }
                for (int i = 0; i < 20; i++) {
                    Tensor t = tensors.get(i);
                    assertEquals(id * 100 + i, t.min().item());
                    assertEquals(id * 100 + i, t.max().item());
                }
            }
        }
    }
}
