package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Trainer;
import dev.merapi.simd.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short training gives the same bits at any vector width, in scalar form, and on any number of threads. */
@Tag("bits")
class TrainingBitsTest {
    /** What this training gave when it was written; a change of the canonical order changes it (see CONTRIBUTING). */
    private static final String EXPECTED = "4f36d8667855451b56438abd4afcfd53";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void sameBits(int threads) {
        assertEquals(EXPECTED, train(threads));
    }

    @Test
    void anotherSeedGivesOtherBits() {
        Layer model = SmallTraining.model(1);
        new Trainer(model, SmallTraining.recipe(2).seed(8)).fit(SmallTraining.images());
        assertNotEquals(EXPECTED, SmallTraining.digest(model));
    }

    private static String train(int threads) {
        return Workers.withThreads(threads, () -> {
            Layer model = SmallTraining.model(1);
            new Trainer(model, SmallTraining.recipe(2)).fit(SmallTraining.images());
            return SmallTraining.digest(model);
        });
    }
}
