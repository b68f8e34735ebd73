package dev.merapi.cli.task;

import dev.merapi.cli.text.ConfusionTable;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.train.Evaluation;
import java.util.List;

/** A classifier's test: its figures, and the tables that a terminal shows. */
record Classification(Evaluation evaluation, ConfusionMatrix matrix, List<String> classNames) {
    static Classification of(Evaluation evaluation, List<String> classNames) {
        var matrix = ConfusionMatrix.of(classNames.size(), evaluation.wanted(), evaluation.predicted());
        return new Classification(evaluation, matrix, classNames);
    }

    Outcome.Metric accuracy() {
        return new Outcome.Metric("test accuracy", evaluation.accuracy(), Figures.percent(evaluation.accuracy()));
    }

    Outcome.Metric loss() {
        return new Outcome.Metric("test loss", evaluation.loss(), Figures.loss(evaluation.loss()));
    }

    Outcome.Metric macroF1() {
        return new Outcome.Metric("macro F1", matrix.macroF1(), Figures.percent(matrix.macroF1()));
    }

    Outcome.Metric wrong() {
        long wrong = Math.round((1 - evaluation.accuracy()) * matrix.total());
        return new Outcome.Metric("wrong", wrong, Figures.count(wrong) + " of " + Figures.count(matrix.total()));
    }

    /**
     * Who was taken for whom, each class's scores, and the number of samples.
     *
     * @param samples what they are called, in the plural
     */
    String text(String samples) {
        var table = new ConfusionTable(matrix, classNames);
        return table.counts() + "\n" + table.classes() + "\n" + Figures.count(matrix.total()) + " " + samples;
    }
}
