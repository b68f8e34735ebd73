"""Writes options.safetensors, which OptionsGoldenTest reads: kernels of other forms than squares, normalization over several
axes, dilated pools with their indices, cells, losses with ignored targets, and products with derivatives of several tensors.

    python3 tests/goldens/make_options.py          # from the project's root

Cases of layers have the form of make_images.py's.
"""
import torch
from make_goldens import OUT, save
from make_images import case, cases, numbers
from torch import nn
from torch.autograd import functional as AF
from torch.nn import functional as F


def keep(**tensors):
    cases.update({name.replace("__", "."): t.detach() for name, t in tensors.items()})


def layers():
    case("conv2d", nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2), 2, 4, 5, 6)
    case("conv3d", nn.Conv3d(2, 3, (1, 2, 3), stride=(1, 2, 1), padding=(0, 1, 2), dilation=(1, 1, 2)), 1, 2, 2, 3, 4)
    case("convTranspose2d", nn.ConvTranspose2d(4, 2, (2, 3), stride=(2, 1), padding=(0, 1), groups=2), 2, 4, 3, 4)
    case("convTranspose3d", nn.ConvTranspose3d(2, 2, (1, 2, 3), stride=(1, 2, 1)), 1, 2, 2, 3, 2)
    case("layerNorm", nn.LayerNorm((3, 4)), 2, 2, 3, 4)
    case("layerNorm-withoutBias", nn.LayerNorm((2, 3, 4), bias=False), 2, 2, 3, 4)
    case("layerNorm-plain", nn.LayerNorm((3, 4), elementwise_affine=False), 2, 2, 3, 4)
    case("layerNorm-plain-row", nn.LayerNorm(4, elementwise_affine=False), 3, 4)
    case("rmsNorm", nn.RMSNorm((3, 4)), 2, 2, 3, 4)
    case("rmsNorm-plain", nn.RMSNorm((3, 4), elementwise_affine=False), 2, 2, 3, 4)
    case("upsample-to", nn.Upsample((5, 3), mode="bilinear"), 2, 2, 3, 4)
    case("upsample-to-nearest", nn.Upsample((2, 7)), 2, 2, 3, 4)


def pools():
    case("maxPool1d", nn.MaxPool1d(3, 2, 1, dilation=2), 2, 2, 9)
    case("maxPool2d", nn.MaxPool2d((3, 2), (2, 1), (1, 1), dilation=(1, 3)), 2, 2, 6, 7)
    case("maxPool2d-ceil", nn.MaxPool2d(2, 2, dilation=2, ceil_mode=True), 2, 2, 6, 7)
    case("maxPool3d", nn.MaxPool3d((3, 1, 2), (1, 2, 2), dilation=(2, 1, 3)), 1, 2, 6, 3, 6)
    for name, f in {
        "indices": nn.MaxPool2d(2, return_indices=True),
        "indices-dilated": nn.MaxPool2d((3, 2), (2, 1), (1, 1), dilation=(1, 3), return_indices=True),
        "indices-ceil": nn.MaxPool2d(3, 2, ceil_mode=True, return_indices=True),
        "indices-signal": nn.MaxPool1d(3, 2, 1, return_indices=True),
    }.items():
        x = numbers(2, 2, 9) if "signal" in name else numbers(2, 2, 6, 8)
        y, i = f(x)
        keep(**{name + ".x": x, name + ".y": y, name + ".i": i.double()})
    unpool("unpool", F.max_pool2d, F.max_unpool2d, 6, 8)


def unpool(name, pool, back, *whole):
    y, i = pool(numbers(2, 2, *whole), 2, return_indices=True)
    leaf = y.clone().requires_grad_()
    whole = back(leaf, i, 2, output_size=whole)
    dy = numbers(*whole.shape)
    whole.backward(dy)
    keep(**{name + ".x": y, name + ".i": i.double(), name + ".y": whole, name + ".dy": dy, name + ".dx": leaf.grad})


