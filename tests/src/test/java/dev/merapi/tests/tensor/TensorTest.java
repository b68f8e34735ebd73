package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Making tensors, reading them, and the rules of dtypes. */
class TensorTest {
    private static void fails(Supplier<?> attempt, String... fragments) {
        String message = assertThrows(RuntimeException.class, attempt::get).getMessage();
        for (String fragment : fragments) {
            assertTrue(message.contains(fragment), () -> message + " should contain " + fragment);
        }
    }

    @Test
    void everyDtypeIsMadeAndRead() {
        for (DType dtype : DType.values()) {
            Tensor t = Tensor.full(dtype, Shape.of(2, 2), 1);
            assertEquals(dtype, t.dtype());
            assertArrayEquals(new double[] {1, 1, 1, 1}, t.toDoubleArray());
            assertArrayEquals(new float[] {1, 1, 1, 1}, t.toFloatArray());
            assertArrayEquals(new int[] {1, 1, 1, 1}, t.toIntArray());
            assertArrayEquals(new long[] {1, 1, 1, 1}, t.toLongArray());
            assertArrayEquals(new byte[] {1, 1, 1, 1}, t.toByteArray());
            assertArrayEquals(new boolean[] {true, true, true, true}, t.toBooleanArray());
            assertEquals(1, Tensor.scalar(dtype, 1).item());
            assertEquals(0, t.zerosLike().to(DType.FLOAT64).sum().item());
            assertTrue(t.equalBits(t.onesLike()));
        }
    }

    @Test
    void elementsAreNamedByIndices() {
        Tensor t = Tensor.arange(6).reshape(2, 3);
        assertEquals(5, t.get(1, 2));
        assertEquals(5, t.getLong(-1, -1));
        assertEquals(3, t.t().get(0, 1));
        assertEquals(Long.MAX_VALUE, Tensor.of(Long.MAX_VALUE).itemLong());
        fails(() -> t.get(2, 0), "index 2", "axis 0", "int64 [2, 3]");
        fails(() -> t.get(1), "1 indices", "give 2");
        fails(t::item, "int64 [2, 3]", "6 elements");
    }

    @Test
    void countsMustFit() {
        fails(() -> Tensor.of(Shape.of(2, 2), 1f, 2), "[2, 2]", "4 elements", "2 were given");
        fails(() -> Tensor.of(DType.FLOAT32, Shape.of(1), (byte) 1), "float32");
        fails(() -> Shape.of(2, -1), "[2, -1]", "negative");
        fails(() -> Shape.of(1 << 16, 1 << 16), "2^31 - 1");
        fails(() -> Shape.of(2, 3).dim(2), "axis 2", "[2, 3]", "-2 to 1");
        assertEquals(0, Shape.of(1 << 20, 1 << 20, 0).size());
    }

    @Test
    void dtypesPromoteAsInNumPy() {
        Tensor ints = Tensor.of(1, 2);
        assertEquals(DType.INT64, ints.add(Tensor.arange(2)).dtype());
        assertEquals(DType.FLOAT32, ints.add(Tensor.ones(2)).dtype());
        assertEquals(DType.FLOAT64, Tensor.ones(2).mul(Tensor.of(1.0, 2)).dtype());
        assertEquals(DType.FLOAT32, ints.div(2).dtype());
        assertEquals(DType.INT32, ints.add(2).dtype());
        assertEquals(DType.FLOAT32, ints.add(0.5).dtype());
        assertEquals(DType.FLOAT32, Tensor.ones(1).add(1e300).dtype());
        assertEquals(DType.INT32, DType.INT8.promote(DType.UINT8));
        assertEquals(DType.INT64, Tensor.of(true, true).sum().dtype());
        assertEquals(2, Tensor.of(true, true).sum().itemLong());
        for (DType a : DType.values()) {
            for (DType b : DType.values()) {
                assertEquals(a.promote(b), b.promote(a));
                assertEquals(a, a.promote(a));
            }
        }
    }

