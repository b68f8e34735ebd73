package dev.merapi.models.train;

import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a training stands: with the model's tensors, all that a checkpoint must hold to go on with the same bits. */
public final class Progress {
    private final Optimizer.Slots slots;
    private final String form;
    private final List<EpochRecord> history = new ArrayList<>();
    private final Tally tally = new Tally();
    private int epoch;
    private int step;
    private long steps;
    private Optional<String> stopped = Optional.empty();
    private List<Tensor> carried = List.of();

    Progress(Optimizer.Slots slots, String form) {
        this.slots = slots;
        this.form = form;
    }

    /** How the data is gone through, if not in batches as they come, such as {@code windows of 20 symbols}; part of a checkpoint. */
    String form() {
        return form;
    }

    /** Finished epochs. */
    public int epoch() {
        return epoch;
    }

    /** Steps made in the current epoch. */
    public int step() {
        return step;
    }

    /** Steps made in all. */
    public long steps() {
        return steps;
    }

    /** The figures of the finished epochs. */
    public List<EpochRecord> history() {
        return List.copyOf(history);
    }

    /** What to judge the finished epochs by, see {@link EpochRecord#judgedLoss} and {@link EpochRecord#judgedAccuracy}. */
    Schedule.History judged() {
        return new Schedule.History(
                history.stream().mapToDouble(EpochRecord::judgedLoss).toArray(),
                history.stream().mapToDouble(EpochRecord::judgedAccuracy).toArray());
    }

    /** What the current epoch adds up to so far. */
    public Tally tally() {
        return tally;
    }

    /** What the optimizer remembers. */
    public Optimizer.Slots slots() {
        return slots;
    }

    /**
     * What the last step leaves to the next one beside parameters, buffers and slots: the state of a {@link TruncatedTrainer}'s
     * model. Empty at the start of an epoch, and for trainers that begin each step anew.
     */
    List<Tensor> carried() {
        return carried;
    }

    void carry(List<Tensor> tensors) {
        carried = List.copyOf(tensors);
    }

    /** Asks the trainer to end after the current epoch, and says why. */
    public void stop(String reason) {
        stopped = Optional.of(reason);
    }

    /** Why somebody asked to stop, if so. */
    public Optional<String> stopped() {
        return stopped;
    }

    void endStep(List<Tensor> leaves) {
        carried = leaves;
        step++;
        steps++;
    }

    void endEpoch(EpochRecord figures) {
        remember(figures);
        epoch++;
        step = 0;
        carried = List.of();
        tally.set(0, 0, 0, 0, 0);
    }

    void goTo(int newEpoch, int newStep, long newSteps) {
        epoch = newEpoch;
        step = newStep;
        steps = newSteps;
    }

    void remember(EpochRecord figures) {
        history.add(figures);
    }

    /** Sums over the steps of an epoch, in their order. */
    public static final class Tally {
        private double loss;
        private long correct;
        private long classified;
        private long samples;
        private double weight;

        private Tally() {}

        void add(BatchGradient batch, int n) {
            set(
                    loss + batch.weighted(),
                    correct + batch.accuracy().correct(),
                    classified + batch.accuracy().total(),
                    samples + n,
                    weight + batch.weight());
        }

        void set(double lossSum, long right, long judged, long n, double lossWeight) {
            loss = lossSum;
            correct = right;
            classified = judged;
            samples = n;
            weight = lossWeight;
        }

        /** The sum of all that was averaged: of the samples' losses or, where a loss counts tokens, of theirs. */
        public double lossSum() {
            return loss;
        }

        /** Samples classified rightly. */
        public long correct() {
            return correct;
        }

        /** Samples that could be right or wrong: those with a class for a target, but not the ignored one. */
        public long classified() {
            return classified;
        }

        /** Samples seen. */
        public long samples() {
            return samples;
        }

        /** How much was averaged: the batches' {@link Loss#denominator}s or, where a loss sums, the samples. */
        public double weight() {
            return weight;
        }

        /** Mean loss so far, over what the loss itself takes the mean of, as {@link Evaluation} has it. */
        public double loss() {
            return loss / weight;
        }

        /** Accuracy so far; NaN where there are no classes. */
        public double accuracy() {
            return classified == 0 ? Double.NaN : (double) correct / classified;
        }
    }
}
