package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Tensors;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** {@code conv2dAddRelu} has the bits of {@code conv2d} and {@code addRelu}, and so have its gradients. */
@Tag("bits")
class ResidualConvolutionTest {
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;

    /** A convolution with {@code channels} or more in each group, of kernel x kernel. */
    record Kind(Conv2d.Options options, int kernel, int channels) {
        /** x, weight, bias and addend, of whole numbers around 0 whose sums are often 0. */
        List<Tensor> inputs(RandomKey key, DType dtype) {
            int groups = options.groups();
            int c = channels + Family.size(key, "c", 0, 9);
            int o = groups * (Math.min(channels, 16) + Family.size(key, "o", 0, groups > 2 ? 3 : 20));
            int size = options.dilationH() * (kernel - 1) + 1;
            int n = Family.size(key, "n", 1, 4);
            Tensor x = random(
                    key.fold("x"),
                    dtype,
                    n,
                    groups > 2 ? groups : groups * c,
                    size + Family.size(key, "h", 0, 19),
                    size + Family.size(key, "w", 0, 19));
            Tensor weight = random(key.fold("weight"), dtype, o, x.size(1) / groups, kernel, kernel);
            int[] y = x.conv2d(weight, options).shape().dims();
            return List.of(x, weight, random(key.fold("bias"), dtype, o), random(key.fold("addend"), dtype, y));
        }
    }

    private static Tensor random(RandomKey key, DType dtype, int... dims) {
        return Tensors.random(key, dtype, Domain.whole(-2, 2), dims);
    }

    /** One for each kernel that there is: Winograd's, the depthwise one, several blocks of a chain. */
    @Provide
    Arbitrary<Kind> kinds() {
        return Arbitraries.of(
                new Kind(PLAIN, 1, 1),
                new Kind(PLAIN.stride(2, 3), 1, 1),
                new Kind(PLAIN.padding(1), 3, 16),
                new Kind(PLAIN.stride(2).padding(3), 7, 1),
                new Kind(PLAIN.groups(5).padding(1), 3, 1),
                new Kind(PLAIN.groups(2).dilation(2), 2, 2),
                new Kind(PLAIN, 1, 513));
    }

    @Property(tries = 100)
    void oneStepHasTheBitsOfTwo(@ForAll("kinds") Kind kind, @ForAll long seed, @ForAll boolean wide) {
        RandomKey key = RandomKey.of(seed);
        List<Tensor> in = kind.inputs(key, wide ? DType.FLOAT64 : DType.FLOAT32);
        Function<List<Tensor>, Tensor> one = t -> t.get(0).conv2dAddRelu(t.get(1), t.get(2), t.get(3), kind.options);
        Function<List<Tensor>, Tensor> two =
                t -> t.get(0).conv2d(t.get(1), t.get(2), kind.options).addRelu(t.get(3));
        Tensor y = one.apply(in);
        assertTrue(y.equalBits(two.apply(in)), "results");
        Tensor dy = key.fold("dy").normal(y.shape().dims()).to(y.dtype());
        Gradients expected = gradients(in, two, dy);
        Gradients actual = gradients(in, one, dy);
        for (int i = 0; i < in.size(); i++) {
            assertTrue(actual.of(in.get(i)).equalBits(expected.of(in.get(i))), "gradient of input " + i);
        }
    }

    private static Gradients gradients(List<Tensor> in, Function<List<Tensor>, Tensor> f, Tensor dy) {
        return Autograd.grad(in, () -> f.apply(in).mul(dy).sum());
    }
}
