package dev.merapi.tests.op;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.PRelu;
import dev.merapi.tensor.op.Window;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One operator of each family of kernels, over random shapes; its first input has the batch along axis 0. */
enum Family {
    MATMUL,
    MATMUL_OF_BATCHES,
    LINEAR,
    CONV2D,
    CONV2D_GROUPED,
    MAX_POOL,
    AVG_POOL,
    SOFTMAX,
    LOG_SOFTMAX,
    LAYER_NORM,
    RMS_NORM,
    GROUP_NORM,
    CHANNEL_AFFINE,
    SUM_OF_ROWS,
    SUM_OF_COLUMNS,
    MAX_OF_ROWS,
    FUNCTION,
    BINARY,
    CHAIN;

    private static final List<UnaryOperator<Tensor>> FUNCTIONS = List.of(
            Tensor::exp,
            Tensor::expm1,
            x -> x.abs().log(),
            x -> x.square().log1p(),
            Tensor::sin,
            Tensor::cos,
            Tensor::tanh,
            Tensor::erf,
            Tensor::sigmoid,
            Tensor::softplus,
            Tensor::relu,
            x -> x.leakyRelu(0.1),
            x -> x.elu(1.25),
            Tensor::silu,
            Tensor::gelu,
            Tensor::geluTanh,
            Tensor::selu,
            Tensor::mish,
            Tensor::hardSigmoid,
            Tensor::hardSwish,
            x -> x.abs().sqrt(),
            Tensor::reciprocal,
            x -> x.abs().rsqrt(),
            x -> x.clamp(-0.5, 0.75),
            x -> x.pow(3));

    private static final List<Function<List<Tensor>, Tensor>> BINARIES = List.of(
            t -> t.get(0).add(t.get(1)),
            t -> t.get(0).sub(t.get(1)),
            t -> t.get(0).mul(t.get(1)),
            t -> t.get(0).div(t.get(1)),
            t -> t.get(0).maximum(t.get(1)),
            t -> t.get(0).minimum(t.get(1)),
            t -> t.get(0).swiGlu(t.get(1)),
            t -> t.get(0).apply(new PRelu(), t.get(1)),
            t -> t.get(0).gt(t.get(1)).where(t.get(0), t.get(1)));

    /**
     * The operator with random attributes, and the shapes of its inputs.
     *
     * @param function of inputs of these shapes
     * @param shapes of the inputs
     */
    record Draw(Function<List<Tensor>, Tensor> function, int[]... shapes) {}

    /** Random shapes: small ones, and ones large enough to be shared by threads. */
    Draw draw(RandomKey key) {
        boolean large = size(key, "large", 0, 3) == 0;
        int n = size(key, "n", 1, large ? 150 : 20);
        int k = size(key, "k", 1, large ? 300 : 70);
        int m = size(key, "m", 1, large ? 200 : 70);
        return switch (this) {
            case MATMUL -> new Draw(t -> t.get(0).matmul(t.get(1)), new int[] {n, k}, new int[] {k, m});
            case MATMUL_OF_BATCHES -> batches(key);
            case LINEAR ->
                new Draw(t -> t.get(0).linearRelu(t.get(1), t.get(2)), new int[] {n, k}, new int[] {k, m}, new int[] {m
                });
            case CONV2D -> convolution(key, 1);
            case CONV2D_GROUPED -> convolution(key, size(key, "groups", 2, 3));
            case MAX_POOL -> pool(key, Tensor::maxPool2d);
            case AVG_POOL -> pool(key, Tensor::avgPool2d);
            case SOFTMAX -> of(x -> x.softmax(-1), n, k);
            case LOG_SOFTMAX -> of(x -> x.logSoftmax(1), n, k);
            case LAYER_NORM ->
                new Draw(
                        t -> t.get(0).layerNorm(t.get(1), t.get(2), 1e-5), new int[] {n, k}, new int[] {k}, new int[] {k
                        });
            case RMS_NORM -> new Draw(t -> t.get(0).rmsNorm(t.get(1), 1e-5), new int[] {n, k}, new int[] {k});
            case GROUP_NORM ->
                new Draw(
                        t -> t.get(0).groupNorm(2, t.get(1), t.get(2), 1e-5),
                        new int[] {size(key, "b", 1, 9), 2 * k, size(key, "l", 1, 40)},
                        new int[] {2 * k},
                        new int[] {2 * k});
            case CHANNEL_AFFINE ->
                new Draw(
                        t -> t.get(0).channelAffineRelu(t.get(1), t.get(2), t.get(3)),
                        size(key, "rank", 0, 1) == 0 ? new int[] {n, k} : new int[] {size(key, "b", 1, 9), k, 3, m},
                        new int[] {k},
                        new int[] {k},
                        new int[] {k});
            case SUM_OF_ROWS -> of(x -> x.sum(1), n, large ? 60 * k : k);
            case SUM_OF_COLUMNS -> of(x -> x.sum(1), size(key, "b", 1, 9), k, m);
            case MAX_OF_ROWS -> of(x -> x.max(1), n, k);
            case FUNCTION -> of(FUNCTIONS.get(size(key, "f", 0, FUNCTIONS.size() - 1)), n, k);
            case BINARY ->
                new Draw(
                        BINARIES.get(size(key, "f", 0, BINARIES.size() - 1)),
                        new int[] {n, k},
                        size(key, "row", 0, 1) == 0 ? new int[] {k} : new int[] {1, 1});
            case CHAIN -> of(x -> x.mul(x.tanh()).add(x.exp()).softmax(1).mul(3).sum(1), n, k);
        };
    }

