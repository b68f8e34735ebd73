package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The first 16 hexadecimal digits of the SHA-256 of tensors' bits: little-endian, any NaN as one. */
public final class Digest {
    private Digest() {}

    /** Of the results and gradients of a case in float32, for all its shapes. */
    public static String of(OperatorCase c) {
        MessageDigest digest = sha256();
        for (Variant v : c.variants()) {
            try (Scope _ = Scope.open()) {
                List<Tensor> inputs = Tensors.inputs(c, v, DType.FLOAT32);
                Differentiable.of(c, inputs).resultAndGradients().forEach(t -> update(digest, t));
            }
        }
        return hex(digest);
    }

    /** Of some tensors, one after another. */
    public static String of(List<Tensor> tensors) {
        MessageDigest digest = sha256();
        tensors.forEach(t -> update(digest, t));
        return hex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static void update(MessageDigest digest, Tensor t) {
        digest.update(t.spec().toString().getBytes(StandardCharsets.US_ASCII));
        ByteBuffer bytes = ByteBuffer.allocate(t.size() * t.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (t.dtype()) {
            case FLOAT32 -> {
                for (float v : t.toFloatArray()) {
                    bytes.putInt(Float.floatToIntBits(v));
                }
            }
            case FLOAT64 -> {
                for (double v : t.toDoubleArray()) {
                    bytes.putLong(Double.doubleToLongBits(v));
                }
            }
            case INT64 -> {
                for (long v : t.toLongArray()) {
                    bytes.putLong(v);
                }
            }
            case INT32 -> {
                for (int v : t.toIntArray()) {
                    bytes.putInt(v);
                }
            }
            case BOOL, UINT8, INT8 -> bytes.put(t.toByteArray());
        }
        digest.update(bytes.array());
    }
}
