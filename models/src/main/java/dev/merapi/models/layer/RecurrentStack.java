package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layers one over another, each in one direction or two.
 *
 * @param name for errors
 * @param states how many tensors a cell keeps from step to step
 */
record RecurrentStack(String name, int states, List<RecurrentWeights> weights, RecurrentOptions options) {
    /** One layer in one direction. */
    interface Cell {
        /** Runs over x [t, n, in] from a state, each tensor of it [n, h]. */
        Unrolled run(Tensor x, RecurrentWeights weights, List<Tensor> state, Optional<Tensor> lengths, boolean reverse);
    }

    /** One step, where {@link Cell} takes all at once. */
    interface Step {
        /** The next state from x [n, k h] and the present one, of which the gates see {@code seen} instead of h. */
        List<Tensor> next(Tensor x, Tensor seen, List<Tensor> state);
    }

    /** Random parameters for all layers and directions. */
    static List<RecurrentWeights> draw(int in, int units, int gates, RecurrentOptions options, RandomKey key) {
        List<RecurrentWeights> weights = new ArrayList<>();
        for (int i = 0; i < options.layers() * options.directions(); i++) {
            int width = i < options.directions()
                    ? in
                    : Shape.size("a recurrent layer", (long) units * options.directions());
            RandomKey own = key.fold(suffix(i, options));
            weights.add(RecurrentWeights.of(width, units, gates, options.bias(), own));
        }
        return weights;
    }

    private static String suffix(int i, RecurrentOptions options) {
        int directions = options.directions();
        return "_l" + i / directions + (i % directions == 1 ? "_reverse" : "");
    }

    static Map<String, Tensor> named(List<RecurrentWeights> weights, RecurrentOptions options) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            named.putAll(weights.get(i).named(suffix(i, options)));
        }
        return named;
    }

    /** Throws unless there are weights for every layer and direction, of k gates, that fit one another. */
    void check(int gates) {
        if (weights.size() != options.layers() * options.directions()) {
            throw new ShapeException(name + ": " + options.layers() + " layer(s) in " + options.directions()
                    + " direction(s) need as many times weights, but got " + weights.size());
        }
        for (int i = 0; i < weights.size(); i++) {
            Tensor input = weights.get(i).input();
            int units = weights.getFirst().units();
            boolean inner = i >= options.directions();
            if (!weights.get(i).hidden().shape().equals(Shape.of(units, gates * units))
                    || (inner && input.size(0) != units * options.directions())) {
                throw new ShapeException(name + ": weights" + suffix(i, options) + " are " + input.shape() + " and "
                        + weights.get(i).hidden().shape() + ", but " + units + " units with " + gates
                        + " gate(s) need [" + (inner ? units * options.directions() : "in") + ", " + gates * units
                        + "] and [" + units + ", " + gates * units + "]");
            }
        }
    }

    /** All layers over x [n, t, in]; see {@link Recurrent#run}. */
    Unrolled run(Tensor x, List<Tensor> state, Optional<Tensor> lengths, Cell cell) {
        check(x, state);
        int directions = options.directions();
        List<List<Tensor>> last = new ArrayList<>();
        Tensor y = x.transpose(0, 1).contiguous(); // [t, n, in]: a step's samples side by side
        for (int layer = 0; layer < options.layers(); layer++) {
            Tensor in = layer == 0 ? y : new Dropout(options.dropout()).forward(y);
            List<Tensor> outputs = new ArrayList<>();
            for (int d = 0; d < directions; d++) {
                int i = layer * directions + d;
                Unrolled u = cell.run(in, weights.get(i), initial(x, state, i), lengths, d == 1);
                outputs.add(u.output());
                last.add(u.state());
            }
            y = directions == 1 ? outputs.getFirst() : Tensor.concat(2, outputs);
        }
        List<Tensor> states = new ArrayList<>();
        for (int k = 0; k < this.states; k++) {
            int which = k;
            states.add(Tensor.stack(0, last.stream().map(s -> s.get(which)).toList()));
        }
        return new Unrolled(y.transpose(0, 1), states);
    }

    private List<Tensor> initial(Tensor x, List<Tensor> state, int i) {
        if (!state.isEmpty()) {
            return state.stream().map(s -> s.select(0, i)).toList();
        }
        Tensor zeros = Tensor.full(x.dtype(), Shape.of(x.size(0), weights.get(i).units()), 0);
        Tensor[] all = new Tensor[states];
        Arrays.fill(all, zeros);
        return List.of(all);
    }

    private void check(Tensor x, List<Tensor> state) {
        int in = weights.getFirst().input().size(0);
        int units = weights.getFirst().units();
        if (x.rank() != 3 || x.size(2) != in) {
            throw new ShapeException(name + "(" + in + " -> " + units + "): the input " + x.shape()
                    + " should be [samples, steps, " + in + "]" + (x.rank() == 2 ? "; unsqueeze(0) one sample" : ""));
        }
        Shape expected = Shape.of(weights.size(), x.size(0), units);
        boolean fits = state.isEmpty() || state.size() == states;
        if (!fits || state.stream().anyMatch(s -> !s.shape().equals(expected))) {
            throw new ShapeException(name + "(" + in + " -> " + units + "): the initial state "
                    + state.stream().map(Tensor::shape).toList() + " should be " + states + " tensor(s) of " + expected
                    + " for the input " + x.shape() + ": layers and directions, samples, units");
        }
    }

    /** The dropout of the state in force, as a factor for h [n, h]; empty outside training. */
    Optional<Tensor> mask(Tensor h) {
        double p = options.recurrentDropout();
        return Training.current()
                .filter(t -> p > 0)
                .map(t -> t.nextKey()
                        .bernoulli(1 - p, h.shape().dims())
                        .to(h.dtype())
                        .mul(Dropout.factor(p)));
    }

    /** Step by step through projected x [t, n, k h], with a dropped-out state. */
    static Unrolled stepwise(
            Tensor x, List<Tensor> state, Tensor mask, Optional<Tensor> lengths, boolean reverse, Step step) {
        int t = x.size(0);
        lengths.ifPresent(l -> checkLengths(l, t));
        Tensor[] outputs = new Tensor[t];
        List<Tensor> now = state;
        for (int k = 0; k < t; k++) {
            int s = reverse ? t - 1 - k : k;
            List<Tensor> before = now;
            List<Tensor> next = step.next(x.select(0, s), before.getFirst().mul(mask), before);
            Optional<Tensor> taking = lengths.map(l -> l.gt(s).unsqueeze(1));
            outputs[s] = taking.map(m -> m.where(next.getFirst(), 0)).orElse(next.getFirst());
            List<Tensor> kept = new ArrayList<>();
            for (int i = 0; i < next.size(); i++) {
                int which = i;
                kept.add(taking.map(m -> m.where(next.get(which), before.get(which)))
                        .orElse(next.get(i)));
            }
            now = kept;
        }
        return new Unrolled(Tensor.stack(0, outputs), now);
    }

    private static void checkLengths(Tensor lengths, int steps) {
        long[] all = lengths.toLongArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] < 0 || all[i] > steps) {
                throw new ShapeException("the length " + all[i] + " of sample " + i + " is outside [0, " + steps
                        + "], the steps of the input; cut it, or pad the input further");
            }
        }
    }
}
