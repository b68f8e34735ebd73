package dev.merapi.models.zoo;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.vision.Anchors.Level;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * A single-shot detector: images x [n, 3, h, w], output [n, anchors, classes + 1 + 4], for each anchor the logits of
 * background and classes and the offsets of its box, in the order of {@link dev.merapi.models.vision.Anchors}. h and w
 * are multiples of the largest stride. Train it by {@link dev.merapi.models.loss.MultiBox}. Source: Liu et al., "SSD: single shot multibox
 * detector", 2016, figure 2, with a small backbone of convolutions and batch norm.
 *
 * @param stages the first one goes down to the first level, each other one from a level to the next
 * @param classHeads for each level, 3 x 3
 * @param boxHeads for each level, 3 x 3
 */
public record Ssd(List<Sequential> stages, List<Conv2d> classHeads, List<Conv2d> boxHeads) implements Layer {
    private static final int FIRST_STRIDE = 8;
    private static final Options SAME = Options.DEFAULT.padding(1);
    private static final Options HALVE = SAME.stride(2);

    /** Copies the lists. */
    public Ssd {
        stages = List.copyOf(stages);
        classHeads = List.copyOf(classHeads);
        boxHeads = List.copyOf(boxHeads);
    }

    /**
     * Random parameters.
     *
     * @param classes without the background
     * @param width channels at a stride of 4; there are twice as many at 8, and four times as many from 16 on
     * @param levels of strides 8, 16, 32 and so on
     */
    public static Ssd of(int classes, int width, List<Level> levels, RandomKey key) {
        if (classes < 1) {
            throw new IllegalArgumentException(
                    "Ssd: a detector of " + classes + " classes finds nothing; name 1 or more beside the background");
        }
        List<Sequential> stages = new ArrayList<>();
        List<Conv2d> classHeads = new ArrayList<>();
        List<Conv2d> boxHeads = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            checkStride(levels, i);
            RandomKey own = key.fold(i);
            stages.add(stage(i, width, own));
            int channels = i == 0 ? 2 * width : 4 * width;
            int shapes = levels.get(i).sizes().size();
            classHeads.add(
                    Conv2d.of(channels, Shape.size("Ssd", shapes * (classes + 1L)), 3, SAME, own.fold("classes")));
            boxHeads.add(Conv2d.of(channels, shapes * 4, 3, SAME, own.fold("boxes")));
        }
        return new Ssd(stages, classHeads, boxHeads);
    }

    private static Sequential stage(int level, int width, RandomKey key) {
        List<Layer> layers = new ArrayList<>();
        if (level == 0) {
            add(layers, 3, width / 2, HALVE, key);
            add(layers, width / 2, width, HALVE, key);
            add(layers, width, width, SAME, key);
            add(layers, width, 2 * width, HALVE, key);
            add(layers, 2 * width, 2 * width, SAME, key);
            add(layers, 2 * width, 2 * width, SAME, key);
        } else {
            add(layers, level == 1 ? 2 * width : 4 * width, 4 * width, HALVE, key);
            add(layers, 4 * width, 4 * width, SAME, key);
        }
        return new Sequential(layers);
    }

    private static void add(List<Layer> layers, int in, int out, Options options, RandomKey key) {
        layers.add(Conv2d.withoutBias(in, out, 3, options, key.fold(layers.size())));
        layers.add(BatchNorm.of(out));
        layers.add(new Relu());
    }

    private static void checkStride(List<Level> levels, int i) {
        int wanted = FIRST_STRIDE << i;
        if (levels.get(i).stride() != wanted) {
            throw new IllegalArgumentException("Ssd: level " + i + " has a stride of "
                    + levels.get(i).stride() + ", but each level halves the one before, so it has " + wanted
                    + "; give the levels strides of 8, 16, 32 and so on");
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        int multiple = FIRST_STRIDE << (stages.size() - 1);
        if (x.rank() != 4 || x.size(1) != 3 || x.size(2) % multiple != 0 || x.size(3) % multiple != 0) {
            throw new ShapeException(
                    "Ssd: the images " + x.shape() + " should be [n, 3, h, w] with h and w multiples of " + multiple
                            + ", its largest stride; scale them");
        }
        List<Tensor> levels = new ArrayList<>();
        Tensor h = x;
        for (int i = 0; i < stages.size(); i++) {
            h = stages.get(i).forward(h);
            int shapes = boxHeads.get(i).weight().size(0) / 4;
            levels.add(
                    Tensor.concat(2, perAnchor(classHeads.get(i), h, shapes), perAnchor(boxHeads.get(i), h, shapes)));
        }
        return Tensor.concat(1, levels);
    }

    /** [n, shapes k, h, w] as [n, h w shapes, k]. */
    private static Tensor perAnchor(Conv2d head, Tensor features, int shapes) {
        Tensor y = head.forward(features);
        int anchors = y.size(2) * y.size(3) * shapes;
        return y.permute(0, 2, 3, 1).reshape(y.size(0), anchors, y.size(1) / shapes);
    }
}
