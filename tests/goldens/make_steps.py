"""Writes the golden that TrainingStepsTest compares with: three training steps of PyTorch for each architecture.

    python3 tests/goldens/make_steps.py          # from the project's root, after the pip install of make_goldens.py

steps.safetensors has for each NAME, from a training in float64: NAME.losses [3], one a step; NAME.output [1, 2] and
NAME.gradients [n, 2] of the first step; NAME.changes [n, 2], of the parameters by all three steps; and NAME.statistics [m, 2], of
the buffers. Parameters and buffers are sorted by name. The two numbers of a tensor are its norm and its product with hashed numbers,
in which a difference of any kind shows. NAME.rounding says how far the losses of a training in float32 are from those, relatively.

Nothing else is stored: a parameter called NAME has the elements hashed(crc32(NAME)), in units of sqrt(6 / fan-in); biases a tenth of
them; and a norm's weights 1 and a quarter of them. Batches are hashed too, each step another; labels are counted. Batch norm has the
batch's statistics, dropout is 0, the optimizer is SGD with a momentum of 0.9.
"""
import math
import zlib

import torch
import torch.nn.functional as F
from torch import nn

from make_goldens import DTYPES, OUT, save
from make_image_zoo import AutoEncoder, Classified, LeNet, UNet, Vae, alexnet2012, classifier
from make_resnets import Basic, hashed
from make_small_image_zoo import CifarResNet, NarrowResNet, alexnet_cifar, googlenet_cifar, mobilenet_cifar
from make_ssd import LEVELS, Ssd, multibox
from make_textcnn import TextCNN

DTYPES[torch.float64] = "F64"
STEPS, BATCH = 3, 4


class FashionCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(3136, 128), nn.Linear(128, 10)

    def forward(self, x):
        h = F.max_pool2d(self.conv1(x).relu(), 2)
        return self.fc2(self.fc1(F.max_pool2d(self.conv2(h).relu(), 2).flatten(1)).relu())


def vgg(width, convolutions):
    """Stages of so many convolutions with batch norm, for images of 32 x 32."""
    layers, i = [], 3
    for n, o in zip(convolutions, (width, 2 * width, 4 * width, 8 * width, 8 * width)):
        for _ in range(n):
            layers += [nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU()]
            i = o
        layers.append(nn.MaxPool2d(2))
    return Classified(nn.Sequential(*layers), 1, classifier(i, 32, 10, False))


class DrawingVae(Vae):
    """z is drawn by a noise that is given."""

    def forward(self, x, noise):
        h = self.fc1(x.flatten(1)).relu()
        mean, spread = self.mean(h), self.logVar(h)
        z = mean + (spread / 2).exp() * noise
        return torch.cat([self.fc4(self.fc3(z).relu()), mean, spread], 1)


class Bigram(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(12, 12)

    def forward(self, x):
        return self.table(x)


NODES = 12
EDGES = [(i, (i * i + 3) % NODES) for i in range(NODES)] + [(i, (5 * i + 1) % NODES) for i in range(NODES)]


def adjacency():
    """D^-1/2 (A + I) D^-1/2, dense, as float32 has it."""
    a = torch.eye(NODES, dtype=torch.float64)
    for i, j in EDGES:
        a[i, j] = a[j, i] = 1
    d = a.sum(1).rsqrt()
    return (d[:, None] * a * d[None]).float()


class GraphConv(nn.Linear):
    def forward(self, x):
        return adjacency().to(x.dtype) @ F.linear(x, self.weight) + self.bias


class Gcn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = GraphConv(9, 5), GraphConv(5, 3)

    def forward(self, x):
        return self.conv2(self.conv1(x).relu())


class Positions(nn.Module):
    def __init__(self, longest, d):
        super().__init__()
        t = torch.arange(longest, dtype=torch.float64)[:, None]
        angles = t * torch.exp(torch.arange(0, d, 2, dtype=torch.float64) * (-math.log(10000) / d))
        self.register_buffer("pe", torch.stack([angles.sin(), angles.cos()], 2).flatten(1).float())


class Transformer(nn.Module):
    """Of PyTorch's own layers. Symbol 0 is padding."""

    def __init__(self, source, target, d, first):
        super().__init__()
        self.source, self.target = nn.Embedding(source, d), nn.Embedding(target, d)
        options = dict(d_model=d, nhead=2, dim_feedforward=24, dropout=0.0, batch_first=True, norm_first=first,
                       activation="gelu" if first else "relu")
        norms = [nn.LayerNorm(d) if first else None for _ in range(2)]
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(**options), 2, norms[0], False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(**options), 2, norms[1])
        self.positions, self.d = Positions(6, d), d

    def embedded(self, table, ids):
        return table(ids) * math.sqrt(self.d) + self.positions.pe[:ids.shape[1]]

    def forward(self, source, target):
        hidden = source == 0
        memory = self.encoder(self.embedded(self.source, source), src_key_padding_mask=hidden)
        x = self.embedded(self.target, target)
        later = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).triu(1)
        y = self.decoder(x, memory, tgt_mask=later, memory_key_padding_mask=hidden)
        return y @ self.target.weight.t()


