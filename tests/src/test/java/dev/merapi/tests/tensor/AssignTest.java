package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Assigning a tensor from itself gives what a copy of it would have given, however the two overlap. */
class AssignTest {
    @Test
    void aMatrixIsAssignedItsOwnTranspose() {
        Tensor x = Tensor.arange(9).reshape(3, 3);
        x.assign(x.t());
        assertArrayEquals(new long[] {0, 3, 6, 1, 4, 7, 2, 5, 8}, x.toLongArray());
    }

    @Test
    void aVectorIsAssignedItselfReversed() {
        Tensor x = Tensor.arange(5);
        x.slice(0, 1, 5).assign(x.slice(0, 0, 4).flip(0));
        assertArrayEquals(new long[] {0, 3, 2, 1, 0}, x.toLongArray());
    }

    @Test
    void aLongVectorIsShiftedOnManyThreads() {
        int n = 1 << 20;
        Tensor x = Tensor.arange(n);
        Workers.withThreads(7, () -> x.slice(0, 1, n).assign(x.slice(0, 0, n - 1)));
        long[] shifted = x.toLongArray();
        for (int i = 1; i < n; i++) {
            assertEquals(i - 1, shifted[i]);
        }
    }

    @Test
    void theCopyOfWhatOverlapsIsFreedAtOnce() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(300, 300);
            Tensor transposed = x.t();
            long before = Memory.stats().live();
            x.assign(transposed);
            assertEquals(before, Memory.stats().live());
        }
    }

    @Test
    void onePlaceHasNoRoomForManyValues() {
        Tensor x = Tensor.zeros(1, 3).expand(2, 3);
        var e = assertThrows(ShapeException.class, () -> x.assign(Tensor.ones(2, 3)));
        assertEquals(
                "assign: axis 0 of float32 [2, 3] is expanded, so that its 2 elements are one place in memory, which can't"
                        + " hold different values; assign to contiguous() of it or to what was expanded",
                e.getMessage());
    }
}
