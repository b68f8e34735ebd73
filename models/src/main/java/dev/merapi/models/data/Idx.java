package dev.merapi.models.data;

import dev.merapi.models.io.ByteReader;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * IDX files, plain or gzipped: two zero bytes, the element type, the number of axes, their sizes (4 bytes each), the elements
 * in row-major order, all big-endian. Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database".
 */
public final class Idx {
    private static final int MAX_RANK = 8;

    private Idx() {}

    /**
     * Reads a file as a tensor of its own dtype and shape: uint8 (type 0x08), int8 (0x09), int32 (0x0C), float32 (0x0D) or
     * float64 (0x0E).
     *
     * @throws FileFormatException if it's no IDX file, cut short or too long
     */
    public static Tensor read(Path file) {
        try (var reader = ByteReader.open(file)) {
            byte[] magic = reader.take(4, "the magic number of an IDX file");
            DType dtype = dtype(file, magic);
            Shape shape = shape(file, reader, magic[3]);
            long bytes = Math.multiplyExact((long) shape.size(), dtype.bytes());
            if (bytes > Integer.MAX_VALUE - 8) {
                throw new FileFormatException(file, "its shape " + shape + " takes more than 2 GB; split the file");
            }
            byte[] data = reader.take((int) bytes, "its " + dtype + " elements of shape " + shape);
            reader.end();
            return tensor(dtype, shape, data);
        }
    }

    private static DType dtype(Path file, byte[] magic) {
        boolean plausible = magic[0] == 0 && magic[1] == 0 && magic[3] >= 1 && magic[3] <= MAX_RANK;
        return switch (plausible ? magic[2] : 0) {
            case 0x08 -> DType.UINT8;
            case 0x09 -> DType.INT8;
            case 0x0C -> DType.INT32;
            case 0x0D -> DType.FLOAT32;
            case 0x0E -> DType.FLOAT64;
            default ->
                throw new FileFormatException(
                        file,
                        String.format(
                                "this is no IDX file: it begins with %02x %02x %02x %02x where 00 00, a type (08 for bytes) and the"
                                        + " number of axes (1 for labels, 3 for images) are expected",
                                magic[0], magic[1], magic[2], magic[3]));
        };
    }

    private static Shape shape(Path file, ByteReader reader, int rank) {
        int[] dims = new int[rank];
        ByteBuffer.wrap(reader.take(4 * rank, "the sizes of " + rank + " axes"))
                .asIntBuffer()
                .get(dims);
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw new FileFormatException(
                    file,
                    "its sizes " + Arrays.toString(dims) + " can't be right: " + e.getMessage() + "; get it again");
        }
    }

    private static Tensor tensor(DType dtype, Shape shape, byte[] data) {
        ByteBuffer bigEndian = ByteBuffer.wrap(data);
        return switch (dtype) {
            case INT32 -> {
                int[] values = new int[shape.size()];
                bigEndian.asIntBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case FLOAT32 -> {
                float[] values = new float[shape.size()];
                bigEndian.asFloatBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case FLOAT64 -> {
                double[] values = new double[shape.size()];
                bigEndian.asDoubleBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            default -> Tensor.of(dtype, shape, data);
        };
    }
}
