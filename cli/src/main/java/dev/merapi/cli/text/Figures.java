package dev.merapi.cli.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.util.Locale;

/** Numbers and bars as people read them, the same in every country. */
public final class Figures {
    private Figures() {}

    /** 0.9173 is {@code 91.73 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** Four digits that say something: 0.9247, 6.312, 1234. */
    public static String significant(double x) {
        double size = Math.abs(x);
        int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", x);
    }

    /** 60000 is {@code 60,000}. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Four digits after the point, or the exponent where those would say little. */
    public static String loss(double loss) {
        return String.format(Locale.ROOT, loss != 0 && Math.abs(loss) < 1e-3 ? "%.2e" : "%.4f", loss);
    }

    /** {@code 19 s}, {@code 0.7 s}, {@code 0.04 s} or {@code 3 min 5 s}. */
    public static String seconds(double seconds) {
        if (seconds < 10) {
            int digits = seconds >= 0.1 ? 1 : seconds >= 0.01 ? 2 : 3;
            return String.format(Locale.ROOT, "%." + digits + "f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 120 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    /** How many a second: {@code 1234}, {@code 12}, {@code 3.4} or {@code 0.056}. */
    public static String rate(double x) {
        if (!(x > 0 && x < 10)) {
            return String.format(Locale.ROOT, "%.0f", x);
        }
        BigDecimal two = new BigDecimal(x).round(new MathContext(2));
        int exponent = two.precision() - two.scale() - 1;
        return two.setScale(Math.max(0, 1 - exponent), RoundingMode.UNNECESSARY).toPlainString();
    }

    /** {@code 1.5 GB}, in powers of 1024. */
    public static String bytes(long bytes) {
        double gigabytes = bytes / (double) (1 << 30);
        return gigabytes >= 1
                ? String.format(Locale.ROOT, "%.1f GB", gigabytes)
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
    }

    /** A bar of {@code share} of {@code width} blocks; of number signs where the terminal has no blocks. */
    public static String bar(double share, int width, Charset terminal) {
        String block = hasBlocks(terminal) ? "\u2588" : "#";
        return block.repeat((int) Math.round(share * width));
    }

    /** Whether the terminal's encoding knows the characters that bars are made of. */
    public static boolean hasBlocks(Charset terminal) {
        return terminal.canEncode() && terminal.newEncoder().canEncode('\u2588');
    }
}
