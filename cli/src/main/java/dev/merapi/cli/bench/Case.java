package dev.merapi.cli.bench;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Something to time.
 *
 * @param name as in shared/peers, such as {@code gemm/nn/512}
 * @param work done by one call, in the numerator of {@code unit}
 * @param call makes what is timed; called only if the case is wanted
 */
public record Case(String name, double work, String unit, Supplier<Runnable> call) {
    /** Every case there is. */
    public static List<Case> all() {
        return Stream.of(
                        MatMulCases.all(),
                        ConvolutionCases.all(),
                        ElementwiseCases.all(),
                        OptimizerCases.all(),
                        TinyCases.all(),
                        NetworkCases.all(),
                        TextCases.all(),
                        TransformerCases.all(),
                        MachineCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
