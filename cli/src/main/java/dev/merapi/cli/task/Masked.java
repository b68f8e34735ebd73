package dev.merapi.cli.task;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.tensor.Scope;

/** How well a masked language model names the hidden words of texts. */
record Masked(double loss, double accuracy) {
    private static final int BATCH = 50;

    static Masked of(Forward forward, Dataset texts, CrossEntropy loss) {
        long right = 0;
        long all = 0;
        try (Batches batches = Batches.inOrder(texts, BATCH)) {
            while (batches.hasNext()) {
                try (Scope scope = Scope.open()) {
                    Batch batch = batches.next(scope);
                    long[] found = forward.of(batch).argmax(2).toLongArray();
                    long[] wanted = batch.targets().toLongArray();
                    for (int i = 0; i < wanted.length; i++) {
                        right += found[i] == wanted[i] ? 1 : 0;
                        all += wanted[i] != CrossEntropy.IGNORE ? 1 : 0;
                    }
                }
            }
        }
        double share = all == 0 ? Double.NaN : (double) right / all;
        return new Masked(Evaluation.of(forward, texts, loss).loss(), share);
    }
}
