package dev.merapi.cli.task;

import dev.merapi.models.augment.HorizontalFlip;
import dev.merapi.models.augment.RandomCrop;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.zoo.AlexNet;
import dev.merapi.models.zoo.CifarResNet;
import dev.merapi.models.zoo.GoogLeNet;
import dev.merapi.models.zoo.MobileNetV2;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.RandomKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The great networks of images, each in a form for 32 x 32 pixels and few minutes, on a sample of CIFAR-10: every image
 * is flipped and moved by chance each time it's seen.
 *
 * <p>Targets lie between what the network reached and what the pixels say by themselves: of the sample's 600 test
 * images a linear classifier (ridge regression, its penalty chosen on the tenth that validates) tells 0.36, the nearest
 * of the classes' means 0.28. The standard error of such a share is 0.02.
 */
final class CifarTasks {
    static final Source SOURCE =
            Source.shared("cifar10-sample", "images of 32 x 32 in 3 colours, as CIFAR-10's binary files, plain or .gz");

    private static final int CLASSES = 10;

    static final List<Task> ALL = List.of(
            task(
                    "alexnet",
                    "AlexNet, its first convolution 5 x 5, on a sample of CIFAR-10",
                    "Krizhevsky 2012",
                    accuracy(0.40),
                    key -> AlexNet.cifar(CLASSES, 512, key),
                    new Task.Defaults(25, 32, 5e-4)),
            task(
                    "vgg11",
                    "VGG-11, half as wide and with batch normalization, on a sample of CIFAR-10",
                    "Simonyan 2015",
                    accuracy(0.42),
                    key -> Vgg.vgg11Cifar(32, CLASSES, 256, key),
                    new Task.Defaults(10, 32, 1e-3)),
            task(
                    "vgg16",
                    "VGG-16, a quarter as wide and with batch normalization, on a sample of CIFAR-10",
                    "Simonyan 2015",
                    accuracy(0.42),
                    key -> Vgg.vgg16Cifar(16, CLASSES, 256, key),
                    new Task.Defaults(20, 32, 1e-3)),
            task(
                    "resnet18",
                    "ResNet-18, a quarter as wide, on a sample of CIFAR-10",
                    "He 2016",
                    accuracy(0.45),
                    key -> ResNet.resnet18Cifar(16, CLASSES, key),
                    new Task.Defaults(8, 32, 2e-3)),
            task(
                    "resnet50",
                    "ResNet-50, a quarter as wide, on a sample of CIFAR-10",
                    "He 2016",
                    accuracy(0.40),
                    key -> ResNet.resnet50Cifar(16, CLASSES, key),
                    new Task.Defaults(5, 32, 2e-3)),
            task(
                    "resnet20",
                    "a residual network of 20 layers on a sample of CIFAR-10",
                    "He 2016",
                    accuracy(0.42),
                    key -> CifarResNet.of(20, CLASSES, key),
                    new Task.Defaults(8, 32, 3e-3)),
            task(
                    "resnet56",
                    "a residual network of 56 layers on a sample of CIFAR-10",
                    "He 2016",
                    accuracy(0.39),
                    key -> CifarResNet.of(56, CLASSES, key),
                    new Task.Defaults(5, 32, 3e-3)),
            task(
                    "se-resnet20",
                    "a residual network of 20 layers that weighs its channels, on a sample of CIFAR-10",
                    "Hu 2018",
                    accuracy(0.42),
                    key -> CifarResNet.squeezed(20, 4, CLASSES, key),
                    new Task.Defaults(8, 32, 3e-3)),
            task(
                    "googlenet",
                    "GoogLeNet, its first convolution 3 x 3, on a sample of CIFAR-10",
                    "Szegedy 2015",
                    accuracy(0.42),
                    key -> GoogLeNet.cifar(CLASSES, key),
                    new Task.Defaults(6, 32, 1e-3)),
            task(
                    "mobilenetv2",
                    "MobileNetV2, its first convolution without a stride, on a sample of CIFAR-10",
                    "Sandler 2018",
                    accuracy(0.39),
                    key -> MobileNetV2.cifar(CLASSES, key),
                    new Task.Defaults(8, 32, 2e-3)));

    private CifarTasks() {}

    private static Task task(
            String name,
            String summary,
            String origin,
            Optional<Target> target,
            Function<RandomKey, Layer> model,
            Task.Defaults defaults) {
        return new ImageTask(
                name,
                summary,
                List.of(3, 32, 32),
                SOURCE,
                origin,
                target,
                model,
                defaults,
                new ImageTask.Plan(
                        CifarTasks::optimizer,
                        new Warmup(100, new Cosine(0.01)),
                        Optional.of(new HorizontalFlip(0.5).then(new RandomCrop(4)))));
    }

    private static Optional<Target> accuracy(double least) {
        return Optional.of(Target.atLeast("test accuracy", least));
    }

    /** Decay helps where images are as few; only of matrices and filters, as usual. */
    private static Optimizer optimizer(double rate) {
        return ParameterGroups.decayingMatrices(new AdamW(rate, 0.9, 0.999, 1e-8, 0.05));
    }
}
