"""Writes the goldens that ResNetTest compares with: logits and the norm of every parameter's gradient.

    python3 tests/goldens/make_resnets.py        # from the project's root, after the pip install of make_goldens.py

The parameters are not stored: tensor k of the state_dict's parameters has the elements hashed(k), in units of
1 / sqrt(fan-in); biases are 0, and other tensors of rank 1 as PyTorch makes them. Batch norm uses its running
statistics: over a few pixels, a batch's would make the gradient hang on rounding errors. Attributes are called as
torchvision's.
"""
import math

import torch
from torch import nn

from make_goldens import OUT, save


def conv(i, o, k, s=1):
    return nn.Conv2d(i, o, k, s, k // 2, bias=False)


class Basic(nn.Module):
    expansion = 1

    def __init__(self, i, w, s):
        super().__init__()
        self.conv1, self.bn1 = conv(i, w, 3, s), nn.BatchNorm2d(w)
        self.conv2, self.bn2 = conv(w, w, 3), nn.BatchNorm2d(w)
        self.downsample = nn.Sequential(conv(i, w, 1, s), nn.BatchNorm2d(w)) if s != 1 or i != w else None

    def forward(self, x):
        h = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (h + (x if self.downsample is None else self.downsample(x))).relu()


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, i, w, s):
        super().__init__()
        self.conv1, self.bn1 = conv(i, w, 1), nn.BatchNorm2d(w)
        self.conv2, self.bn2 = conv(w, w, 3, s), nn.BatchNorm2d(w)
        self.conv3, self.bn3 = conv(w, 4 * w, 1), nn.BatchNorm2d(4 * w)
        self.downsample = nn.Sequential(conv(i, 4 * w, 1, s), nn.BatchNorm2d(4 * w)) if s != 1 or i != 4 * w else None

    def forward(self, x):
        h = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())).relu()
        return (self.bn3(self.conv3(h)) + (x if self.downsample is None else self.downsample(x))).relu()


class ResNet(nn.Module):
    def __init__(self, block, blocks, large, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False) if large else conv(3, 64, 3)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1) if large else nn.Identity()
        i = 64
        for stage, n in enumerate(blocks):
            w = 64 << stage
            layers = []
            for b in range(n):
                layers.append(block(i, w, 2 if stage > 0 and b == 0 else 1))
                i = w * block.expansion
            setattr(self, "layer%d" % (stage + 1), nn.Sequential(*layers))
        self.fc = nn.Linear(i, classes)

    def forward(self, x):
        h = self.maxpool(self.bn1(self.conv1(x)).relu())
        h = self.layer4(self.layer3(self.layer2(self.layer1(h))))
        return self.fc(h.mean((2, 3)))


def hashed(seed, shape):
    """Element i is a hash of i and seed, in [-1, 1): Hashed.java makes the same numbers."""
    mask = 0xFFFFFFFF
    h = (torch.arange(math.prod(shape), dtype=torch.int64) * 0x9E3779B1 + (seed * 0x85EBCA77 & mask)) & mask
    h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & mask
    h = ((h ^ (h >> 12)) * 0x297A2D39) & mask
    h = h ^ (h >> 15)
    return ((h >> 8).double() / 2**23 - 1).reshape(shape)


def golden(name, model, x):
    model.double().eval()
    with torch.no_grad():
        for k, (n, p) in enumerate(model.named_parameters()):
            if p.dim() > 1:
                p.copy_(hashed(k, p.shape) / math.sqrt(p[0].numel()))
            elif n.endswith("bias"):
                p.zero_()
    logits = model(x)
    (logits * hashed(1001, logits.shape)).sum().backward()
    norms = {"norm." + n: p.grad.norm().reshape(1).float() for n, p in model.named_parameters()}
    save(OUT / (name + ".safetensors"), {"logits": logits.detach().float(), **norms}, {"torch": torch.__version__})
    print(name, sum(p.numel() for p in model.parameters()), logits)


def images(size):
    return hashed(1000, (2, 3, size, size))


def main():
    torch.set_num_threads(1)
    golden("resnet18", ResNet(Basic, (2, 2, 2, 2), True, 10), images(64))
    golden("resnet18-cifar", ResNet(Basic, (2, 2, 2, 2), False, 10), images(32))
    golden("resnet50", ResNet(Bottleneck, (3, 4, 6, 3), True, 10), images(64))


if __name__ == "__main__":
    main()
