package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.audio.Spectrum;
import dev.merapi.models.io.Safetensors;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** What {@code tests/goldens/make_audio.py} wrote: computed in float64, stored as float32. */
final class Goldens {
    private static final Map<String, Tensor> ALL = Safetensors.read(
                    Path.of("src/test/resources/goldens/audio.safetensors"))
            .tensors();

    private Goldens() {}

    static Tensor get(String name) {
        return ALL.get(name);
    }

    static Spectrum spectrum(String name) {
        return new Spectrum(get(name + ".real"), get(name + ".imaginary"));
    }

    /** {@code error} relative to the golden's largest element. */
    static void assertClose(String name, Tensor actual, double error) {
        Tensor expected = get(name);
        assertEquals(expected.shape(), actual.shape(), name);
        float largest = (float) expected.abs().max().item();
        assertArrayEquals(expected.toFloatArray(), actual.toFloatArray(), (float) (error * largest), name);
    }
}
