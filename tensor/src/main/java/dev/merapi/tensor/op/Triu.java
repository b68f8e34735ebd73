package dev.merapi.tensor.op;

/** y[.., i, j] = x[.., i, j] where j - i >= diagonal, else 0. */
public record Triu(int diagonal) implements Triangle {
    @Override
    public long from(int i, int n) {
        return (long) i + diagonal;
    }

    @Override
    public long to(int i, int n) {
        return n;
    }
}
