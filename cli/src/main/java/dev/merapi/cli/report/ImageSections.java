package dev.merapi.cli.report;

import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.train.Evaluation;
import java.util.List;

/** What the report of an image classifier shows: who is taken for whom, the classes' scores, the worst mistakes. */
public record ImageSections(Evaluation evaluation, ConfusionMatrix matrix, ImageDataset test) {
    /** Sections in their order. */
    public List<String> html() {
        return List.of(
                ConfusionHeatMap.section(matrix, test.classNames()),
                ClassScores.section(matrix, test.classNames()),
                Gallery.section(evaluation, test));
    }
}
