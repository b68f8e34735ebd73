package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.each;
import static dev.merapi.bench.operators.Argument.logarithms;
import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.weights;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.models.audio.Stft;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import dev.merapi.tensor.op.CrfGrad;
import dev.merapi.tensor.op.CtcLossGrad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Recurrences, the losses of sequences, and the spectrum. */
final class SequenceWorkloads {
    private static final int STEPS = 20;
    private static final int SAMPLES = 16;
    private static final int UNITS = 64;
    private static final int TAGS = 17;
    private static final Argument STATE = normal(SAMPLES, UNITS);

    private SequenceWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(recurrences());
        all.addAll(chains());
        return all;
    }

    /** Projected inputs of so many gates. */
    private static Argument projected(int gates) {
        return normal(STEPS, SAMPLES, gates * UNITS);
    }

    private static Argument recurrent(int gates) {
        return weights(UNITS, UNITS, gates * UNITS);
    }

    /** A recurrence of inputs x, W, (bias,) states and, at the end, lengths. */
    private interface Recurrence {
        Unrolled of(List<Tensor> in, Optional<Tensor> lengths, boolean reverse);
    }

    private static List<Workload> recurrences() {
        Recurrence tanh = (in, lengths, reverse) -> in.get(0).rnn(in.get(1), in.get(2), lengths, reverse, false);
        Recurrence relu = (in, lengths, reverse) -> in.get(0).rnn(in.get(1), in.get(2), lengths, reverse, true);
        Recurrence lstm = (in, lengths, reverse) -> in.get(0).lstm(in.get(1), in.get(2), in.get(3), lengths, reverse);
        Recurrence gru = (in, lengths, reverse) -> in.get(0).gru(in.get(1), in.get(2), in.get(3), lengths, reverse);
        return Stream.of(
                        ways("rnn", tanh, projected(1), recurrent(1), STATE),
                        ways("rnn relu", relu, projected(1), recurrent(1), STATE),
                        ways("lstm", lstm, projected(4), recurrent(4), STATE, STATE),
                        ways("gru", gru, projected(3), recurrent(3), normal(UNITS), STATE))
                .flatMap(List::stream)
                .toList();
    }

    /** Forward and in reverse, all steps and as many as each sample has. */
    private static List<Workload> ways(String name, Recurrence f, Argument... arguments) {
        Argument[] ragged = Arrays.copyOf(arguments, arguments.length + 1);
        ragged[arguments.length] = whole(1, STEPS + 1, SAMPLES);
        return Stream.of(false, true)
                .flatMap(reverse -> {
                    String way = name + (reverse ? " reverse" : "");
                    return Stream.of(
                            Workload.of(
                                    way,
                                    in -> f.of(in, Optional.empty(), reverse).output(),
                                    arguments),
                            Workload.of(
                                    way + " with lengths",
                                    in -> f.of(in, Optional.of(in.getLast()), reverse)
                                            .output(),
                                    ragged));
                })
                .toList();
    }

    private static List<Workload> chains() {
        Argument frames = logarithms(SAMPLES, 60, 11);
        Argument labels = whole(1, 11, SAMPLES, 5);
        Argument slopes = normal(SAMPLES);
        Argument emissions = normal(SAMPLES, STEPS, TAGS);
        Argument edges = normal(TAGS, TAGS);
        Argument ends = normal(TAGS);
        Argument tags = whole(0, TAGS, SAMPLES, STEPS);
        Argument lengths = each(STEPS, SAMPLES);
        return List.of(
                Workload.of(
                        "ctcLoss",
                        in -> in.get(0).ctcLoss(in.get(1), in.get(2), in.get(3), 0, false),
                        frames,
                        labels,
                        each(60, SAMPLES),
                        each(5, SAMPLES)),
                Workload.of(
                        "ctcLossGrad",
                        in -> Tensor.apply(new CtcLossGrad(0, false), in),
                        slopes,
                        frames,
                        labels,
                        each(60, SAMPLES),
                        each(5, SAMPLES)),
                Workload.of(
                        "crf",
                        in -> in.get(0).crf(in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)),
                        emissions,
                        edges,
                        ends,
                        ends,
                        tags,
                        lengths),
                Workload.of(
                        "crfGrad",
                        in -> Tensor.apply(new CrfGrad(), in),
                        slopes,
                        emissions,
                        edges,
                        ends,
                        ends,
                        tags,
                        lengths),
                Workload.of(
                                "viterbi",
                                in -> in.get(0).viterbi(in.get(1), in.get(2), in.get(3), in.get(4)),
                                emissions,
                                edges,
                                ends,
                                ends,
                                lengths)
                        .forward(),
                Workload.of("stft", in -> Stft.of(512, 128).of(in.getFirst()).power(), normal(16000)),
                Workload.of("rfft", in -> in.getFirst().rfft(), normal(128, 400)),
                Workload.of("irfft even", in -> in.getFirst().irfft(400), normal(128, 2, 201)),
                Workload.of("irfft odd", in -> in.getFirst().irfft(399), normal(128, 2, 200)),
                Workload.of("overlapAdd", in -> in.getFirst().overlapAdd(128, 16384), normal(125, 512)));
    }
}
