package dev.merapi.cli;

import dev.merapi.cli.bench.Case;
import dev.merapi.cli.bench.ColdStart;
import dev.merapi.cli.bench.Timing;
import dev.merapi.cli.bench.Turns;
import dev.merapi.models.io.Json;
import dev.merapi.simd.Blas;
import dev.merapi.simd.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code merapi bench}. */
@Command(
        name = "bench",
        description = {
            "Time matrix products and networks; a line of JSON for each case, with median, minimum and rate.",
            ""
        })
final class Bench implements Callable<Integer> {
    private static final MathContext DIGITS = new MathContext(4);

    @Option(
            names = "--filter",
            paramLabel = "F",
            defaultValue = "",
            description = "Only cases whose name contains this, or any of these between commas.")
    String filter;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "1.5", description = "Seconds to measure each case.")
    double seconds;

    @Option(names = "--list", description = "Say the cases' names instead.")
    boolean list;

    @Option(
            names = "--cold",
            description =
                    "Time this process instead: from its start to a first product of 512, and to 90 %% of full speed.")
    boolean cold;

    @Option(
            names = "--turns",
            description = {
                "Time when told to on standard input: 'case NAME', then 'turn SECONDS' as often as wanted;",
                "bench/report.sh gives a peer the turns between."
            })
    boolean turns;

    @Mixin
    ThreadsOption threads;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds " + seconds + " can't measure; it must be above 0 and at most 3600");
        }
        alone();
        if (cold) {
            coldStart();
            return 0;
        }
        List<Case> wanted = Case.all().stream()
                .filter(c -> Arrays.stream(filter.split(",", -1)).anyMatch(c.name()::contains))
                .toList();
        if (wanted.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no case's name contains '" + filter + "'; --list says the names");
        }
        if (turns) {
            return takeTurns(wanted);
        }
        for (Case c : wanted) {
            System.out.println(list ? c.name() : measure(c));
        }
        return 0;
    }

    /** Refuses two options of which one would be left aside in silence. */
    private void alone() {
        List<String> given = Stream.of("--cold", "--list", "--turns", "--filter", "--seconds")
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .toList();
        boolean clash = given.size() > 1 && (cold || (list && turns));
        if (clash) {
            throw new ParameterException(
                    spec.commandLine(), given.get(0) + " and " + given.get(1) + " don't go together; leave one out");
        }
    }

    private int takeTurns(List<Case> wanted) {
        return Workers.withThreads(threads.count(), () -> {
            try {
                new Turns(wanted, Math.max(seconds, 1), this::introduction)
                        .answer(
                                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                                System.out);
                return 0;
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--turns: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void coldStart() {
        ColdStart start = Workers.withThreads(threads.count(), ColdStart::measure);
        System.out.println(line("coldstart/gemm/nn/512", new Timing(start.first(), start.first()), 1, "1/s"));
        System.out.println(line("coldstart/gemm/nn/512/90%", new Timing(start.fast(), start.fast()), 1, "1/s"));
    }

    private Json measure(Case c) {
        Timing timing =
                Workers.withThreads(threads.count(), () -> Timing.of(c.call().get(), seconds));
        return line(c.name(), timing, c.work(), c.unit());
    }

    private String introduction(Case c) {
        Map<String, Json> fields = fields(c.name());
        fields.put("unit", Json.of(c.unit()));
        fields.put("work", Json.of(c.work()));
        return Json.object(fields).toString();
    }

    private Map<String, Json> fields(String name) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("peer", Json.of("merapi"));
        fields.put("case", Json.of(name));
        fields.put("variant", Json.of(Blas.active().isPresent() ? "blas" : ""));
        fields.put("threads", Json.of(threads.count()));
        return fields;
    }

    private Json line(String name, Timing timing, double work, String unit) {
        Map<String, Json> fields = fields(name);
        fields.put("median_s", number(timing.median()));
        fields.put("min_s", number(timing.minimum()));
        fields.put("rate", number(work / timing.median()));
        fields.put("unit", Json.of(unit));
        return Json.object(fields);
    }

    private static Json number(double x) {
        return Json.of(new BigDecimal(x).round(DIGITS).doubleValue());
    }
}