def volumes():
    for name, f in {
        "indices-volume": nn.MaxPool3d((2, 3, 2), (1, 2, 2), (1, 1, 0), return_indices=True),
        "indices-volume-dilated": nn.MaxPool3d((3, 1, 2), (1, 2, 2), dilation=(2, 1, 3), return_indices=True),
        "indices-volume-ceil": nn.MaxPool3d(2, 2, ceil_mode=True, return_indices=True),
    }.items():
        x = numbers(2, 2, 5, 5, 7)
        y, i = f(x)
        keep(**{name + ".x": x, name + ".y": y, name + ".i": i.double()})
    unpool("unpool-signal", F.max_pool1d, F.max_unpool1d, 9)
    unpool("unpool-volume", F.max_pool3d, F.max_unpool3d, 5, 4, 3)


def losses():
    x = numbers(4, 3, 2).requires_grad_()
    target = torch.tensor([[0, 2], [-100, 1], [1, 1], [2, -100]])
    weight = torch.tensor([0.5, 1, 2], dtype=torch.float64)
    keep(loss__x=x, loss__target=target.double(), loss__weight=weight)
    log = F.log_softmax(x, 1)
    nll = F.nll_loss(log, target, weight, reduction="none")
    # PyTorch has no focal loss of classes: of the cost of each and its probability.
    p = log.gather(1, target.clamp(min=0)[:, None])[:, 0].exp()
    focal = (1 - p) ** 2 * nll
    keep(loss__nll=nll, loss__focal=focal.sum() / (target != -100).sum())
    (dx,) = torch.autograd.grad(focal.sum() / (target != -100).sum(), x)
    keep(**{"loss.focal.dx": dx})
    a, b = numbers(5), numbers(5)
    keep(pair__a=a, pair__b=b, pair__huber=F.huber_loss(a, b), pair__smooth=F.smooth_l1_loss(a, b))


def rnn_cell():
    for kind in ("tanh", "relu"):
        cell = nn.RNNCell(3, 4, nonlinearity=kind).double()
        for p in cell.parameters():
            p.data = numbers(*p.shape) / 4
        x, h = numbers(2, 3).requires_grad_(), numbers(2, 4).requires_grad_()
        y = cell(x, h)
        y = cell(x, y)
        dy = numbers(2, 4)
        y.backward(dy)
        keep(**{f"{kind}.{n}": t for n, t in dict(
            x=x, h=h, y=y, dy=dy, dx=x.grad, dh=h.grad, weight_ih=cell.weight_ih.t(), weight_hh=cell.weight_hh.t(),
            bias_ih=cell.bias_ih, bias_hh=cell.bias_hh, dweight_hh=cell.weight_hh.grad.t()).items()})


def products():
    a, b = torch.randn(2, 3, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
    va, vb = torch.randn(2, 3, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
    u = torch.randn(2, dtype=torch.float64)
    a, b, va, vb, u = (t.float().double() for t in (a, b, va, vb, u))
    keep(many__a=a, many__b=b, many__va=va, many__vb=vb, many__u=u)

    def f(a, b):
        return torch.tanh(a @ b) * a.exp().sum(1)

    keep(**dict(zip(("many.da", "many.db"), AF.vjp(f, (a, b), u)[1])))
    keep(many__jvp=AF.jvp(f, (a, b), (va, vb))[1])
    keep(**dict(zip(("many.ha", "many.hb"), AF.hvp(lambda a, b: f(a, b).sum(), (a, b), (va, vb))[1])))


def norms_without_parameters():
    case("groupNorm-plain", nn.GroupNorm(2, 4, affine=False), 2, 4, 3)
    for name, norm, sizes in (("rows", nn.BatchNorm1d, ()), ("images", nn.BatchNorm2d, (2, 3))):
        layer, name = norm(4, affine=False), "batchNorm-plain-" + name
        case(name, layer, 5, 4, *sizes)
        keep(**{name + ".mean": layer.running_mean, name + ".var": layer.running_var})
        keep(**{name + ".later": layer.eval()(cases[name + ".x"].double())})


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260311)
    layers()
    pools()
    losses()
    rnn_cell()
    products()
    volumes()
    norms_without_parameters()
    save(OUT / "options.safetensors", {n: t.float().contiguous() for n, t in cases.items()}, {"torch": torch.__version__})
    print(len(cases), "tensors,", sum(t.numel() for t in cases.values()) * 4, "bytes")


if __name__ == "__main__":
    main()
