package dev.merapi.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * One element at a position of its tensor's storage, read or written; a mapped file's may be unaligned. The tensor is held until
 * then, or the collector could give its memory to another one.
 */
final class Element {
    private Element() {}

    static double asDouble(Tensor t, long i) {
        try {
            MemorySegment s = t.segment();
            return switch (t.dtype()) {
                case FLOAT32 -> s.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
                case FLOAT64 -> s.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
                default -> asLong(t, i);
            };
        } finally {
            Reference.reachabilityFence(t);
        }
    }

    /** Cut toward 0. */
    static long asLong(Tensor t, long i) {
        try {
            MemorySegment s = t.segment();
            return switch (t.dtype()) {
                case BOOL -> s.get(ValueLayout.JAVA_BYTE, i) == 0 ? 0 : 1;
                case UINT8 -> s.get(ValueLayout.JAVA_BYTE, i) & 0xff;
                case INT8 -> s.get(ValueLayout.JAVA_BYTE, i);
                case INT32 -> s.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
                case INT64 -> s.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
                case FLOAT32, FLOAT64 -> (long) asDouble(t, i);
            };
        } finally {
            Reference.reachabilityFence(t);
        }
    }

    static void put(Tensor t, long i, double value) {
        try {
            MemorySegment s = t.segment();
            switch (t.dtype()) {
                case FLOAT32 -> s.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
                case FLOAT64 -> s.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
                case INT32 -> s.setAtIndex(ValueLayout.JAVA_INT, i, (int) value);
                case INT64 -> s.setAtIndex(ValueLayout.JAVA_LONG, i, (long) value);
                case UINT8, INT8 -> s.set(ValueLayout.JAVA_BYTE, i, (byte) (int) value);
                case BOOL -> s.set(ValueLayout.JAVA_BYTE, i, (byte) (value != 0 ? 1 : 0));
            }
        } finally {
            Reference.reachabilityFence(t);
        }
    }
}
