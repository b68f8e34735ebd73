package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import java.util.Arrays;
import java.util.List;

/** Fourier transforms beside their defining sums: of powers of two, products of small primes, and large primes. */
public final class FourierCases {
    private static final Domain ANY = Domain.between(-3, 3);

    private FourierCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(forward(), inverse("irfft even", 0), inverse("irfft odd", 1), overlapAdd());
    }

    private static OperatorCase forward() {
        return OperatorCase.of(
                        "rfft",
                        in -> in.getFirst().rfft(),
                        in -> transform(in.getFirst()),
                        tolerance(),
                        Shapes.of(
                                ANY,
                                shape(60, 400),
                                shape(1),
                                shape(3, 2),
                                shape(2, 2, 3),
                                shape(8),
                                shape(2, 15),
                                shape(20),
                                shape(49),
                                shape(131),
                                shape(0, 4)))
                .mistake(() -> Tensor.zeros(2, 0).rfft(), "rfft", "[2, 0]", "no values", "1 or more")
                .mistake(() -> Tensor.zeros(2, 4).gt(0).rfft(), "rfft", "bool [2, 4]", "float");
    }

    private static OperatorCase inverse(String name, int odd) {
        int large = 201 + odd;
        return OperatorCase.of(
                        name,
                        in -> in.getFirst().irfft(length(in.getFirst().size(-1), odd)),
                        in -> back(in.getFirst(), odd),
                        tolerance(),
                        Shapes.of(
                                ANY,
                                shape(60, 2, large),
                                shape(2, 2),
                                shape(3, 2, 3),
                                shape(2, 2, 2, 5),
                                shape(2, 11),
                                shape(2, 67),
                                shape(0, 2, 3)))
                .mistake(() -> Tensor.zeros(2, 2, 4).irfft(5), "irfft", "[2, 2, 4]", "5 values", "[.., 2, 3]")
                .mistake(() -> Tensor.zeros(4).irfft(6), "irfft", "[4]", "6 values", "real parts first");
    }

    private static OperatorCase overlapAdd() {
        return OperatorCase.of(
                        "overlapAdd",
                        in -> in.getFirst().overlapAdd(2, 3 + 2 * in.getFirst().size(-2)),
                        in -> added(in.getFirst(), 2),
                        Tolerance.sums(in -> 3, in -> added(in.getFirst(), 2)),
                        Shapes.of(ANY, shape(9, 700, 4), shape(1, 4), shape(2, 3, 4), shape(2, 1, 5, 4)))
                .mistake(() -> Tensor.zeros(2, 3, 4).overlapAdd(1, 3), "overlapAdd", "[2, 3, 4]", "along 3")
                .mistake(() -> Tensor.zeros(2, 3, 4).overlapAdd(1, 7), "fold", "[2, 3, 4]", "4 windows");
    }

    /** log2 n roundings of sums of at most all numbers, in float64; then one. */
    private static Tolerance tolerance() {
        return Tolerance.of(
                in -> 16,
                (in, y) -> {
                    double all =
                            Arrays.stream(in.getFirst().values()).map(Math::abs).sum();
                    return y.map(v -> all);
                },
                "a few roundings in float64 of sums of all numbers of a row");
    }

    private static int length(int bins, int odd) {
        return 2 * (bins - 1) + odd;
    }

    private static Array transform(Array x) {
        int n = x.size(x.rank() - 1);
        int[] dims = Arrays.copyOf(x.dims(), x.rank() + 1);
        dims[x.rank() - 1] = 2;
        dims[x.rank()] = n / 2 + 1;
        return Array.make(dims, i -> {
            int[] at = Arrays.copyOf(i, x.rank());
            double sum = 0;
            for (int t = 0; t < n; t++) {
                at[x.rank() - 1] = t;
                double angle = angle(t, i[x.rank()], n);
                sum += x.get(at) * (i[x.rank() - 1] == 0 ? Math.cos(angle) : -Math.sin(angle));
            }
            return sum;
        });
    }

    private static Array back(Array x, int odd) {
        int last = x.rank() - 1;
        int n = length(x.size(last), odd);
        int[] dims = Arrays.copyOf(x.dims(), last);
        dims[last - 1] = n;
        return Array.make(dims, i -> {
            int[] at = Arrays.copyOf(i, last + 1);
            double sum = 0;
            for (int k = 0; k <= n / 2; k++) {
                double angle = angle(k, i[last - 1], n);
                at[last] = k;
                at[last - 1] = 0;
                double term = x.get(at) * Math.cos(angle);
                at[last - 1] = 1;
                boolean alone = k == 0 || 2 * k == n;
                sum += alone ? term : 2 * (term - x.get(at) * Math.sin(angle));
            }
            return sum / n;
        });
    }

    private static double angle(int t, int k, int n) {
        return 2 * Math.PI * ((long) t * k % n) / n;
    }

    private static Array added(Array x, int step) {
        int last = x.rank() - 1;
        int[] dims = Arrays.copyOf(x.dims(), last);
        dims[last - 1] = 3 + 2 * x.size(last - 1);
        Array y = Array.make(dims, i -> 0);
        Array.make(x.dims(), i -> {
            int[] at = Arrays.copyOf(i, last);
            at[last - 1] = i[last - 1] * step + i[last];
            return y.values()[y.position(at)] += x.get(i);
        });
        return y;
    }

    private static int[] shape(int... dims) {
        return dims;
    }
}
