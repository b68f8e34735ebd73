package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/** How a loss puts the costs of samples or elements together. */
public enum Reduction {
    /** Not at all: each cost by itself. Not for a trainer, which needs one number. */
    NONE,
    /** Their sum. */
    SUM,
    /** Their mean: the sum divided by their number, or by the sum of their weights where a loss says so. */
    MEAN,
    /** The sum divided by the number of samples, whatever each of them consists of (PyTorch's batchmean). */
    BATCH_MEAN;

    /** Costs [n, ...] put together; a mean counts each alike. */
    Tensor of(Tensor costs) {
        return of(costs, costs.size());
    }

    /** Costs [n, ...] put together; a mean divides by {@code weight}. */
    Tensor of(Tensor costs, double weight) {
        return switch (this) {
            case NONE -> costs;
            case SUM -> costs.sum();
            case MEAN -> costs.sum().div(weight);
            case BATCH_MEAN -> costs.sum().div(costs.size(0));
        };
    }
}
