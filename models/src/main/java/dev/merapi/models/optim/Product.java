package dev.merapi.models.optim;

import java.util.List;

/**
 * The product of schedules' factors, such as a {@link Plateau} on top of a {@link Cosine}. As PyTorch's
 * ChainedScheduler.
 *
 * @param schedules in any order
 */
public record Product(List<Schedule> schedules) implements Schedule {
    /** Copies the list. */
    public Product {
        schedules = List.copyOf(schedules);
    }

    /** Of these. */
    public static Product of(Schedule... schedules) {
        return new Product(List.of(schedules));
    }

    @Override
    public double factor(long step, long steps) {
        return factor(step, steps, History.NONE);
    }

    @Override
    public double factor(long step, long steps, History history) {
        double product = 1;
        for (Schedule schedule : schedules) {
            product *= schedule.factor(step, steps, history);
        }
        return product;
    }
}
