package dev.merapi.cli.bench;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@code machine/fma-peak}: the multiply-adds that one core does on registers alone, the roof of every product. */
final class MachineCases {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int LENGTH = 10_000;
    private static final double WORK = 2e-9 * CHAINS * LENGTH * SPECIES.length();

    private MachineCases() {}

    static List<Case> all() {
        return List.of(new Case("machine/fma-peak", WORK, "GFLOP/s", MachineCases::peak));
    }

    private static Runnable peak() {
        float[] sink = new float[SPECIES.length()];
        return () -> chains(LENGTH, sink);
    }

    /** Twelve chains hide an fma's latency of four cycles on two or three ports. */
    private static void chains(int n, float[] sink) {
        var x = FloatVector.broadcast(SPECIES, 0.999f);
        var y = FloatVector.broadcast(SPECIES, 1e-3f);
        var a = FloatVector.broadcast(SPECIES, 1f);
        var b = FloatVector.broadcast(SPECIES, 2f);
        var c = FloatVector.broadcast(SPECIES, 3f);
        var d = FloatVector.broadcast(SPECIES, 4f);
        var e = FloatVector.broadcast(SPECIES, 5f);
        var f = FloatVector.broadcast(SPECIES, 6f);
        var g = FloatVector.broadcast(SPECIES, 7f);
        var h = FloatVector.broadcast(SPECIES, 8f);
        var i = FloatVector.broadcast(SPECIES, 9f);
        var j = FloatVector.broadcast(SPECIES, 10f);
        var k = FloatVector.broadcast(SPECIES, 11f);
        var l = FloatVector.broadcast(SPECIES, 12f);
        for (int t = 0; t < n; t++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        var sum = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l);
        sum.intoArray(sink, 0);
    }
}
