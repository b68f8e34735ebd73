package dev.merapi.cli.task;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Cora;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.Gcn;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A graph convolutional network on Cora: the whole graph is one sample, of which 140 papers have a label to learn from. */
public record GraphTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Task {
    private static final int HIDDEN = 16;
    private static final double DECAY = 5e-4;

    @Override
    public Idle idle() {
        return new Idle("it learns from one graph, all of it at each step", List.of("--limit", "--batch"));
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Cora cora = Cora.open(data);
        Gcn model = Gcn.of(
                cora.features().size(1),
                HIDDEN,
                cora.classes(),
                RandomKey.of(settings.seed()).fold("model"));
        Forward forward =
                batch -> model.forward(batch.inputs().squeeze(0), cora.graph()).unsqueeze(0);
        Recipe recipe = Recipe.of(new CrossEntropy().classAxis(-1), optimizer(settings.rate()))
                .settings(settings)
                .batch(1);
        Json sizes = Json.object(Map.of(
                "papers",
                Json.of(cora.graph().nodes()),
                "words",
                Json.of(cora.features().size(1))));
        return new Work(
                model,
                forward,
                recipe,
                graph(cora, cora.trainLabels()),
                graph(cora, cora.validationLabels()),
                "graphs",
                sizes,
                () -> outcome(model, cora));
    }

    /** Weights of the first layer alone decay, through the gradient, as in the paper. */
    private static ParameterGroups optimizer(double rate) {
        Adam plain = Adam.of(rate);
        return ParameterGroups.of(plain)
                .with("conv1", (parameter, _) -> parameter.startsWith("conv1"), plain.withWeightDecay(DECAY));
    }

    private static Dataset graph(Cora cora, Tensor labels) {
        return new TensorDataset(cora.features().unsqueeze(0), labels.unsqueeze(0));
    }

    private static Outcome outcome(Gcn model, Cora cora) {
        try (Scope _ = Scope.open()) {
            Tensor test =
                    Tensor.of(cora.test().stream().mapToLong(Integer::longValue).toArray());
            Tensor logits = model.forward(cora.features(), cora.graph()).indexSelect(0, test);
            double accuracy =
                    Accuracy.of(logits, cora.labels().indexSelect(0, test)).value();
            return new Outcome(
                    List.of(new Outcome.Metric("test accuracy", accuracy, Figures.percent(accuracy))),
                    Figures.count(cora.test().size()) + " papers",
                    List.of());
        }
    }
}
