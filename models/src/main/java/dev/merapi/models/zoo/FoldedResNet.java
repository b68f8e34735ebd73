package dev.merapi.models.zoo;

import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trained {@link ResNet} for use alone: x [b, 3, h, w], logits [b, classes], its batch normalizations folded into the
 * convolutions.
 */
public record FoldedResNet(Conv2d conv1, Optional<MaxPool2d> maxpool, List<Block> blocks, Linear fc) implements Layer {
    /** Copies the list. */
    public FoldedResNet {
        blocks = List.copyOf(blocks);
    }

    /**
     * y = relu(shortcut(x) + f(x)).
     *
     * @param convolutions those of f, with a relu between any two
     * @param excitation what weighs the channels of f(x)
     */
    public record Block(List<Conv2d> convolutions, Optional<SqueezeExcitation> excitation, Optional<Conv2d> downsample)
            implements Layer {
        /** Copies the list. */
        public Block {
            convolutions = List.copyOf(convolutions);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor shortcut = downsample.map(d -> d.forward(x)).orElse(x);
            Tensor h = x;
            for (Conv2d convolution : convolutions.subList(0, convolutions.size() - 1)) {
                h = convolution.forwardRelu(h);
            }
            Conv2d last = convolutions.getLast();
            return excitation.isPresent()
                    ? excitation.get().forward(last.forward(h)).addRelu(shortcut)
                    : last.forwardAddRelu(h, shortcut);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        List<Layer> steps = new ArrayList<>(blocks);
        steps.addFirst(this::stem);
        steps.addLast(h -> fc.forward(h.mean(2, 3)));
        return new Relay(steps).forward(x);
    }

    private Tensor stem(Tensor x) {
        Tensor h = conv1.forwardRelu(x);
        return maxpool.isPresent() ? maxpool.get().forward(h) : h;
    }
}
