package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.metric.ExactSum;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Sums without rounding beside BigDecimal's. */
class ExactSumTest {
    @Property
    void sumsAreExact(@ForAll @Size(max = 300) List<Long> bits, @ForAll long seed) {
        double[] values = bits.stream()
                .mapToDouble(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .toArray();
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value));
        }
        ExactSum sum = ExactSum.of(values);
        assertEquals(exact.doubleValue() + 0.0, sum.value() + 0.0);
        int cut = values.length / 3;
        ExactSum front = ExactSum.of(Arrays.copyOf(values, cut));
        ExactSum back = ExactSum.of(shuffled(Arrays.copyOfRange(values, cut, values.length), seed));
        assertEquals(sum, back.plus(front));
        assertEquals(sum.hashCode(), back.plus(front).hashCode());
    }

    private static double[] shuffled(double[] values, long seed) {
        List<Double> list = new ArrayList<>(Arrays.stream(values).boxed().toList());
        Collections.shuffle(list, new Random(seed));
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void sumsKnowTheirLimits() {
        double max = Double.MAX_VALUE;
        double min = Double.MIN_VALUE;
        assertEquals(0, ExactSum.NONE.value());
        assertEquals(min, ExactSum.of(max, min, -max).value());
        assertEquals(-3 * min, ExactSum.of(-min, -min, -min).value());
        assertEquals(max, ExactSum.of(max, max, -max).value());
        assertEquals(Double.POSITIVE_INFINITY, ExactSum.of(max, max).value());
        assertEquals(1 + Math.ulp(1.0), ExactSum.of(1, Math.ulp(1.0) / 2, min).value(), "just above a tie");
        assertEquals(1, ExactSum.of(1, Math.ulp(1.0) / 2).value(), "a tie goes to the even one");
        assertEquals(
                Double.NEGATIVE_INFINITY,
                ExactSum.of(1, Double.NEGATIVE_INFINITY).value());
        ExactSum both = ExactSum.of(Double.NEGATIVE_INFINITY).plus(ExactSum.of(Double.POSITIVE_INFINITY));
        assertTrue(Double.isNaN(both.value()));
        double[] many = new double[10_000];
        Arrays.fill(many, -max / 10_000);
        assertEquals(
                new BigDecimal(-max / 10_000)
                        .multiply(BigDecimal.valueOf(10_000))
                        .doubleValue(),
                ExactSum.of(many).value());
    }
}
