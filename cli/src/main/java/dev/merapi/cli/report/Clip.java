package dev.merapi.cli.report;

import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Wav;
import dev.merapi.tensor.Tensor;
import java.util.Base64;

/**
 * A sound to look at and to play.
 *
 * @param sound of one channel
 * @param spectrum what a network sees of it [mels, frames]
 * @param caption what it was taken for, most important first
 * @param detail the rest
 * @param wrong whether the caption tells of a mistake
 */
public record Clip(Sound sound, Tensor spectrum, String caption, String detail, boolean wrong) {
    /** A figure: the spectrum over the time, the player, the caption. */
    String html() {
        String what = caption + ", " + detail;
        return "<figure><img alt=\"" + Html.escape("spectrum of " + what) + "\" src=\"" + HeatMap.dataUri(spectrum)
                + "\">" + player(sound, what)
                + "<figcaption><b class=\"" + (wrong ? "wrong" : "right") + "\">" + Html.escape(caption) + "</b><br>"
                + Html.escape(detail) + "</figcaption></figure>\n";
    }

    /** An audio element that holds its sound itself and says what it plays. */
    static String player(Sound sound, String what) {
        return "<audio controls preload=\"none\" aria-label=\"" + Html.escape("sound of " + what)
                + "\" src=\"data:audio/wav;base64," + Base64.getEncoder().encodeToString(Wav.bytes(sound))
                + "\"></audio>";
    }
}
