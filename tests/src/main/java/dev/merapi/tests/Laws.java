package dev.merapi.tests;

import dev.merapi.autograd.GradientCheck;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What must hold of every row of the table; each law fails with an {@code AssertionError} that says for which shapes. */
public final class Laws {
    private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64};

    /**
     * Central differences of step h = 1e-5 in float64 are off by h^2 / 6 f''' and 2^-53 |f| / h, so by about 2e-11 f''' and
     * 1e-11 |f|; with f and f''' up to some thousands that's below 1e-6.
     */
    private static final double GRADIENT = 1e-6;

    /** The same of the squared gradient, whose value and third derivative are larger. */
    private static final double SECOND = 1e-5;

    /** Elements up to which each is checked on its own. */
    private static final int FEW = 64;

    private Laws() {}

    /** The result is the oracle's within the tolerance, in float32 and float64, for all shapes. */
    public static void matchesOracle(OperatorCase c) {
        for (DType dtype : FLOATING) {
            for (Variant v : c.variants()) {
                try (Scope _ = Scope.open()) {
                    List<Tensor> inputs = Tensors.inputs(c, v, dtype);
                    List<Array> arrays = inputs.stream().map(Array::of).toList();
                    Tensor y = c.function().apply(inputs);
                    compare(c, arrays, y, c + " " + dtype + " " + v);
                }
            }
        }
    }

    private static void compare(OperatorCase c, List<Array> inputs, Tensor y, String where) {
        Array want = c.oracle().of(inputs);
        Array got = Array.of(y);
        require(
                Arrays.equals(want.dims(), got.dims()),
                where + ": the shape is " + y.shape() + ", not " + Arrays.toString(want.dims()));
        boolean exact = c.tolerance().isExact(inputs);
        Array bound = exact ? want : c.tolerance().bound(inputs, want, y.dtype());
        for (int i = 0; i < want.values().length; i++) {
            double w = y.dtype() == DType.FLOAT32 && exact ? (float) want.values()[i] : want.values()[i];
            double g = got.values()[i];
            boolean close = exact ? g == w : Math.abs(g - w) <= bound.values()[i];
            if (!(close || g == w || (Double.isNaN(g) && Double.isNaN(w)))) {
                throw new AssertionError(where + ": element " + i + " is " + g + ", the oracle says " + w
                        + (exact
                                ? ""
                                : " within " + bound.values()[i] + " ("
                                        + c.tolerance().why() + ")"));
            }
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    /** Gradients are the quotients of differences: along a random direction, and element by element where there are few. */
    public static void gradient(OperatorCase c) {
        overSmall(c, DType.FLOAT64, (f, where) -> {
            check(where, GRADIENT, GradientCheck.direction(f.function(), f.inputs()));
            if (f.inputs().stream().mapToInt(Tensor::size).sum() <= FEW) {
                check(where, GRADIENT, GradientCheck.elementwise(f.function(), f.inputs()));
            }
        });
    }

    /** So are gradients' gradients. */
    public static void secondOrder(OperatorCase c) {
        overSmall(
                c,
                DType.FLOAT64,
                (f, where) -> check(where, SECOND, GradientCheck.secondOrder(f.function(), f.inputs())));
    }

    private static void check(String where, double tolerance, GradientCheck.Result result) {
        require(
                result.error() <= tolerance,
                where + ": the gradient is off by " + result.error() + " " + result.where());
    }

    /**
     * float32 gradients are float64's, coarsely: to 1e-4 of the largest. Fused gradients have rows with bounds of their own;
     * this law finds a wrong kernel or a gradient that leaves its dtype.
     */
    public static void singleGradient(OperatorCase c) {
        for (Variant v : c.variants()) {
            if (!v.large()) {
                try (Scope _ = Scope.open()) {
                    singleGradient(c, v);
                }
            }
        }
    }

    private static void singleGradient(OperatorCase c, Variant v) {
        List<Tensor> single =
                Differentiable.of(c, Tensors.inputs(c, v, DType.FLOAT32)).resultAndGradients();
        List<Tensor> twice =
                Differentiable.of(c, Tensors.inputs(c, v, DType.FLOAT64)).resultAndGradients();
        for (int i = 1; i < single.size(); i++) {
            require(
                    single.get(i).dtype() == DType.FLOAT32,
                    c + " " + v + ": the gradient is " + single.get(i).spec());
            double[] want = twice.get(i).toDoubleArray();
            double[] got = single.get(i).toDoubleArray();
            double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
            for (int e = 0; e < want.length; e++) {
                require(
                        Math.abs(got[e] - want[e]) <= 1e-4 * Math.max(1, largest),
                        c + " " + v + ": element " + e + " of gradient " + (i - 1) + " is " + got[e] + " in float32, "
                                + want[e] + " in float64");
            }
        }
    }

    /** Where inputs lie doesn't matter: views give the bits, forward and backward, that contiguous copies give. */
    public static void views(OperatorCase c) {
        for (DType dtype : FLOATING) {
            for (Variant v : c.variants()) {
                if (!v.large()) {
                    try (Scope _ = Scope.open()) {
                        layouts(c, v, Tensors.inputs(c, v, dtype));
                    }
                }
            }
        }
    }

    private static void layouts(OperatorCase c, Variant v, List<Tensor> inputs) {
        List<Tensor> plain = Differentiable.of(c, inputs).resultAndGradients();
        for (Tensors.Layout layout : Tensors.Layout.values()) {
            List<Tensor> views = inputs.stream().map(x -> Tensors.as(layout, x)).toList();
            sameBits(plain, Differentiable.of(c, views).resultAndGradients(), c + " " + v + " " + layout);
        }
        for (int i = 0; i < inputs.size(); i++) {
            for (Tensor repeated : Tensors.expanded(inputs.get(i))) {
                List<Tensor> copy = new ArrayList<>(inputs);
                copy.set(i, repeated.contiguous());
                List<Tensor> view = new ArrayList<>(inputs);
                view.set(i, repeated);
                sameBits(
                        Differentiable.of(c, copy).resultAndGradients(),
                        Differentiable.of(c, view).resultAndGradients(),
                        c + " " + v + " with input " + i + " expanded");
            }
        }
    }

    private static void sameBits(List<Tensor> a, List<Tensor> b, String where) {
        for (int i = 0; i < a.size(); i++) {
            require(
                    a.get(i).equalBits(b.get(i)),
                    where + ": the bits of " + (i == 0 ? "the result" : "gradient " + (i - 1)) + " differ:\n" + a.get(i)
                            + "\n" + b.get(i));
        }
    }

    /** One, two and three threads give the same bits. */
    public static void sameBitsAcrossThreads(OperatorCase c) {
        String one = Workers.withThreads(1, () -> Digest.of(c));
        for (int threads = 2; threads <= 3; threads++) {
            String many = Workers.withThreads(threads, () -> Digest.of(c));
            require(many.equals(one), c + ": " + threads + " threads give " + many + ", one gives " + one);
        }
    }

    /** Mistakes fail with one sentence that names what clashes. */
    public static void errorsTeach(OperatorCase c) {
        c.mistakes().forEach(mistake -> teaches(c, mistake));
    }

    /** Every operator of many inputs that the row applies, forward or backward, refuses one too few and one too many. */
    public static void inputsAreCounted(OperatorCase c) {
        Operators.record(c, (op, inputs, _) -> {
            if (op instanceof Op.Nary nary) {
                List<String> names = nary.inputNames();
                long optional =
                        names.stream().filter(name -> name.startsWith("[")).count();
                int few = Math.max(0, names.size() - (int) optional - 1);
                refusesInputs(c, nary, inputs.subList(0, few));
                if (!names.isEmpty()) {
                    List<Tensor> many = new ArrayList<>(inputs);
                    many.addAll(Collections.nCopies(names.size() + 1 - inputs.size(), inputs.getLast()));
                    refusesInputs(c, nary, many);
                }
            }
        });
    }

    private static void refusesInputs(OperatorCase c, Op.Nary op, List<Tensor> inputs) {
        String names = String.join(", ", op.inputNames());
        teaches(c, Mistake.of(() -> Tensor.apply(op, inputs), op.name(), inputs.size() + " inputs", names));
    }

    private static void teaches(OperatorCase c, Mistake mistake) {
        String message = message(c, mistake);
        for (String fragment : mistake.fragments()) {
            require(message.contains(fragment), c + ": the error should contain \"" + fragment + "\": " + message);
        }
        require(!message.contains("\n") && message.length() <= 300, c + ": one sentence is enough: " + message);
    }

    private static String message(OperatorCase c, Mistake mistake) {
        Object result;
        try (Scope _ = Scope.open()) {
            result = mistake.attempt().get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return e.getMessage();
        }
        throw new AssertionError(c + ": a mistake gave " + result + ", not an error with " + mistake.fragments());
    }

    @FunctionalInterface
    private interface Check {
        void run(Differentiable f, String where);
    }

    private static void overSmall(OperatorCase c, DType dtype, Check check) {
        for (Variant v : c.variants()) {
            if (!v.large()) {
                try (Scope _ = Scope.open()) {
                    check.run(Differentiable.of(c, Tensors.inputs(c, v, dtype)), c + " " + v);
                }
            }
        }
    }
}
