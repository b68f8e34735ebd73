package dev.merapi.models.train;

/**
 * One epoch's figures.
 *
 * @param epoch from 1
 * @param loss mean training loss over the epoch, of all that the loss averages: samples, or tokens that count
 * @param accuracy share of training samples classified rightly as they went by, of those that count; NaN where there are
 *     no classes
 * @param validationLoss loss on the validation data after the epoch; NaN without such data
 * @param validationAccuracy accuracy on the validation data after the epoch; NaN without such data
 * @param rate the learning rate of the epoch's last step
 * @param seconds wall time, evaluation included
 */
public record EpochRecord(
        int epoch,
        double loss,
        double accuracy,
        double validationLoss,
        double validationAccuracy,
        double rate,
        double seconds) {
    /** The columns of {@link #csv}. */
    public static final String HEADER = "epoch,loss,accuracy,validation_loss,validation_accuracy,rate,seconds";

    /** What validation said. */
    record Validation(double loss, double accuracy) {
        /** Nothing, without data for it. */
        static final Validation NONE = new Validation(Double.NaN, Double.NaN);
    }

    /** The loss on the validation data or, without any, in training: what says whether training still helps. */
    public double judgedLoss() {
        return Double.isNaN(validationLoss) ? loss : validationLoss;
    }

    /** The accuracy on the validation data or, without any, in training; NaN where there are no classes. */
    public double judgedAccuracy() {
        return Double.isNaN(validationAccuracy) ? accuracy : validationAccuracy;
    }

    /** One line of metrics.csv, exact: {@link #parse} gives this record back. */
    public String csv() {
        return epoch + "," + loss + "," + accuracy + "," + validationLoss + "," + validationAccuracy + "," + rate + ","
                + seconds;
    }

    /** The record of a line that {@link #csv} wrote. */
    public static EpochRecord parse(String line) {
        String[] c = line.split(",", -1);
        if (c.length != 7) {
            throw new IllegalArgumentException("'" + line + "' is no epoch record; it needs the columns " + HEADER);
        }
        return new EpochRecord(
                Integer.parseInt(c[0]),
                Double.parseDouble(c[1]),
                Double.parseDouble(c[2]),
                Double.parseDouble(c[3]),
                Double.parseDouble(c[4]),
                Double.parseDouble(c[5]),
                Double.parseDouble(c[6]));
    }
}
