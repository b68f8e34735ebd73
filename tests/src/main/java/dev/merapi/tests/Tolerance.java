package dev.merapi.tests;

import dev.merapi.tensor.DType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * How far a result may be from the oracle's: {@code units(inputs) u scale(inputs)}, element by element, where u is half
 * the distance of 1 and the next number (2^-24 in float32, 2^-53 in float64).
 *
 * @param units rounding errors, at most, that a result gathers; 0 means the oracle's result, rounded once
 * @param doubleUnits the same in float64, where the oracle errs too
 * @param scale what the errors are relative to
 * @param why where the figure comes from
 */
public record Tolerance(
        ToDoubleFunction<List<Array>> units, ToDoubleFunction<List<Array>> doubleUnits, Scale scale, String why) {
    /** What errors are relative to, from the inputs and the oracle's result. */
    @FunctionalInterface
    public interface Scale {
        /** Of the result's shape. */
        Array of(List<Array> inputs, Array result);
    }

    /** Relative to the result's size. */
    private static final Scale RESULT = (inputs, result) -> result.map(Math::abs);

    /** Rounded once, so the same number. */
    public static Tolerance exact() {
        return new Tolerance(in -> 0, in -> 0, RESULT, "copies, or rounds once");
    }

    /** So many ulp of the result, as the kernel's Javadoc states; an ulp is at most 2 u. */
    public static Tolerance ulps(double ulps) {
        return new Tolerance(
                in -> 2 * ulps,
                in -> 2 * ulps + 128,
                RESULT,
                ulps + " ulp stated by the kernel; in float64 the formulas differ, each step some ulp");
    }

    /**
     * The sum of so many products or terms, in any order: n roundings of the sum of sizes (Higham, Accuracy and Stability,
     * 3.1), which the oracle finds from the inputs' sizes.
     */
    public static Tolerance sums(ToDoubleFunction<List<Array>> terms, Oracle oracle) {
        return new Tolerance(
                in -> terms.applyAsDouble(in) + 2,
                in -> 2 * (terms.applyAsDouble(in) + 2),
                (inputs, result) ->
                        oracle.of(inputs.stream().map(x -> x.map(Math::abs)).toList()),
                "a sum of n terms in any order is off by n u times the sum of their sizes");
    }

    /** So many roundings relative to something else. */
    public static Tolerance of(ToDoubleFunction<List<Array>> units, Scale scale, String why) {
        return new Tolerance(units, in -> 2 * units.applyAsDouble(in) + 64, scale, why);
    }

    /** So many ulps relative to a function of the first input. */
    public static Tolerance ulps(double ulps, DoubleUnaryOperator scale, String why) {
        return of(in -> 2 * ulps, (in, result) -> in.getFirst().map(scale), why);
    }

    /** Whether the results must be the oracle's, rounded once. */
    boolean isExact(List<Array> inputs) {
        return units.applyAsDouble(inputs) == 0;
    }

    /** The bound for each element. */
    Array bound(List<Array> inputs, Array result, DType dtype) {
        boolean single = dtype == DType.FLOAT32;
        double u = single ? 0x1p-24 : 0x1p-53;
        double n = (single ? units : doubleUnits).applyAsDouble(inputs);
        double smallest = single ? Float.MIN_VALUE : Double.MIN_VALUE;
        return scale.of(inputs, result).map(s -> n * (u * s + smallest));
    }
}
