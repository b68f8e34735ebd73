package dev.merapi.models.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * Schedules one after another, each over its own steps, counted from 0 again; {@code last} takes what is left. As
 * PyTorch's SequentialLR.
 *
 * <pre>{@code
 * Schedule schedule = new Phases(new Polynomial(1)).after(500, new Ramp(0.1, 1, 500)).after(2000, new Constant());
 * }</pre>
 *
 * @param phases in order
 * @param last until the end
 */
public record Phases(List<Phase> phases, Schedule last) implements Schedule {
    /** Copies the list. */
    public Phases {
        phases = List.copyOf(phases);
    }

    /** One schedule until the end. */
    public Phases(Schedule last) {
        this(List.of(), last);
    }

    /** One more phase in front of the last schedule. */
    public Phases after(long length, Schedule schedule) {
        List<Phase> more = new ArrayList<>(phases);
        more.add(new Phase(length, schedule));
        return new Phases(more, last);
    }

    /** A schedule for so many steps. */
    public record Phase(long length, Schedule schedule) {
        /** Checks the length. */
        public Phase {
            if (length < 0) {
                throw new IllegalArgumentException("a phase of " + length + " steps doesn't exist; use 0 or more");
            }
        }
    }

    @Override
    public double factor(long step, long steps) {
        return factor(step, steps, History.NONE);
    }

    @Override
    public double factor(long step, long steps, History history) {
        long from = 0;
        for (Phase phase : phases) {
            if (step - from < phase.length) {
                return phase.schedule.factor(step - from, phase.length, history);
            }
            from += phase.length;
        }
        return last.factor(step - from, Math.max(1, steps - from), history);
    }
}
