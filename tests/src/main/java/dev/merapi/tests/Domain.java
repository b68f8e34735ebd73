package dev.merapi.tests;

import dev.merapi.tensor.DType;
import java.util.Optional;

/**
 * Which values an input takes.
 *
 * @param kind how they are drawn
 * @param low the smallest
 * @param high above the largest
 * @param fixed the dtype, if it isn't the floating one that the case runs in
 */
public record Domain(Kind kind, double low, double high, Optional<DType> fixed) {
    /** How values are drawn. */
    public enum Kind {
        /** Uniformly, with 24 random bits. */
        UNIFORM,
        /** Whole numbers, so that ties are frequent. */
        WHOLE,
        /** Of both signs and away from 0: {@code low <= |x| < high}. */
        AWAY,
        /** All different, 1/128 or more from each other: a step of finite differences changes no winner. */
        DISTINCT
    }

    /** Floating values from low (inclusive) to high. */
    public static Domain between(double low, double high) {
        return new Domain(Kind.UNIFORM, low, high, Optional.empty());
    }

    /** Floating values that are whole numbers, low and high included. */
    public static Domain whole(int low, int high) {
        return new Domain(Kind.WHOLE, low, high + 1.0, Optional.empty());
    }

    /** Floating values of both signs, away from the kink or pole at 0. */
    public static Domain away() {
        return new Domain(Kind.AWAY, 0.125, 3, Optional.empty());
    }

    /** Floating values that are all different. */
    public static Domain distinct() {
        return new Domain(Kind.DISTINCT, 0, 0, Optional.empty());
    }

    /** Whole numbers of a dtype, low and high included. */
    public static Domain integers(DType dtype, int low, int high) {
        return new Domain(Kind.WHOLE, low, high + 1.0, Optional.of(dtype));
    }

    /** int64 indices below n. */
    public static Domain index(int n) {
        return integers(DType.INT64, 0, n - 1);
    }

    /** bool values. */
    public static Domain truth() {
        return integers(DType.BOOL, 0, 1);
    }

    /** The dtype where the case runs in this floating one. */
    public DType dtype(DType floating) {
        return fixed.orElse(floating);
    }
}
