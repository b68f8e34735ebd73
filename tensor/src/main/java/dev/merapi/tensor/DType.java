package dev.merapi.tensor;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** Types of elements, in the order in which two different ones promote to the later. */
public enum DType {
    BOOL(ValueLayout.JAVA_BYTE),
    UINT8(ValueLayout.JAVA_BYTE),
    INT8(ValueLayout.JAVA_BYTE),
    INT32(ValueLayout.JAVA_INT),
    INT64(ValueLayout.JAVA_LONG),
    FLOAT32(ValueLayout.JAVA_FLOAT),
    FLOAT64(ValueLayout.JAVA_DOUBLE);

    private final int bytes;

    DType(MemoryLayout layout) {
        this.bytes = (int) layout.byteSize();
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** Whether gradients can flow through elements of this type. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** The type in which elements of this and the other type are combined, as in NumPy and PyTorch. */
    public DType promote(DType other) {
        boolean mixedSigns = (this == UINT8 && other == INT8) || (this == INT8 && other == UINT8);
        return mixedSigns ? INT32 : compareTo(other) >= 0 ? this : other;
    }

    /** The type in which elements of this type and a number are combined: this one if it holds it, else float32. */
    public DType promote(double number) {
        boolean holds = switch (this) {
            case BOOL -> false;
            case UINT8 -> ((int) number & 0xff) == number;
            case INT8 -> (byte) number == number;
            case INT32 -> (int) number == number;
            case INT64 -> (long) number == number && number < 0x1p63;
            case FLOAT32, FLOAT64 -> true;
        };
        return holds ? this : FLOAT32;
    }

    /** The name in NumPy's and PyTorch's spelling, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
