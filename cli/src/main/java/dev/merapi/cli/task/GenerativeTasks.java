package dev.merapi.cli.task;

import dev.merapi.models.zoo.AutoEncoder;
import dev.merapi.models.zoo.Vae;
import java.util.List;
import java.util.Optional;

/** Networks that make images. */
final class GenerativeTasks {
    private static final int PIXELS = 28 * 28;

    /** The best linear codes, the principal components, have an error of 0.0152 with 32 numbers, and 0.0187 with 20. */
    static final List<Task> ALL = List.of(
            new ReconstructionTask(
                    "autoencoder-fashion",
                    "an auto-encoder that sends Fashion-MNIST's images through 32 numbers",
                    "Hinton 2006",
                    Optional.of(Target.atMost(ReconstructionTask.ERROR, 0.011)),
                    key -> new Coder.Plain(AutoEncoder.of(32, key)),
                    new Task.Defaults(6, 128, 3e-3)),
            new ReconstructionTask(
                    "vae-fashion",
                    "a variational auto-encoder with codes of 20 numbers, on the same images",
                    "Kingma 2014",
                    Optional.of(Target.atMost(ReconstructionTask.ERROR, 0.018)),
                    key -> new Coder.Variational(Vae.of(PIXELS, 400, 20, key)),
                    new Task.Defaults(10, 128, 2e-3)),
            new GanTask(
                    "dcgan-fashion",
                    "a generator of clothes and a discriminator that train against each other, on the same images",
                    "Radford 2016",
                    Optional.of(Target.atLeast(GanTask.COVERAGE, 0.5).and(Target.atMost(GanTask.LARGEST_LOSS, 5))),
                    new Task.Defaults(6, 64, 5e-4)));

    private GenerativeTasks() {}
}
