package dev.merapi.tests.zoo;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/** Numbers that a golden's script makes again (hashed in make_resnets.py), so that large models needn't be stored. */
final class Hashed {
    private Hashed() {}

    /** float64 in [-1, 1): element i is a hash of i and the seed. */
    static Tensor of(int seed, int... dims) {
        Shape shape = Shape.of(dims);
        double[] x = new double[shape.size()];
        for (int i = 0; i < x.length; i++) {
            int h = i * 0x9E3779B1 + seed * 0x85EBCA77;
            h = (h ^ (h >>> 15)) * 0x2C1B3C6D;
            h = (h ^ (h >>> 12)) * 0x297A2D39;
            h = h ^ (h >>> 15);
            x[i] = (h >>> 8) / 0x1p23 - 1;
        }
        return Tensor.of(shape, x);
    }
}
