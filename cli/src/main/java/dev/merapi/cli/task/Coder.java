package dev.merapi.cli.task;

import dev.merapi.cli.report.ImageGrid;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.zoo.AutoEncoder;
import dev.merapi.models.zoo.Vae;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A network that sends images of 28 x 28 pixels through a code of a few numbers. */
interface Coder {
    /** What is trained, on its own input. */
    Layer model();

    /** By which loss. */
    Loss loss();

    /** Images [n, 1, 28, 28] from their codes, pixels from 0 to 1. */
    Tensor reconstruct(Tensor images);

    /** Figures besides the reconstruction error. */
    default List<Outcome.Metric> metrics(Dataset test, RandomKey key) {
        return List.of();
    }

    /** Sections of the report besides the reconstructions. */
    default List<String> sections(Tensor images, RandomKey key) {
        return List.of();
    }

    /** An auto-encoder. */
    record Plain(AutoEncoder model) implements Coder {
        @Override
        public Loss loss() {
            return new BinaryCrossEntropy();
        }

        @Override
        public Tensor reconstruct(Tensor images) {
            return model.forward(images).sigmoid();
        }
    }

    /** A variational one, whose codes are known: it makes images of its own. */
    record Variational(Vae model) implements Coder {
        private static final int SIDE = 28;
        private static final int COLUMNS = 16;
        private static final int ROWS = 6;
        private static final int BATCH = 250;

        @Override
        public Loss loss() {
            return model.loss();
        }

        @Override
        public Tensor reconstruct(Tensor images) {
            return images(model.reconstruct(images));
        }

        /** The evidence bound, with one draw of each code. */
        @Override
        public List<Outcome.Metric> metrics(Dataset test, RandomKey key) {
            double sum = 0;
            for (int from = 0; from < test.size(); from += BATCH) {
                int[] numbers = IntStream.range(from, Math.min(test.size(), from + BATCH))
                        .toArray();
                try (Scope _ = Scope.open()) {
                    Batch batch = test.batch(numbers);
                    Tensor output =
                            new Training(key.fold("codes").fold(from)).call(() -> model.forward(batch.inputs()));
                    sum += loss().of(output, batch.targets()).item() * numbers.length;
                }
            }
            double bound = sum / test.size();
            return List.of(new Outcome.Metric("test bound (nats)", bound, Figures.significant(bound)));
        }

        @Override
        public List<String> sections(Tensor images, RandomKey key) {
            int latent = model.mean().weight().size(1);
            Tensor drawn = images(model.decode(key.fold("samples").normal(COLUMNS * ROWS, latent))
                    .sigmoid());
            String made = ImageGrid.of(drawn, COLUMNS)
                    .section("What it makes", "Images of codes that were drawn from N(0, 1).");
            List<Tensor> walks = walks(images);
            return walks.isEmpty()
                    ? List.of(made)
                    : List.of(
                            made,
                            new ImageGrid(walks)
                                    .section(
                                            "From one image to another",
                                            "Each row goes straight from the code of one test image to that of"
                                                    + " another."));
        }

        private List<Tensor> walks(Tensor images) {
            Tensor codes = model.mean().forward(model.fc1().forwardRelu(images.flatten(1)));
            Tensor shares = Tensor.arange(COLUMNS).div(COLUMNS - 1).reshape(COLUMNS, 1);
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i + 1 < Math.min(2 * ROWS, images.size(0)); i += 2) {
                Tensor from = codes.slice(0, i, i + 1);
                Tensor to = codes.slice(0, i + 1, i + 2);
                rows.add(images(model.decode(from.add(to.sub(from).mul(shares))).sigmoid()));
            }
            return rows;
        }

        private static Tensor images(Tensor pixels) {
            return pixels.reshape(pixels.size(0), 1, SIDE, SIDE);
        }
    }
}
