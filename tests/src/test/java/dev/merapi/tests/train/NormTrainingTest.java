package dev.merapi.tests.train;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Glu;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.HardSwish;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocalResponseNorm;
import dev.merapi.models.layer.Mish;
import dev.merapi.models.layer.PRelu;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Selu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.AdamW;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Conv2d.Options;
import org.junit.jupiter.api.Test;

/** Ten steps through every normalization and the activations with parameters, as {@link GoldenTest} has them (make_norm.py). */
class NormTrainingTest {
    private static final RandomKey KEY = RandomKey.of(1);

    @Test
    void normalizationsAndActivationsWithAdamW() {
        Options padded = Options.DEFAULT.padding(1);
        Sequential model = Sequential.of(
                Conv2d.withoutBias(3, 8, 3, padded.stride(2), KEY),
                GroupNorm.of(4, 8),
                PRelu.of(8),
                Conv2d.withoutBias(8, 6, 3, padded, KEY),
                InstanceNorm.affine(6),
                new Mish(),
                new LocalResponseNorm(3, 0.5, 0.75, 1),
                new Flatten(),
                Linear.withoutBias(96, 16, KEY),
                RmsNorm.of(16),
                new Selu(),
                Linear.withoutBias(16, 16, KEY),
                BatchNorm.of(16),
                new Relu(),
                Linear.of(16, 24, KEY),
                new Glu(),
                new HardSwish(),
                PRelu.of(),
                Linear.of(12, 5, KEY));
        GoldenTest.compare(
                "norm-training", model, GoldenTest.recipe(new CrossEntropy(0), new AdamW(1e-2, 0.9, 0.999, 1e-8, 0.1)));
    }
}
