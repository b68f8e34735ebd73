package dev.merapi.cli.task;

import dev.merapi.cli.report.AttentionMap;
import dev.merapi.cli.report.TranslationSections;
import dev.merapi.cli.report.TranslationSections.Example;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Subset;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.metric.Bleu;
import dev.merapi.models.metric.ErrorRate;
import dev.merapi.models.text.TextPairs;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Translations;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.zoo.Translator;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Lets a translator write, and compares that with what it should have written. */
record TranslationOutcome(
        Translator model,
        Tokenizer from,
        Tokenizer to,
        TranslationTask.Writing writing,
        Translations data,
        TextPairs texts) {
    private static final int TOGETHER = 50;
    private static final int MAPS = 4;
    private static final int LONGEST_MAP = 32;
    private static final int SHOWN = 5;

    /** Runs over all texts. */
    Outcome of(Forward forward, Loss loss) {
        double cost =
                Evaluation.of(forward, new Subset(data, data.byLength()), loss).loss();
        long[][] numbers = written();
        List<List<String>> symbols = Arrays.stream(numbers).map(this::symbols).toList();
        List<Outcome.Metric> metrics = new ArrayList<>(writing.exact() ? exact(symbols) : overlap(symbols));
        metrics.add(new Outcome.Metric("test loss", cost, Figures.loss(cost)));
        List<Example> examples = IntStream.range(0, texts.size())
                .mapToObj(i -> example(i, symbols.get(i)))
                .toList();
        return new Outcome(
                metrics,
                text(examples),
                new TranslationSections(examples, maps(numbers), note(), writing.exact()).html());
    }

    /** That of all texts, without an outcome's pictures. */
    Bleu bleu() {
        return bleu(Arrays.stream(written()).map(this::symbols).toList());
    }

    private Bleu bleu(List<List<String>> symbols) {
        return IntStream.range(0, symbols.size())
                .mapToObj(i -> Bleu.of(symbols.get(i), wanted(i)))
                .reduce(Bleu.NONE, Bleu::plus);
    }

    /** Sources of similar length together: what is written for one doesn't depend on the others. */
    private long[][] written() {
        int[] order = data.byLength();
        long[][] all = new long[order.length][];
        Workers.forRange(Math.ceilDiv(order.length, TOGETHER), 1, (from, to) -> {
            for (int g = from; g < to; g++) {
                int[] group = Arrays.copyOfRange(order, g * TOGETHER, Math.min(order.length, (g + 1) * TOGETHER));
                List<long[]> found = written(group);
                for (int i = 0; i < group.length; i++) {
                    all[group[i]] = found.get(i);
                }
            }
        });
        return all;
    }

    private List<long[]> written(int[] group) {
        try (Scope _ = Scope.open()) {
            return writing.of(model, data.batch(group).inputs());
        }
    }

    private List<String> symbols(long[] numbers) {
        return Arrays.stream(numbers).mapToObj(to.vocabulary()::symbol).toList();
    }

    private List<String> wanted(int i) {
        return to.splitter().split(texts.targets().get(i));
    }

    private List<Outcome.Metric> exact(List<List<String>> symbols) {
        long right = IntStream.range(0, symbols.size())
                .filter(i -> symbols.get(i).equals(wanted(i)))
                .count();
        double share = (double) right / symbols.size();
        double errors = IntStream.range(0, symbols.size())
                .mapToObj(i -> ErrorRate.of(wanted(i), symbols.get(i)))
                .reduce(ErrorRate.NONE, ErrorRate::plus)
                .value();
        return List.of(
                new Outcome.Metric("exact match", share, Figures.percent(share)),
                new Outcome.Metric("symbol error rate", errors, Figures.percent(errors)));
    }

    private List<Outcome.Metric> overlap(List<List<String>> symbols) {
        Bleu bleu = bleu(symbols);
        return List.of(
                new Outcome.Metric("BLEU", 100 * bleu.value(), Figures.significant(100 * bleu.value())),
                new Outcome.Metric(
                        "brevity penalty", bleu.brevityPenalty(), Figures.significant(bleu.brevityPenalty())));
    }

    private Example example(int i, List<String> written) {
        List<String> wanted = wanted(i);
        double score = written.equals(wanted) ? 1 : Bleu.of(written, wanted).value(Bleu.Smoothing.ADD_ONE);
        return new Example(
                texts.sources().get(i), texts.targets().get(i), to.splitter().join(written), score);
    }

    private String note() {
        List<int[]> sources = from.textsToSequences(texts.sources());
        long all = sources.stream().mapToLong(s -> s.length).sum();
        long unknown = sources.stream()
                .flatMapToInt(Arrays::stream)
                .filter(number -> number == Vocabulary.UNKNOWN)
                .count();
        String search = writing.beams() == 1 ? "the likeliest symbol each time" : writing.beams() + " beams";
        String compared = to.splitter().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Figures.count(texts.size()) + " texts, written by " + search + " and compared by their " + compared
                + "; of their " + Figures.count(all) + " source symbols " + Figures.count(unknown)
                + " aren't in the vocabulary";
    }

    private String text(List<Example> examples) {
        return examples.stream()
                .limit(SHOWN)
                .map(e -> e.source() + "\n  " + e.written() + "\n  (" + e.wanted() + ")\n")
                .collect(Collectors.joining("", "", note()));
    }

    /** Of texts from all over the test that are short enough for a picture. */
    private List<AttentionMap> maps(long[][] numbers) {
        int[] small = IntStream.range(0, numbers.length)
                .filter(i -> numbers[i].length > 0 && numbers[i].length < LONGEST_MAP)
                .filter(i -> data.batch(new int[] {i}).inputs().size(1) <= LONGEST_MAP)
                .toArray();
        int shown = Math.min(MAPS, small.length);
        return IntStream.range(0, shown)
                .map(k -> small[(int) ((long) k * small.length / shown)])
                .mapToObj(i -> map(i, numbers[i]))
                .toList();
    }

    /** Row k shows where the model looked while it chose the written symbol k, and at last the end. */
    private AttentionMap map(int i, long[] written) {
        try (Scope _ = Scope.open()) {
            long[] given = LongStream.concat(LongStream.of(Vocabulary.BEGIN), Arrays.stream(written))
                    .toArray();
            Tensor source = data.batch(new int[] {i}).inputs();
            Tensor weights = model.alignments(source, Tensor.of(Shape.of(1, given.length), given))
                    .squeeze(0);
            List<String> rows = new ArrayList<>(symbols(written));
            rows.add(to.vocabulary().symbol(Vocabulary.END));
            List<String> columns =
                    new ArrayList<>(from.splitter().split(texts.sources().get(i)));
            columns.add(from.vocabulary().symbol(Vocabulary.END));
            return new AttentionMap(columns, rows, weights.toFloatArray());
        }
    }
}