    @Test
    void numbersOnEitherSide() {
        Tensor x = Tensor.of(1f, 2, 4);
        assertArrayEquals(new float[] {9, 8, 6}, x.rsub(10).toFloatArray());
        assertArrayEquals(new float[] {8, 4, 2}, x.rdiv(8).toFloatArray());
        assertArrayEquals(new float[] {2, 2, 4}, x.maximum(2).toFloatArray());
        assertArrayEquals(new float[] {1, 2, 2}, x.minimum(2).toFloatArray());
        assertArrayEquals(new float[] {1, 4, 16}, x.pow(2).toFloatArray());
        assertArrayEquals(new boolean[] {false, true, true}, x.ge(2).toBooleanArray());
        assertArrayEquals(new float[] {0, 2, 4}, x.gt(1).where(x, 0).toFloatArray());
        assertArrayEquals(new int[] {0, 3}, Tensor.of(-2, 3).relu().toIntArray());
        assertArrayEquals(new int[] {-1, 2}, Tensor.of(-2, 3).clamp(-1, 2).toIntArray());
    }

    @Test
    void assignmentChangesThePlaceAndItsVersion() {
        Tensor x = Tensor.zeros(2, 3);
        int version = x.version();
        x.select(0, 1).assign(Tensor.of(1f, 2, 3));
        assertArrayEquals(new float[] {0, 0, 0, 1, 2, 3}, x.toFloatArray());
        assertTrue(x.version() > version);
        fails(() -> x.assign(Tensor.ones(3)), "float32 [3]", "float32 [2, 3]");
        fails(() -> x.assign(Tensor.arange(6).reshape(2, 3)), "int64 [2, 3]");
    }

    @Test
    void sameBitsAndCloseness() {
        Tensor x = Tensor.of(0f, 1, Float.NaN);
        assertTrue(x.equalBits(Tensor.of(0f, 1, Float.intBitsToFloat(0x7fc12345))));
        assertFalse(x.equalBits(Tensor.of(-0f, 1, Float.NaN)));
        assertFalse(Tensor.ones(2).equalBits(Tensor.ones(1, 2)));
        assertFalse(x.allClose(x, 1, 1));
        assertTrue(
                Tensor.of(1f, Float.POSITIVE_INFINITY).allClose(Tensor.of(1.0001f, Float.POSITIVE_INFINITY), 1e-3, 0));
        assertFalse(Tensor.of(1f, 2).allClose(Tensor.of(1.0001f, 2), 1e-5, 0));
    }

    @Test
    void viewsShareAndCopiesDont() {
        Tensor x = Tensor.zeros(4, 2);
        Tensor view = x.t().slice(1, 1, 3);
        Tensor copy = view.reshape(-1);
        x.assign(Tensor.ones(4, 2));
        assertEquals(4, view.sum().item());
        assertEquals(0, copy.sum().item());
        assertTrue(x.isContiguous() && !view.isContiguous() && copy.isContiguous());
    }

    @Test
    void shapesAreValues() {
        Shape s = Shape.of(2, 3, 4);
        assertEquals(Shape.of(2, 5, 4), s.with(-2, 5));
        assertEquals(Shape.of(2, 3, 4, 1), s.insert(3, 1));
        assertEquals(Shape.of(2, 4), s.remove(1));
        assertEquals(Shape.of(3, 4, 2), s.slice(1, 3).concat(s.slice(0, 1)));
        assertArrayEquals(new int[] {12, 4, 1}, s.strides());
        assertEquals(Shape.of(2, 3, 4), Shape.broadcast("add", Shape.of(3, 1), Shape.of(2, 1, 4)));
        assertEquals(s.hashCode(), Shape.of(2, 3, 4).hashCode());
        assertEquals("[2, 3, 4]", s.toString());
        Exception e = assertThrows(ShapeException.class, () -> Shape.broadcast("add", s, Shape.of(3)));
        assertTrue(e.getMessage().startsWith("add: shapes [2, 3, 4] and [3] don't broadcast: axis -1"), e.getMessage());
    }
}