    private static Draw of(UnaryOperator<Tensor> f, int... dims) {
        return new Draw(t -> f.apply(t.getFirst()), dims);
    }

    private static Draw batches(RandomKey key) {
        int n = size(key, "n", 1, 9);
        int k = size(key, "k", 1, 40);
        int p = size(key, "p", 1, 40);
        int m = size(key, "m", 1, 40);
        boolean shared = size(key, "shared", 0, 1) == 0;
        return shared
                ? new Draw(t -> t.get(0).matmul(t.get(1)), new int[] {n, p, k}, new int[] {k, m})
                : of(x -> x.matmul(x.transpose(1, 2)), n, p, k);
    }

    private static Draw convolution(RandomKey key, int groups) {
        int kernel = size(key, "kernel", 1, 3);
        int dilation = size(key, "dilation", 1, 2);
        int padding = size(key, "padding", 0, 2);
        int smallest = dilation * (kernel - 1) + 1;
        Conv2d.Options options = Conv2d.Options.DEFAULT
                .stride(size(key, "strideH", 1, 2), size(key, "strideW", 1, 2))
                .padding(padding)
                .dilation(dilation)
                .groups(groups);
        int[] x = {
            size(key, "n", 1, 9),
            groups * size(key, "c", 1, 6),
            smallest + size(key, "h", 0, 17),
            smallest + size(key, "w", 0, 17)
        };
        int o = groups * size(key, "o", 1, 20);
        boolean relu = size(key, "relu", 0, 1) == 0;
        return new Draw(
                t -> relu
                        ? t.get(0).conv2dRelu(t.get(1), t.get(2), options)
                        : t.get(0).conv2d(t.get(1), t.get(2), options),
                x,
                new int[] {o, x[1] / groups, kernel, kernel},
                new int[] {o});
    }

    private static Draw pool(RandomKey key, BiFunction<Tensor, Window, Tensor> pooling) {
        int kernel = size(key, "kernel", 1, 4);
        Window window =
                Window.of(kernel).stride(size(key, "stride", 1, 3)).padding(size(key, "padding", 0, kernel / 2));
        return of(
                x -> pooling.apply(x, window),
                size(key, "n", 1, 9),
                size(key, "c", 1, 6),
                kernel + size(key, "h", 0, 30),
                kernel + size(key, "w", 0, 30));
    }

    /** A whole number from low to high. */
    static int size(RandomKey key, String what, int low, int high) {
        return low + (int) Math.floorMod(key.fold(what).bits(), high - low + 1L);
    }
}
