package dev.merapi.models.io;

import dev.merapi.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a safetensors file stores elements, by its own names. The two halves of a float are read as the floats that they are. */
enum StoredType {
    F32(DType.FLOAT32),
    F64(DType.FLOAT64),
    I32(DType.INT32),
    I64(DType.INT64),
    U8(DType.UINT8),
    I8(DType.INT8),
    BOOL(DType.BOOL),
    /** The upper half of a float32. */
    BF16(DType.FLOAT32, 2, "bfloat16"),
    /** IEEE 754's binary16. */
    F16(DType.FLOAT32, 2, "float16");

    private final DType dtype;
    private final int bytes;
    private final String label;

    StoredType(DType dtype) {
        this(dtype, dtype.bytes(), dtype.toString());
    }

    StoredType(DType dtype, int bytes, String label) {
        this.dtype = dtype;
        this.bytes = bytes;
        this.label = label;
    }

    /** How elements of a tensor are written. */
    static StoredType of(DType dtype) {
        return Arrays.stream(values())
                .filter(type -> type.dtype == dtype)
                .findFirst()
                .orElseThrow();
    }

    /** The one that a header names. */
    static StoredType of(String name) {
        Optional<StoredType> type =
                Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
        return type.orElseThrow(() -> new JsonException("dtype " + name + " isn't one of "
                + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")) + "; convert it"));
    }

    /** What the elements are in memory. */
    DType dtype() {
        return dtype;
    }

    /** What an element takes in the file. */
    int bytes() {
        return bytes;
    }

    /** For errors. */
    String label() {
        return label;
    }

    /** Turns stored elements into a tensor's, whose memory they fill from behind: front to back, none is overwritten unread. */
    void widen(MemorySegment memory) {
        if (bytes == dtype.bytes()) {
            return;
        }
        long n = memory.byteSize() / Integer.BYTES;
        for (long i = 0; i < n; i++) {
            int half = memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, Short.BYTES * (n + i)) & 0xffff;
            int bits = this == BF16 ? half << 16 : floatBits(half);
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, Integer.BYTES * i, bits);
        }
    }

    /** {@link Float#float16ToFloat} as bits; machines differ in what that makes of a signaling NaN. */
    private static int floatBits(int half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            return sign | Float.floatToRawIntBits(mantissa * 0x1p-24f);
        }
        return sign | (exponent == 0x1f ? 0xff : exponent + 112) << 23 | mantissa << 13;
    }
}