def labels(step, shape, classes):
    return (torch.arange(math.prod(shape)) * 7 + step * 3).remainder(classes).reshape(shape)


def symbols(step, shape, count):
    i = torch.arange(math.prod(shape)) + 11 * step
    return (i * i * 7).remainder(count).reshape(shape)


def images(channels, height, width, n=BATCH):
    """Blurred patterns of 4 x 4 with noise. (Samples of noise alone look the same to deep layers.)"""
    def batch(step):
        coarse = hashed(4000 + step, (n, channels, 4, 4))
        fine = hashed(1000 + step, (n, channels, height, width))
        return (coarse.repeat_interleave(height // 4, 2).repeat_interleave(width // 4, 3) + fine / 4,)
    return batch


def classes(channels, size, n=BATCH):
    inputs = images(channels, size, size, n)
    return lambda step: (inputs(step), labels(step, (n,), 10))


def itself(*extra):
    """A batch whose target are its own inputs, which are between 0 and 1."""
    def batch(step):
        x = (hashed(1000 + step, (BATCH, 1, 28, 28)) + 1) / 2
        return (x, *(hashed(2000 + step, shape) for shape in extra)), x
    return batch


def pixels(step):
    return images(1, 8, 8)(step), labels(step, (BATCH, 8, 8), 2)


def detections(step):
    """Every eleventh anchor or so has an object, of one class or the other."""
    anchors = 4 * 6 * 2 + 2 * 3
    a = torch.arange(BATCH * anchors).reshape(BATCH, anchors, 1)
    label = torch.where((a + step) % 11 == 0, 1 + a % 2, 0).double()
    return images(3, 32, 48)(step), torch.cat([label, hashed(3000 + step, (BATCH, anchors, 4)) * (label > 0)], 2)


def sentences(step):
    return (symbols(step, (BATCH, 9), 40),), labels(step, (BATCH,), 3)


def following(step):
    return (symbols(step, (BATCH * 8,), 12),), labels(step, (BATCH * 8,), 12)


def nodes(step):
    return (hashed(1000 + step, (NODES, 9)),), labels(step, (NODES,), 3)


def translations(step):
    """Sources and targets of lengths 6, 5, 4 and 3; a target is what came before, and the symbol wanted there."""
    shown = torch.arange(6)[None] < 6 - torch.arange(BATCH)[:, None]
    source = (1 + symbols(step, (BATCH, 6), 10)) * shown
    written = (1 + symbols(step + 50, (BATCH, 6), 8)) * shown
    return (source, written[:, :-1].contiguous()), written[:, 1:].contiguous()


def evidence(y, x):
    logits, mean, spread = y.split([784, 5, 5], 1)
    entropy = F.binary_cross_entropy_with_logits(logits, x.flatten(1), reduction="none").sum(1)
    return (entropy - (1 + spread - mean ** 2 - spread.exp()).sum(1) / 2).mean()


def smoothed(y, words):
    return F.cross_entropy(y.flatten(0, 1), words.flatten(), ignore_index=0, label_smoothing=0.1)


def pieces(model, pick=lambda p: p):
    """Each parameter in PyTorch's layout, by the name that it has in Merapi; parts of attention are views of PyTorch's."""
    found = {}
    for path, module in model.named_modules():
        if isinstance(module, (nn.MultiheadAttention, nn.modules.linear.NonDynamicallyQuantizableLinear)):
            continue
        for name, p in module.named_parameters(recurse=False):
            found[path + "." + name if path else name] = pick(p).detach()
    for path, module in model.named_modules():
        if isinstance(module, nn.MultiheadAttention):
            path = path.replace("self_attn", "selfAttn").replace("multihead_attn", "multiheadAttn")
            for kind, p in (("weight", module.in_proj_weight), ("bias", module.in_proj_bias)):
                for part, piece in zip("qkv", pick(p).detach().chunk(3)):
                    found["%s.%sProj.%s" % (path, part, kind)] = piece
            for kind, p in module.out_proj.named_parameters():
                found["%s.outProj.%s" % (path, kind)] = pick(p).detach()
    return dict(sorted(found.items()))


def buffers(model):
    return {n: b for n, b in sorted(model.named_buffers()) if not n.endswith("num_batches_tracked")}


def initial(name, p):
    h = hashed(zlib.crc32(name.encode()), p.shape)
    if p.dim() > 1:
        return h * math.sqrt(6 / p[0].numel())
    return h / 10 if name.endswith("bias") else 1 + h / 4


def numbers(name, t):
    t = t.double()
    return torch.stack([t.norm(), (t * hashed(zlib.crc32(name.encode()) + 1, t.shape)).sum()])


def rounded(x, dtype):
    """As float32 has it, so that both trainings begin at the same numbers."""
    return x.float().to(dtype) if x.is_floating_point() else x


def trained(make, batch, loss_of, rate, dtype):
    model = make().to(dtype).train()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.p = 0.0
    parameters, statistics = pieces(model), buffers(model)
    with torch.no_grad():
        for name, p in parameters.items():
            p.copy_(rounded(initial(name, p), dtype))
    before = {n: t.clone() for n, t in {**parameters, **statistics}.items()}
    opt, losses, found = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9), [], {}
    for step in range(STEPS):
        inputs, target = batch(step)
        opt.zero_grad()
        y = model(*(rounded(x, dtype) for x in inputs))
        loss = loss_of(y, rounded(target, dtype))
        loss.backward()
        if step == 0:
            found["output"] = numbers("output", y.detach())[None]
            found["gradients"] = torch.stack([numbers(n, g) for n, g in pieces(model, lambda p: p.grad).items()])
        opt.step()
        losses.append(loss.item())
    for kind, tensors in ("changes", parameters), ("statistics", statistics):
        if tensors:
            found[kind] = torch.stack([numbers(n, t.double() - before[n].double()) for n, t in tensors.items()])
    return {"losses": torch.tensor(losses, dtype=torch.float64), **found}


def golden(tensors, name, make, batch, loss_of, rate):
    exact, single = (trained(make, batch, loss_of, rate, t) for t in (torch.float64, torch.float32))
    tensors.update({name + "." + kind: t for kind, t in exact.items()})
    off = ((exact["losses"] - single["losses"]).abs() / exact["losses"].abs()).max()
    tensors[name + ".rounding"] = off.reshape(1)
    print("%-15s" % name, ["%.4f" % v for v in exact["losses"].tolist()], "off by %.0e in float32," % off.item(),
          "%d parameters" % len(exact["changes"]))


def main():
    torch.set_num_threads(1)
    cross, binary = F.cross_entropy, F.binary_cross_entropy_with_logits
    t = {}
    golden(t, "lenet5", LeNet, classes(1, 28), cross, 0.05)
    golden(t, "fashion-cnn", FashionCnn, classes(1, 28), cross, 0.01)
    golden(t, "alexnet", alexnet_cifar, classes(3, 32, 1), cross, 0.003)
    golden(t, "alexnet-2012", alexnet2012, classes(3, 64, 1), cross, 0.003)
    golden(t, "vgg11", lambda: vgg(8, (1, 1, 2, 2, 2)), classes(3, 32), cross, 0.001)
    golden(t, "vgg16", lambda: vgg(8, (2, 2, 3, 3, 3)), classes(3, 32), cross, 0.02)
    golden(t, "googlenet", googlenet_cifar, classes(3, 16), cross, 0.001)
    golden(t, "resnet18", lambda: NarrowResNet(16, Basic, (2, 2, 2, 2)), classes(3, 16), cross, 0.001)
    golden(t, "resnet50", lambda: NarrowResNet(16), classes(3, 16), cross, 0.001)
    golden(t, "resnet20", lambda: CifarResNet(3, 0), classes(3, 8), cross, 0.01)
    golden(t, "resnet56", lambda: CifarResNet(9, 0), classes(3, 8), cross, 0.01)
    golden(t, "se-resnet20", lambda: CifarResNet(3, 4), classes(3, 8), cross, 0.01)
    golden(t, "mobilenet", mobilenet_cifar, classes(3, 24), cross, 0.001)
    golden(t, "unet", lambda: UNet(1, 2, 8, 2), pixels, cross, 0.05)
    golden(t, "autoencoder", lambda: AutoEncoder(32), itself(), binary, 0.05)
    golden(t, "vae", DrawingVae, itself((BATCH, 5)), evidence, 1e-4)
    golden(t, "ssd", lambda: Ssd(2, 8, [len(sizes) for _, sizes in LEVELS]), detections,
           lambda y, x: multibox(y, x, 3), 0.01)
    golden(t, "textcnn", TextCNN, sentences, cross, 0.05)
    golden(t, "bigram", Bigram, following, cross, 1)
    golden(t, "gcn", Gcn, nodes, cross, 0.1)
    golden(t, "transformer", lambda: Transformer(11, 9, 16, False), translations, smoothed, 0.02)
    golden(t, "transformer-pre", lambda: Transformer(11, 9, 16, True), translations, smoothed, 0.02)
    save(OUT / "steps.safetensors", t, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
