"""Writes the goldens that SmallImageZooTest compares with: squeeze-and-excitation networks, and the forms of great
networks for images of 32 x 32: logits and the norm of every parameter's gradient, as make_resnets.py has them.

    python3 tests/goldens/make_small_image_zoo.py  # from the project's root, after the pip install of make_goldens.py
"""
import torch
from torch import nn

from make_image_zoo import Basic, Classified, GoogLeNet, MobileNet, alexnet, classifier, relu6
from make_resnets import Bottleneck, ResNet, conv, golden, images


class Excitation(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(channels, squeezed), nn.Linear(squeezed, channels)

    def forward(self, x):
        s = torch.sigmoid(self.fc2(torch.relu(self.fc1(x.mean((2, 3))))))
        return x * s[:, :, None, None]


class CifarBlock(nn.Module):
    def __init__(self, i, o, s, reduction):
        super().__init__()
        self.conv1, self.bn1 = conv(i, o, 3, s), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = conv(o, o, 3), nn.BatchNorm2d(o)
        if reduction:
            self.se = Excitation(o, o // reduction)
        self.more, self.s = o - i, s

    def forward(self, x):
        h = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        h = self.se(h) if hasattr(self, "se") else h
        half = self.more // 2
        shortcut = nn.functional.pad(x[:, :, ::self.s, ::self.s], (0, 0, 0, 0, half, self.more - half))
        return (h + shortcut).relu()


class CifarResNet(nn.Module):
    def __init__(self, n, reduction):
        super().__init__()
        self.conv1, self.bn1 = conv(3, 16, 3), nn.BatchNorm2d(16)
        for stage, (i, o, s) in enumerate(((16, 16, 1), (16, 32, 2), (32, 64, 2))):
            blocks = [CifarBlock(i if b == 0 else o, o, s if b == 0 else 1, reduction) for b in range(n)]
            setattr(self, "layer%d" % (stage + 1), nn.Sequential(*blocks))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        h = self.layer3(self.layer2(self.layer1(self.bn1(self.conv1(x)).relu())))
        return self.linear(h.mean((2, 3)))


class SqueezedBottleneck(nn.Module):
    expansion = 4

    def __init__(self, i, w, s):
        super().__init__()
        self.conv1, self.bn1 = conv(i, w, 1), nn.BatchNorm2d(w)
        self.conv2, self.bn2 = conv(w, w, 3, s), nn.BatchNorm2d(w)
        self.conv3, self.bn3 = conv(w, 4 * w, 1), nn.BatchNorm2d(4 * w)
        self.se = Excitation(4 * w, w // 4)
        self.downsample = nn.Sequential(conv(i, 4 * w, 1, s), nn.BatchNorm2d(4 * w)) if s != 1 or i != 4 * w else None

    def forward(self, x):
        h = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())).relu()
        h = self.se(self.bn3(self.conv3(h)))
        return (h + (x if self.downsample is None else self.downsample(x))).relu()


class NarrowResNet(ResNet):
    """A ResNet, ResNet-50 unless told otherwise, with its first stage w wide in place of 64, for small images."""

    def __init__(self, w, block=Bottleneck, blocks=(3, 4, 6, 3)):
        nn.Module.__init__(self)
        self.conv1, self.bn1, self.maxpool = conv(3, w, 3), nn.BatchNorm2d(w), nn.Identity()
        i = w
        for stage, n in enumerate(blocks):
            layers = []
            for b in range(n):
                layers.append(block(i, w << stage, 2 if stage > 0 and b == 0 else 1))
                i = (w << stage) * block.expansion
            setattr(self, "layer%d" % (stage + 1), nn.Sequential(*layers))
        self.fc = nn.Linear(i, 10)


def alexnet_cifar():
    model = alexnet()
    model.features[0] = nn.Conv2d(3, 64, 5, 2, 2)
    return Classified(model.features, 1, classifier(256, 64, 10, True))


def vgg16_cifar():
    layers, i = [], 3
    for v in 16, 16, 0, 32, 32, 0, 64, 64, 64, 0, 128, 128, 128, 0, 128, 128, 128, 0:
        layers += [nn.Conv2d(i, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU()] if v else [nn.MaxPool2d(2)]
        i = v or i
    return Classified(nn.Sequential(*layers), 1, classifier(128, 32, 10, False))


def googlenet_cifar():
    model = GoogLeNet(10)
    model.conv1 = Basic(3, 64, 3)
    return model


def mobilenet_cifar():
    model = MobileNet(10)
    model.features[0] = relu6(3, 32, 3)
    return model


def main():
    torch.set_num_threads(1)
    golden("se-resnet20", CifarResNet(3, 4), images(32))
    golden("se-resnet50", ResNet(SqueezedBottleneck, (3, 4, 6, 3), True, 10), images(64))
    golden("resnet20", CifarResNet(3, 0), images(32))
    golden("resnet50-cifar", NarrowResNet(16), images(32))
    golden("alexnet-cifar", alexnet_cifar(), images(32))
    golden("vgg16-cifar", vgg16_cifar(), images(32))
    golden("googlenet-cifar", googlenet_cifar(), images(32))
    golden("mobilenet-cifar", mobilenet_cifar(), images(32))


if __name__ == "__main__":
    main()
