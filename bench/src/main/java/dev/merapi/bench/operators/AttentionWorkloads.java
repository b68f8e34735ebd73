package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.truth;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.List;
import java.util.stream.Stream;

/** Attention of 2 samples' 4 heads of width 32: 256 queries of as many keys, or 64 that follow upon 192 in a cache. */
final class AttentionWorkloads {
    private static final Argument HEADS = normal(2, 4, 256, 32);
    private static final Argument LATE = normal(2, 4, 64, 32);
    private static final Argument SHARED = normal(2, 2, 256, 32);
    private static final Argument MASK = normal(2, 1, 256, 256);
    private static final Argument TRUTH = truth(2, 1, 256, 256);
    private static final Options CACHED = Options.DEFAULT.causal(Causal.LOWER_RIGHT);

    private AttentionWorkloads() {}

    static List<Workload> all() {
        return Stream.of(plain(), dropped()).flatMap(List::stream).toList();
    }

    private static Workload of(String name, Options options, Argument q, Argument keys) {
        return Workload.of(name, in -> in.get(0).attention(in.get(1), in.get(2), options), q, keys, keys);
    }

    private static Workload masked(String name, Options options, Argument mask) {
        return Workload.of(
                name, in -> in.get(0).attention(in.get(1), in.get(2), in.get(3), options), HEADS, HEADS, HEADS, mask);
    }

    private static List<Workload> plain() {
        return List.of(
                of("attention", Options.DEFAULT, HEADS, HEADS),
                of("attention causal", Options.CAUSAL, HEADS, HEADS),
                of("attention scaled", Options.DEFAULT.scale(0.5), HEADS, HEADS),
                of("attention of shared keys", Options.CAUSAL, HEADS, SHARED),
                of("attention from cache", CACHED, LATE, HEADS),
                masked("attention with mask", Options.DEFAULT, MASK),
                masked("attention causal with mask", Options.CAUSAL, MASK),
                masked("attention of boolean mask", Options.DEFAULT, TRUTH),
                Workload.of(
                        "rotary",
                        in -> in.get(0).rotary(in.get(1).cos(), in.get(1).sin()),
                        HEADS,
                        normal(256, 16)));
    }

    private static List<Workload> dropped() {
        RandomKey key = RandomKey.of(7);
        return List.of(
                of("attention dropout", Options.DEFAULT.dropout(0.1, key), HEADS, HEADS),
                of("attention dropout from cache", CACHED.dropout(0.1, key), LATE, HEADS),
                masked("attention dropout masked", Options.DEFAULT.dropout(0.1, key), MASK),
                masked("attention dropout causal with boolean mask", Options.CAUSAL.dropout(0.1, key), TRUTH));
    }
}
