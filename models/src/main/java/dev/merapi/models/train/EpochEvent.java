package dev.merapi.models.train;

import java.util.function.Consumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One epoch of training, its evaluation included, with the figures of its {@link EpochRecord}. */
@Name("dev.merapi.Epoch")
@Label("Epoch")
@Description("A pass over the training data, and the evaluation after it")
@Category("Merapi")
@StackTrace(false)
final class EpochEvent extends Event {
    @Label("Epoch")
    @Description("From 1")
    int epoch;

    @Label("Loss")
    double loss;

    @Label("Accuracy")
    double accuracy;

    @Label("Validation Loss")
    double validationLoss;

    @Label("Validation Accuracy")
    double validationAccuracy;

    @Label("Learning Rate")
    double rate;

    /** Begins now; ends when it gets the epoch's record. */
    static Consumer<EpochRecord> begun() {
        EpochEvent event = new EpochEvent();
        event.begin();
        return event::commit;
    }

    private void commit(EpochRecord record) {
        end();
        if (shouldCommit()) {
            epoch = record.epoch();
            loss = record.loss();
            accuracy = record.accuracy();
            validationLoss = record.validationLoss();
            validationAccuracy = record.validationAccuracy();
            rate = record.rate();
            commit();
        }
    }
}
