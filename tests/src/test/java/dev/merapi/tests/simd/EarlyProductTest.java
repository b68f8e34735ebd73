package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A JVM's first products are the scalar twin's, the later ones the vector kernel's: with the same bits. */
class EarlyProductTest {
    @Test
    void theFirstProductsHaveTheBitsOfTheLaterOnes() throws IOException, InterruptedException {
        assertEquals("1 result", Child.run(List.of(), Repeated.class));
    }

    /** Multiplies the same matrices again and again, from before the change of kernels until long after it. */
    static final class Repeated {
        private static final int TIMES = 60;

        private Repeated() {}

        public static void main(String[] args) {
            Tensor a = RandomKey.of(1).normal(131, 1100);
            Tensor b = RandomKey.of(2).normal(1100, 67);
            Set<Integer> results = new HashSet<>();
            for (int i = 0; i < TIMES; i++) {
                results.add(Arrays.hashCode(a.matmul(b).segment().toArray(ValueLayout.JAVA_INT)));
            }
            System.out.println(results.size() + (results.size() == 1 ? " result" : " results"));
        }
    }
}
