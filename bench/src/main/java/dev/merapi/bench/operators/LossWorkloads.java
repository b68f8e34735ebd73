package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.each;
import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.positive;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.models.layer.Crf;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.BinaryDice;
import dev.merapi.models.loss.BinaryFocal;
import dev.merapi.models.loss.CosineEmbedding;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.Dice;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.GaussianNll;
import dev.merapi.models.loss.Hinge;
import dev.merapi.models.loss.HingeEmbedding;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.InfoNce;
import dev.merapi.models.loss.KlDivergence;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MeanAbsoluteError;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.loss.MultiMargin;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.PoissonNll;
import dev.merapi.models.loss.SmoothL1;
import dev.merapi.models.loss.TripletMargin;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Losses of models, by the names of their classes. */
final class LossWorkloads {
    private static final int SAMPLES = 256;
    private static final int CLASSES = 128;
    private static final Argument ROWS = normal(SAMPLES, CLASSES);
    private static final Argument POSITIVE = positive(SAMPLES, CLASSES);
    private static final Argument LABELS = whole(0, CLASSES, SAMPLES);

    private LossWorkloads() {}

    static List<Workload> all() {
        return Stream.of(pairs(), labels(), embeddings(), sequences())
                .flatMap(List::stream)
                .toList();
    }

    private static Workload of(Loss loss, Argument output, Argument target) {
        return Workload.of(loss.getClass().getSimpleName(), in -> loss.of(in.get(0), in.get(1)), output, target);
    }

    private static List<Workload> pairs() {
        Argument bits = whole(0, 2, SAMPLES, CLASSES);
        return List.of(
                of(new MeanSquaredError(), ROWS, ROWS),
                of(new MeanAbsoluteError(), ROWS, ROWS),
                of(new Huber(1), ROWS, ROWS),
                of(new SmoothL1(), ROWS, ROWS),
                of(new BinaryCrossEntropy(), ROWS, bits),
                of(new BinaryFocal(), ROWS, bits),
                of(new BinaryDice(), ROWS, bits),
                of(new KlDivergence(), ROWS, POSITIVE),
                of(new PoissonNll(), ROWS, POSITIVE),
                Workload.of(
                        "GaussianNll",
                        in -> new GaussianNll().of(in.get(0), in.get(1), in.get(2)),
                        ROWS,
                        POSITIVE,
                        ROWS),
                signs("Hinge", new Hinge()),
                signs("HingeEmbedding", new HingeEmbedding()));
    }

    private static Workload signs(String name, Loss loss) {
        return Workload.of(
                name, in -> loss.of(in.get(0), in.get(1).mul(2).sub(1)), ROWS, whole(0, 2, SAMPLES, CLASSES));
    }

    private static List<Workload> labels() {
        Argument images = normal(8, 3, 64, 64);
        return List.of(
                of(new CrossEntropy(0.1), ROWS, LABELS),
                of(new NegativeLogLikelihood(), ROWS, LABELS),
                of(new Focal(), ROWS, LABELS),
                of(new MultiMargin(), ROWS, LABELS),
                of(new Dice(), images, whole(0, 3, 8, 64, 64)),
                Workload.of(
                        "MultiBox",
                        in -> new MultiBox()
                                .of(
                                        in.get(0),
                                        Tensor.concat(2, in.get(1).to(in.get(2).dtype()), in.get(2))),
                        normal(8, 900, 8),
                        whole(0, 4, 8, 900, 1),
                        normal(8, 900, 4)));
    }

    private static List<Workload> embeddings() {
        return List.of(
                Workload.of(
                        "CosineEmbedding",
                        in -> new CosineEmbedding()
                                .of(in.get(0), in.get(1), in.get(2).mul(2).sub(1)),
                        ROWS,
                        ROWS,
                        whole(0, 2, SAMPLES)),
                Workload.of(
                        "TripletMargin",
                        in -> new TripletMargin().of(in.get(0), in.get(1), in.get(2)),
                        ROWS,
                        ROWS,
                        ROWS),
                Workload.of("InfoNce", in -> new InfoNce().ofPair(in.get(0), in.get(1)), ROWS, ROWS));
    }

    private static List<Workload> sequences() {
        return List.of(
                Workload.of(
                        "Ctc",
                        in -> new Ctc().of(in.get(0), in.get(1), in.get(2), in.get(3)),
                        normal(16, 60, 11),
                        whole(1, 11, 16, 5),
                        each(60, 16),
                        each(5, 16)),
                Workload.of(
                        "CrfNll",
                        in -> new CrfNll(new Crf(in.get(1), in.get(2), in.get(3))).of(in.get(0), in.get(4)),
                        normal(16, 20, 17),
                        normal(17),
                        normal(17),
                        normal(17, 17),
                        whole(0, 17, 16, 20)));
    }
}
