package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Differentiable;
import dev.merapi.tests.Domain;
import dev.merapi.tests.RandomViews;
import dev.merapi.tests.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Results and gradients depend on values alone, over random shapes of each family of kernels: not on where inputs lie in
 * memory, on the number of threads, or on the other samples of a batch. That scalar and vector forms agree, at each
 * width, is what the tests of kernels in {@code tests.simd} say; this class runs at each width, too.
 */
@Tag("bits")
@PropertyDefaults(tries = 150, shrinking = ShrinkingMode.OFF)
class SameBitsTest {
    private static final Domain VALUES = Domain.between(-3, 3);

    private static List<Tensor> inputs(Family.Draw draw, RandomKey key) {
        return IntStream.range(0, draw.shapes().length)
                .mapToObj(i -> Tensors.random(key.fold(i), DType.FLOAT32, VALUES, draw.shapes()[i]))
                .toList();
    }

    /** The result, then the gradients. */
    private static List<Tensor> run(Family.Draw draw, List<Tensor> inputs) {
        return new Differentiable(draw.function(), inputs).resultAndGradients();
    }

    private static void assertSame(List<Tensor> want, List<Tensor> got, String what) {
        for (int i = 0; i < want.size(); i++) {
            String part = i == 0 ? "the result of " : "gradient " + (i - 1) + " of ";
            assertTrue(want.get(i).equalBits(got.get(i)), part + what + " differs");
        }
    }

    private static String describe(Family family, Family.Draw draw) {
        return family + " of "
                + List.of(draw.shapes()).stream().map(Arrays::toString).toList();
    }

    @Property
    void neitherLayoutNorThreadsMatter(@ForAll Family family, @ForAll long seed) {
        RandomKey key = RandomKey.of(seed);
        Family.Draw draw = family.draw(key);
        try (Scope _ = Scope.open()) {
            List<Tensor> inputs = inputs(draw, key);
            List<Tensor> want = Workers.withThreads(1, () -> run(draw, inputs));
            for (int threads = 1; threads <= 3; threads++) {
                List<Tensor> views = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    views.add(RandomViews.of(key.fold("view").fold(threads).fold(i), inputs.get(i)));
                }
                List<Tensor> plain = Workers.withThreads(threads, () -> run(draw, inputs));
                List<Tensor> viewed = Workers.withThreads(threads, () -> run(draw, views));
                assertSame(want, plain, describe(family, draw) + " on " + threads + " threads");
                assertSame(want, viewed, describe(family, draw) + " of views on " + threads + " threads");
            }
        }
    }

    /** One of the inputs is a part of itself, repeated by a stride of 0. */
    @Property(tries = 100)
    void repeatingByStrideIsRepeatingByCopy(@ForAll Family family, @ForAll long seed) {
        RandomKey key = RandomKey.of(seed);
        Family.Draw draw = family.draw(key);
        try (Scope _ = Scope.open()) {
            List<Tensor> inputs = inputs(draw, key);
            int which = Family.size(key, "which", 0, inputs.size() - 1);
            Tensor x = inputs.get(which);
            int axis = Family.size(key, "axis", 0, x.rank() - 1);
            Tensor repeated = RandomViews.of(key, x.slice(axis, 0, 1)).broadcastTo(x.shape());
            List<Tensor> views = new ArrayList<>(inputs);
            views.set(which, repeated);
            List<Tensor> copies = new ArrayList<>(inputs);
            copies.set(which, repeated.contiguous());
            String what = describe(family, draw) + ", input " + which + " repeated along axis " + axis;
            assertSame(run(draw, copies), run(draw, views), what);
        }
    }

    /** Some samples alone, as a view into the batch and as a copy, and their input's gradient. */
    @Property
    void samplesDontSeeEachOther(@ForAll Family family, @ForAll long seed) {
        RandomKey key = RandomKey.of(seed);
        Family.Draw draw = family.draw(key);
        try (Scope _ = Scope.open()) {
            List<Tensor> inputs = inputs(draw, key);
            int n = inputs.getFirst().size(0);
            int from = Family.size(key, "from", 0, n - 1);
            int to = Family.size(key, "few", 0, 1) == 0 ? from + 1 : Family.size(key, "to", from + 1, n);
            Tensor probe = draw.function().apply(inputs);
            Tensor cotangent = Tensors.random(
                    key.fold("dy"), DType.FLOAT32, VALUES, probe.shape().dims());
            List<Tensor> all = valueAndInputGradient(draw, inputs, cotangent);
            List<Tensor> want = all.stream().map(t -> t.slice(0, from, to)).toList();
            String what = describe(family, draw) + ", samples " + from + " to " + to + " alone";
            Tensor part = inputs.getFirst().slice(0, from, to);
            for (Tensor x : List.of(part, part.contiguous())) {
                List<Tensor> some = new ArrayList<>(inputs);
                some.set(0, x);
                assertSame(want, valueAndInputGradient(draw, some, cotangent.slice(0, from, to)), what);
            }
        }
    }

    private static List<Tensor> valueAndInputGradient(Family.Draw draw, List<Tensor> inputs, Tensor cotangent) {
        Autograd.Pullback pullback = Autograd.record(
                List.of(inputs.getFirst()), () -> draw.function().apply(inputs));
        return List.of(pullback.value(), pullback.apply(cotangent).all().getFirst());
    }
}
