package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tests.cases.ActivationCases;
import dev.merapi.tests.cases.ArithmeticCases;
import dev.merapi.tests.cases.AttentionCases;
import dev.merapi.tests.cases.AttentionDropoutCases;
import dev.merapi.tests.cases.ChannelCases;
import dev.merapi.tests.cases.ComposedLayerCases;
import dev.merapi.tests.cases.ComposedLossCases;
import dev.merapi.tests.cases.ConvolutionCases;
import dev.merapi.tests.cases.CurvatureCases;
import dev.merapi.tests.cases.DilatedPoolCases;
import dev.merapi.tests.cases.FourierCases;
import dev.merapi.tests.cases.FunctionCases;
import dev.merapi.tests.cases.GradientCases;
import dev.merapi.tests.cases.ImageCases;
import dev.merapi.tests.cases.IndexingCases;
import dev.merapi.tests.cases.JoiningCases;
import dev.merapi.tests.cases.LossCases;
import dev.merapi.tests.cases.NormalizationCases;
import dev.merapi.tests.cases.PackedCases;
import dev.merapi.tests.cases.PoolingCases;
import dev.merapi.tests.cases.PoolingModeCases;
import dev.merapi.tests.cases.ProductCases;
import dev.merapi.tests.cases.RecurrentCases;
import dev.merapi.tests.cases.ReductionCases;
import dev.merapi.tests.cases.ResidualCases;
import dev.merapi.tests.cases.ResizingCases;
import dev.merapi.tests.cases.RowCases;
import dev.merapi.tests.cases.ScanCases;
import dev.merapi.tests.cases.SequenceCases;
import dev.merapi.tests.cases.TransposedCases;
import dev.merapi.tests.cases.UnpoolingCases;
import dev.merapi.tests.cases.ViewCases;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table: at least one row for every operator, as {@link Operators} finds those that have none; one for every loss; and one
 * for every layer that does more than apply an operator.
 */
public final class OperatorCases {
    private OperatorCases() {}

    /** All rows. */
    public static List<OperatorCase> all() {
        return Stream.of(
                        ArithmeticCases.all(),
                        FunctionCases.all(),
                        ReductionCases.all(),
                        ScanCases.all(),
                        ViewCases.all(),
                        JoiningCases.all(),
                        IndexingCases.all(),
                        ProductCases.all(),
                        NormalizationCases.all(),
                        ActivationCases.all(),
                        ChannelCases.all(),
                        RowCases.all(),
                        ImageCases.all(),
                        ConvolutionCases.all(),
                        ResidualCases.all(),
                        PackedCases.all(),
                        TransposedCases.all(),
                        ResizingCases.all(),
                        PoolingCases.all(),
                        PoolingModeCases.all(),
                        DilatedPoolCases.all(),
                        UnpoolingCases.all(),
                        GradientCases.all(),
                        LossCases.all(),
                        ComposedLossCases.all(),
                        SequenceCases.all(),
                        FourierCases.all(),
                        CurvatureCases.all(),
                        RecurrentCases.all(),
                        AttentionCases.all(),
                        AttentionDropoutCases.all(),
                        ComposedLayerCases.all())
                .flatMap(List::stream)
                .map(OperatorCases::refusing)
                .toList();
    }

    /** A row that states no mistake is of an operator on floats: whole numbers are one. */
    private static OperatorCase refusing(OperatorCase c) {
        return c.mistakes().isEmpty() ? c.refusing(DType.INT64) : c;
    }
}
