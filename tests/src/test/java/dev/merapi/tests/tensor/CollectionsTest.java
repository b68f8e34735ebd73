package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often the pool asks the garbage collector for blocks. */
class CollectionsTest {
    /** Free blocks of the wrong sizes stay in the cache whatever is collected; it was asked at each new block. */
    @Test
    void aLargeModelsCacheDoesntAskForCollectionsForASmallOne() throws IOException, InterruptedException {
        String out = Child.run(List.of("-Xmx2g"), Small.class);
        int collections = Integer.parseInt(out.strip());
        assertTrue(collections <= 3, collections + " collections for 40 new blocks");
    }

    /** 1.2 GB of two sizes that are given back, then small tensors. */
    static final class Small {
        private Small() {}

        public static void main(String[] args) {
            large(4 << 20);
            large(5 << 20);
            long before = collections();
            List<Tensor> kept = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                kept.add(Tensor.zeros(1000));
            }
            System.out.println(kept.size() == 40 ? collections() - before : -1);
        }

        private static void large(int floats) {
            try (Scope _ = Scope.open()) {
                for (int mb = 0; mb < 600; mb += floats >> 18) {
                    Tensor.zeros(floats);
                }
            }
        }

        private static long collections() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }
}
