package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.tensor.op.IndexAdd;
import dev.merapi.tensor.op.PadMode;
import java.util.List;

/** Elements and rows by number, and borders. */
final class IndexingWorkloads {
    private static final int WORDS = 10000;
    private static final int WIDTH = 128;
    private static final int TOKENS = 1024;
    private static final Argument IMAGES = normal(8, 16, 32, 32);
    private static final int[] BORDER = {0, 0, 2, 2};

    private IndexingWorkloads() {}

    static List<Workload> all() {
        return List.of(
                Workload.of(
                        "gather",
                        in -> in.get(0).gather(1, in.get(1)),
                        normal(TOKENS, WIDTH),
                        whole(0, WIDTH, TOKENS, WIDTH)),
                Workload.of(
                        "scatterAdd",
                        in -> in.get(0).scatterAdd(1, in.get(1), in.get(2)),
                        normal(TOKENS, WIDTH),
                        whole(0, WIDTH, TOKENS, WIDTH),
                        normal(TOKENS, WIDTH)),
                Workload.of(
                        "indexSelect",
                        in -> in.get(0).indexSelect(0, in.get(1)),
                        normal(WORDS, WIDTH),
                        whole(0, WORDS, TOKENS)),
                Workload.of(
                        "indexAdd",
                        in -> in.get(0).apply(new IndexAdd(0, WORDS), in.get(1)),
                        normal(TOKENS, WIDTH),
                        whole(0, WORDS, TOKENS)),
                Workload.of(
                        "embedding",
                        in -> in.get(0).embedding(in.get(1)),
                        normal(WORDS, WIDTH),
                        whole(0, WORDS, TOKENS / 32, 32)),
                Workload.of("oneHot", in -> in.get(0).oneHot(WIDTH), whole(0, WIDTH, TOKENS))
                        .forward(),
                Workload.of("pad", in -> in.getFirst().pad(BORDER, BORDER, 0), IMAGES),
                edge("padEdge reflect", PadMode.REFLECT),
                edge("padEdge replicate", PadMode.REPLICATE),
                edge("padEdge circular", PadMode.CIRCULAR));
    }

    private static Workload edge(String name, PadMode mode) {
        return Workload.of(name, in -> in.getFirst().pad(BORDER, BORDER, mode), IMAGES);
    }
}
