package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.TransposedOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A class for each pixel: x [n, channels, h, w], logits [n, classes, h, w], h and w multiples of {@code 2^levels}. With
 * three channels, two classes, a width of 64 and four levels 31,037,698 parameters. Source: Ronneberger, Fischer, Brox,
 * "U-Net: convolutional networks for biomedical image segmentation", 2015, figure 1; padded, so that the result is as
 * large as the image, and with batch norm.
 *
 * @param contracting two convolutions at each level, and then at the bottom
 * @param up from each level to the one above, the lowest first
 * @param expanding two convolutions at each level, the lowest first
 * @param out 1 x 1
 */
public record UNet(List<Sequential> contracting, List<ConvTranspose2d> up, List<Sequential> expanding, Conv2d out)
        implements Layer {
    /** Copies the lists. */
    public UNet {
        contracting = List.copyOf(contracting);
        up = List.copyOf(up);
        expanding = List.copyOf(expanding);
    }

    /** An image's sides are multiples of 2 to this power, an int. */
    private static final int MOST = 30;

    /** Random parameters; {@code width} channels at the top, twice as many at each level below. */
    public static UNet of(int channels, int classes, int width, int levels, RandomKey key) {
        if (levels < 0 || levels > MOST) {
            throw new IllegalArgumentException("UNet: an image can't be halved " + levels + " times; choose from 0 to "
                    + MOST + " levels, such as 4");
        }
        Shape.size("UNet", (long) width << levels);
        List<Sequential> contracting = new ArrayList<>();
        List<ConvTranspose2d> up = new ArrayList<>();
        List<Sequential> expanding = new ArrayList<>();
        contracting.add(twice(channels, width, key.fold("top")));
        for (int level = 0; level < levels; level++) {
            int above = width << level;
            RandomKey own = key.fold(level);
            contracting.add(twice(above, 2 * above, own.fold("contracting")));
            TransposedOptions doubling = new TransposedOptions(Options.DEFAULT.stride(2));
            up.addFirst(ConvTranspose2d.of(2 * above, above, 2, doubling, own.fold("up")));
            expanding.addFirst(twice(2 * above, above, own.fold("expanding")));
        }
        return new UNet(contracting, up, expanding, Conv2d.of(width, classes, 1, key.fold("out")));
    }

    private static Sequential twice(int in, int out, RandomKey key) {
        Options same = Options.DEFAULT.padding(1);
        return Sequential.of(
                Conv2d.withoutBias(in, out, 3, same, key.fold(0)),
                BatchNorm.of(out),
                new Relu(),
                Conv2d.withoutBias(out, out, 3, same, key.fold(1)),
                BatchNorm.of(out),
                new Relu());
    }

    @Override
    public Tensor forward(Tensor x) {
        int multiple = 1 << up.size();
        if (x.rank() != 4 || x.size(2) % multiple != 0 || x.size(3) % multiple != 0) {
            throw new ShapeException(
                    "UNet: the image " + x.shape() + " should be [n, c, h, w] with h and w multiples of " + multiple
                            + ", as it's halved " + up.size() + " times; pad or crop it");
        }
        List<Tensor> skipped = new ArrayList<>();
        Tensor h = contracting.getFirst().forward(x);
        for (Sequential below : contracting.subList(1, contracting.size())) {
            skipped.addFirst(h);
            h = below.forward(h.maxPool2d(2));
        }
        for (int i = 0; i < up.size(); i++) {
            Tensor both = Tensor.concat(1, skipped.get(i), up.get(i).forward(h));
            h = expanding.get(i).forward(both);
        }
        return out.forward(h);
    }
}
