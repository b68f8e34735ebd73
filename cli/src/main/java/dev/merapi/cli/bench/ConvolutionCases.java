package dev.merapi.cli.bench;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code conv/{kernel-channels-size}/b{batch}/{fwd,fwdbwd}}: 2-D convolutions without a bias, as in w2_conv.py; the work of
 * forward and backward together counts as three times forward's.
 */
final class ConvolutionCases {
    private static final List<Layer> LAYERS = List.of(
            new Layer("7x7s2-3-64-224", 3, 64, 7, 2, 3, 224, 1),
            new Layer("3x3-64-56", 64, 64, 3, 1, 1, 56, 1),
            new Layer("3x3-128-28", 128, 128, 3, 1, 1, 28, 1),
            new Layer("3x3-256-14", 256, 256, 3, 1, 1, 14, 1),
            new Layer("3x3-512-7", 512, 512, 3, 1, 1, 7, 1),
            new Layer("1x1-64-256-56", 64, 256, 1, 1, 0, 56, 1),
            new Layer("dw3x3-256-28", 256, 256, 3, 1, 1, 28, 256));

    private static final int[] BATCHES = {1, 32};

    private ConvolutionCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (Layer layer : LAYERS) {
            for (int batch : BATCHES) {
                String name = "conv/" + layer.name + "/b" + batch;
                double work = layer.work(batch);
                cases.add(new Case(name + "/fwd", work, "GFLOP/s", () -> layer.forward(batch)));
                cases.add(new Case(name + "/fwdbwd", 3 * work, "GFLOP/s", () -> layer.forwardBackward(batch)));
            }
        }
        return cases;
    }

    /** x [batch, in, size, size], weight [out, in / groups, kernel, kernel]. */
    private record Layer(String name, int in, int out, int kernel, int stride, int padding, int size, int groups) {
        private int outSize() {
            return (size + 2 * padding - kernel) / stride + 1;
        }

        double work(int batch) {
            double products = (double) in / groups * kernel * kernel;
            return 2e-9 * batch * out * outSize() * outSize() * products;
        }

        private Conv2d.Options options() {
            return Conv2d.Options.DEFAULT.stride(stride).padding(padding).groups(groups);
        }

        private Tensor x(int batch) {
            return RandomKey.of(1).normal(batch, in, size, size);
        }

        private Tensor weight() {
            return RandomKey.of(2).normal(out, in / groups, kernel, kernel);
        }

        Runnable forward(int batch) {
            Tensor x = x(batch);
            Tensor w = weight();
            return () -> {
                try (Scope _ = Scope.open()) {
                    x.conv2d(w, options());
                }
            };
        }

        Runnable forwardBackward(int batch) {
            Tensor x = x(batch);
            Tensor w = weight();
            Tensor dy = RandomKey.of(3).normal(batch, out, outSize(), outSize());
            return () -> {
                try (Scope _ = Scope.open()) {
                    Autograd.record(List.of(x, w), () -> x.conv2d(w, options())).apply(dy);
                }
            };
        }
    }
}
