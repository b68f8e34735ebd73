"""Writes the goldens of networks of images, which ImageZooTest reads, as make_resnets.py does.

    python3 tests/goldens/make_image_zoo.py      # from the project's root

Attributes of the first five are called as torchvision's, the others as Merapi's record components.
"""
import torch
from torch import nn

from make_resnets import golden, hashed, images


def classifier(i, hidden, classes, first):
    drop = [nn.Dropout()]
    return nn.Sequential(*(drop if first else []), nn.Linear(i, hidden), nn.ReLU(), *([] if first else drop), *(
        drop if first else []), nn.Linear(hidden, hidden), nn.ReLU(), *([] if first else drop), nn.Linear(hidden, classes))


class Classified(nn.Module):
    def __init__(self, features, size, head):
        super().__init__()
        self.features, self.avgpool, self.classifier = features, nn.AdaptiveAvgPool2d(size), head

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


def alexnet():
    pool = nn.MaxPool2d(3, 2)
    return Classified(nn.Sequential(
        nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), pool, nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), pool,
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), pool), 6, classifier(9216, 64, 10, True))


def alexnet2012():
    pool = nn.MaxPool2d(3, 2)
    return Classified(nn.Sequential(
        nn.Conv2d(3, 96, 11, 4, 2), nn.ReLU(), nn.LocalResponseNorm(5, 1e-4, 0.75, 2), pool,
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), nn.LocalResponseNorm(5, 1e-4, 0.75, 2), pool,
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), pool), 6, classifier(9216, 64, 10, True))


def vgg11():
    layers, i = [], 3
    for v in 64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0:
        layers += [nn.Conv2d(i, v, 3, padding=1), nn.ReLU()] if v else [nn.MaxPool2d(2)]
        i = v or i
    return Classified(nn.Sequential(*layers), 7, classifier(25088, 32, 10, False))


class Basic(nn.Module):
    def __init__(self, i, o, k, s=1):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o, eps=0.001)

    def forward(self, x):
        return self.bn(self.conv(x)).relu()


class Inception(nn.Module):
    def __init__(self, i, c1, r3, c3, r5, c5, pool):
        super().__init__()
        self.branch1 = Basic(i, c1, 1)
        self.branch2 = nn.Sequential(Basic(i, r3, 1), Basic(r3, c3, 3))
        self.branch3 = nn.Sequential(Basic(i, r5, 1), Basic(r5, c5, 3))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), Basic(i, pool, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class GoogLeNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = Basic(3, 64, 7, 2), Basic(64, 64, 1), Basic(64, 192, 3)
        for name, *sizes in (("3a", 192, 64, 96, 128, 16, 32, 32), ("3b", 256, 128, 128, 192, 32, 96, 64),
                             ("4a", 480, 192, 96, 208, 16, 48, 64), ("4b", 512, 160, 112, 224, 24, 64, 64),
                             ("4c", 512, 128, 128, 256, 24, 64, 64), ("4d", 512, 112, 144, 288, 32, 64, 64),
                             ("4e", 528, 256, 160, 320, 32, 128, 128), ("5a", 832, 256, 160, 320, 32, 128, 128),
                             ("5b", 832, 384, 192, 384, 48, 128, 128)):
            setattr(self, "inception" + name, Inception(*sizes))
        self.fc = nn.Linear(1024, classes)

    def forward(self, x):
        pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        x = pool(self.conv3(self.conv2(pool(self.conv1(x)))))
        x = pool(self.inception3b(self.inception3a(x)))
        x = self.inception4e(self.inception4d(self.inception4c(self.inception4b(self.inception4a(x)))))
        x = self.inception5b(self.inception5a(nn.MaxPool2d(2, 2, ceil_mode=True)(x)))
        return self.fc(x.mean((2, 3)))


class Bottleneck(nn.Module):
    def __init__(self, i, o, s, t):
        super().__init__()
        w = i * t
        widen = [] if t == 1 else [relu6(i, w, 1)]
        self.conv = nn.Sequential(*widen, relu6(w, w, 3, s, w), nn.Conv2d(w, o, 1, bias=False), nn.BatchNorm2d(o))
        self.residual = s == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.residual else self.conv(x)


def relu6(i, o, k, s=1, groups=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o), nn.ReLU6())


class MobileNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        layers, i = [relu6(3, 32, 3, 2)], 32
        for t, c, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                           (6, 320, 1, 1)):
            for b in range(n):
                layers.append(Bottleneck(i, c, s if b == 0 else 1, t))
                i = c
        self.features = nn.Sequential(*layers, relu6(i, 1280, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def twice(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
                         nn.Conv2d(o, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, channels, classes, w, levels):
        super().__init__()
        wide = [w << level for level in range(levels)]
        self.contracting = nn.ModuleList([twice(channels, w), *(twice(a, 2 * a) for a in wide)])
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * a, a, 2, 2) for a in reversed(wide))
        self.expanding = nn.ModuleList(twice(2 * a, a) for a in reversed(wide))
        self.out = nn.Conv2d(w, classes, 1)

    def forward(self, x):
        skipped = [self.contracting[0](x)]
        for below in self.contracting[1:]:
            skipped.append(below(nn.functional.max_pool2d(skipped[-1], 2)))
        h = skipped.pop()
        for up, expanding in zip(self.up, self.expanding):
            h = expanding(torch.cat([skipped.pop(), up(h)], 1))
        return self.out(h)


def main_of(*layers):
    m = nn.Module()
    m.main = nn.Sequential(*layers)
    m.forward = m.main.forward
    return m


def generator():
    return main_of(nn.ConvTranspose2d(16, 16, 4, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
                   nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
                   nn.ConvTranspose2d(8, 1, 4, 2, 1, bias=False), nn.Tanh())


def discriminator():
    return main_of(nn.Conv2d(1, 8, 4, 2, 1, bias=False), nn.LeakyReLU(0.2),
                   nn.Conv2d(8, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
                   nn.Conv2d(16, 1, 4, bias=False), nn.Flatten(0))


class AutoEncoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 16, 3, 2, 1), nn.Conv2d(16, 32, 3, 2, 1)
        self.code, self.back = nn.Linear(1568, width), nn.Linear(width, 1568)
        self.up2, self.up1 = nn.ConvTranspose2d(32, 16, 3, 2, 1, 1), nn.ConvTranspose2d(16, 1, 3, 2, 1, 1)

    def forward(self, x):
        z = self.code(self.conv2(self.conv1(x).relu()).relu().flatten(1))
        return self.up1(self.up2(self.back(z).relu().reshape(-1, 32, 7, 7)).relu())


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.mean, self.logVar = nn.Linear(784, 40), nn.Linear(40, 5), nn.Linear(40, 5)
        self.fc3, self.fc4 = nn.Linear(5, 40), nn.Linear(40, 784)

    def forward(self, x):
        h = self.fc1(x.flatten(1)).relu()
        mean = self.mean(h)
        return torch.cat([self.fc4(self.fc3(mean).relu()), mean, self.logVar(h)], 1)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c3 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.c5, self.f6, self.output = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        pool = nn.AvgPool2d(2)
        h = pool(self.c3(pool(self.c1(x).tanh())).tanh()).flatten(1)
        return self.output(self.f6(self.c5(h).tanh()).tanh())


def main():
    torch.set_num_threads(1)
    golden("lenet5", LeNet(), hashed(1000, (2, 1, 28, 28)))
    golden("alexnet", alexnet(), images(64))
    golden("alexnet-2012", alexnet2012(), images(64))
    golden("vgg11", vgg11(), images(32))
    golden("googlenet", GoogLeNet(10), images(64))
    golden("mobilenet", MobileNet(10), images(64))
    golden("unet", UNet(1, 2, 8, 2), hashed(1000, (2, 1, 12, 8)))
    golden("dcgan-generator", generator(), hashed(1000, (2, 16, 1, 1)))
    golden("dcgan-discriminator", discriminator(), hashed(1000, (2, 1, 16, 16)))
    golden("autoencoder", AutoEncoder(32), hashed(1000, (2, 1, 28, 28)))
    golden("vae", Vae(), hashed(1000, (2, 1, 28, 28)))


if __name__ == "__main__":
    main()
