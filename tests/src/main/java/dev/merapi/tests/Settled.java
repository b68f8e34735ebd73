package dev.merapi.tests;

import dev.merapi.tensor.Memory;

/** A pool whose figures stand still: what earlier tests dropped without a scope has been collected. */
public final class Settled {
    private static final int STILL = 2;
    private static final long MOMENT_MILLIS = 60;

    private Settled() {}

    /** Collects until the live bytes have stayed the same through {@value #STILL} collections. */
    public static void memory() throws InterruptedException {
        long before = -1;
        for (int still = 0; still < STILL; ) {
            System.gc();
            Thread.sleep(MOMENT_MILLIS);
            long live = Memory.stats().live();
            still = live == before ? still + 1 : 0;
            before = live;
        }
    }
}
