package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import java.util.List;

/** The losses of two networks that train against each other, over the epochs. */
public record GameCurves(int[] epochs, double[] discriminator, double[] generator) {
    /** A section of the report. */
    public String section() {
        LineChart chart = new LineChart(
                epochs,
                List.of(
                        new LineChart.Line("c0", "discriminator", discriminator),
                        new LineChart.Line("c1", "generator", generator)),
                Figures::loss,
                false);
        return """
                <section>
                <h2>The game</h2>
                <p>Losses on images that neither learned from, with the batch's statistics as in training. Where the
                discriminator can but guess, its own is 1.3863 and the generator's 0.6931.</p>
                <figure>
                <figcaption>Loss<span class="legend"><i class="c0"></i>discriminator<i class="c1"></i>generator</span>
                </figcaption>
                """ + chart.svg("losses of both networks by epoch") + "</figure>\n</section>\n";
    }
}
