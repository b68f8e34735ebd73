package dev.merapi.cli.task;

import dev.merapi.cli.report.MetricCurve;
import dev.merapi.cli.text.Figures;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * How a translator comes on: after each epoch it translates the same few texts of the validation data, the likeliest
 * symbol each time, without random numbers, so that the training doesn't notice.
 *
 * @param texts what it translates, and how
 */
record BleuDiary(TranslationOutcome texts) implements Diary {
    private static final String BLEU = "bleu";

    @Override
    public Map<String, Tensor> note() {
        return Map.of(BLEU, Tensor.of((float) (100 * texts.bleu().value())));
    }

    @Override
    public Outcome add(List<Entry> entries, Outcome outcome) {
        if (entries.isEmpty()) {
            return outcome;
        }
        String about = "Of " + Figures.count(texts.texts().size())
                + " texts of the validation data, written after each epoch by the likeliest symbol each time";
        return outcome.section(new MetricCurve(
                        "BLEU",
                        about,
                        entries.stream().mapToInt(Entry::epoch).toArray(),
                        entries.stream()
                                .mapToDouble(entry -> entry.notes().get(BLEU).toDoubleArray()[0])
                                .toArray())
                .section());
    }
}
