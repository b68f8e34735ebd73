package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators for jqwik: shapes, pairs of shapes that broadcast, tensors in any layout. Small ones first, so they shrink. */
public final class TensorArbitraries {
    private TensorArbitraries() {}

    /** Shapes of {@code minRank} to {@code maxRank} axes of sizes from {@code minSize} to {@code maxSize}. */
    public static Arbitrary<Shape> shapes(int minRank, int maxRank, int minSize, int maxSize) {
        return Arbitraries.integers()
                .between(minSize, maxSize)
                .array(int[].class)
                .ofMinSize(minRank)
                .ofMaxSize(maxRank)
                .map(Shape::of);
    }

    /** Shapes that broadcast to {@code shape}: some leading axes missing, some others of size 1. */
    public static Arbitrary<Shape> broadcastingTo(Shape shape) {
        return Arbitraries.integers()
                .between(0, (1 << shape.rank()) - 1)
                .flatMap(ones -> Arbitraries.integers().between(0, shape.rank()).map(missing -> {
                    int[] dims = new int[shape.rank() - missing];
                    for (int axis = 0; axis < dims.length; axis++) {
                        dims[axis] = ((ones >>> axis) & 1) == 1 ? 1 : shape.dim(missing + axis);
                    }
                    return Shape.of(dims);
                }));
    }

    /** Tensors of a shape, with values of a domain, in any layout. */
    public static Arbitrary<Tensor> tensors(DType dtype, Domain domain, Shape shape) {
        Arbitrary<Long> seeds = Arbitraries.longs();
        Arbitrary<Boolean> plain = Arbitraries.of(true, false);
        Arbitrary<Tensors.Layout> layouts = Arbitraries.of(Tensors.Layout.class);
        return Combinators.combine(seeds, plain, layouts).as((seed, isPlain, layout) -> {
            Tensor t = Tensors.random(RandomKey.of(seed), dtype, domain, shape.dims());
            return isPlain ? t : Tensors.as(layout, t);
        });
    }

    /** float32 tensors of up to 3 axes of up to {@code maxSize} elements, in any layout. */
    public static Arbitrary<Tensor> floats(int maxSize) {
        return shapes(0, 3, 0, maxSize).flatMap(s -> tensors(DType.FLOAT32, Domain.between(-3, 3), s));
    }
}
