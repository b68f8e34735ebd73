package dev.merapi.models.optim;

/** 1, always. */
public record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
        return 1;
    }
}
