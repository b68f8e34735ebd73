"""Writes images.safetensors, which ImageGoldenTest reads: convolutions, pooling, resizing and borders in PyTorch's eyes.

    python3 tests/goldens/make_images.py         # from the project's root

Each case NAME has its input NAME.x, perhaps NAME.weight and NAME.bias, its output NAME.y, a gradient NAME.dy of it and what
that makes of the inputs: NAME.dx, NAME.dweight, NAME.dbias. Inputs are multiples of 1/4, so that maxima tie and sums are
nearly exact; PyTorch computes in float64, and its results are rounded once.
"""
import torch
from make_goldens import OUT, save
from torch import nn
from torch.nn import functional as F

cases = {}


def numbers(*shape):
    return torch.randint(-8, 9, shape).double() / 4


def case(name, f, *shape):
    """f is a module or a function."""
    parameters = {}
    if isinstance(f, nn.Module):
        f = f.double()
        for n, p in f.named_parameters():
            p.data = numbers(*p.shape)
            parameters[n] = p
    x = numbers(*shape).requires_grad_()
    y = f(x)
    dy = numbers(*y.shape)
    y.backward(dy)
    tensors = {"x": x, "y": y, "dy": dy, "dx": x.grad}
    for n, p in parameters.items():
        tensors[n] = p
        tensors["d" + n] = p.grad
    cases.update({name + "." + n: t.detach().float() for n, t in tensors.items()})


def convolutions():
    case("conv1d", nn.Conv1d(3, 2, 3), 2, 3, 7)
    case("conv1d-moved", nn.Conv1d(4, 6, 3, stride=2, padding=3, dilation=2, groups=2), 2, 4, 8)
    case("conv1d-same", nn.Conv1d(2, 3, 4, padding="same", dilation=3), 2, 2, 9)
    case("conv1d-reflect", nn.Conv1d(2, 3, 3, padding=2, padding_mode="reflect"), 2, 2, 5)
    case("conv2d-same", nn.Conv2d(2, 3, (2, 3), padding="same"), 2, 2, 4, 5)
    case("conv2d-same-odd", nn.Conv2d(2, 3, 3, padding="same", dilation=2, groups=1), 2, 2, 5, 4)
    case("conv2d-reflect", nn.Conv2d(2, 3, 3, padding=(1, 2), stride=2, padding_mode="reflect"), 2, 2, 4, 5)
    case("conv2d-replicate", nn.Conv2d(2, 2, 3, padding=2, padding_mode="replicate"), 1, 2, 3, 4)
    case("conv2d-circular-same", nn.Conv2d(2, 2, 2, padding="same", padding_mode="circular"), 1, 2, 3, 4)
    case("conv3d", nn.Conv3d(4, 2, (3, 2, 3), stride=(2, 1, 2), padding=(1, 1, 2), dilation=(1, 2, 1), groups=2),
         1, 4, 4, 4, 3)
    case("conv3d-same", nn.Conv3d(2, 2, (2, 3, 1), padding="same"), 1, 2, 3, 4, 2)
    case("conv3d-replicate", nn.Conv3d(1, 2, 2, padding=1, padding_mode="replicate"), 1, 1, 3, 2, 2)


def transposed():
    case("convTranspose1d", nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), 2, 4, 4)
    case("convTranspose2d", nn.ConvTranspose2d(3, 2, 4, stride=2, padding=1), 2, 3, 3, 2)
    case("convTranspose2d-moved", nn.ConvTranspose2d(4, 4, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2),
                                                     dilation=(2, 1), groups=2), 1, 4, 3, 2)
    case("convTranspose2d-dilated", nn.ConvTranspose2d(2, 2, 2, output_padding=2, dilation=3), 1, 2, 2, 3)
    case("convTranspose3d", nn.ConvTranspose3d(2, 2, (3, 2, 2), stride=(2, 1, 2), padding=(1, 0, 0),
                                               output_padding=(1, 0, 1)), 1, 2, 2, 3, 2)
    case("convTranspose3d-dilated", nn.ConvTranspose3d(2, 4, 2, stride=1, output_padding=(1, 0, 1), dilation=2, groups=2),
         1, 2, 2, 2, 2)


def pooling():
    case("maxPool1d", nn.MaxPool1d(3, 2, 1), 2, 3, 8)
    case("avgPool1d", nn.AvgPool1d(3, 2, 1), 2, 3, 8)
    case("avgPool1d-inside", nn.AvgPool1d(3, 2, 1, count_include_pad=False), 2, 3, 7)
    case("maxPool2d-ceil", nn.MaxPool2d(3, 2, ceil_mode=True), 2, 2, 6, 8)
    case("maxPool2d-ceil-padded", nn.MaxPool2d(2, 3, 1, ceil_mode=True), 1, 2, 7, 5)
    case("avgPool2d-inside", nn.AvgPool2d((3, 2), (2, 1), (1, 1), count_include_pad=False), 2, 2, 5, 4)
    case("maxPool3d", nn.MaxPool3d(2), 1, 2, 4, 4, 5)
    case("maxPool3d-moved", nn.MaxPool3d((3, 2, 3), (2, 1, 2), (1, 0, 1)), 1, 2, 4, 4, 5)
    case("avgPool3d", nn.AvgPool3d((3, 2, 3), (2, 1, 2), (1, 0, 1)), 1, 2, 4, 4, 5)
    case("avgPool3d-inside", nn.AvgPool3d((3, 2, 3), (2, 1, 2), (1, 0, 1), count_include_pad=False), 1, 2, 4, 4, 5)
    case("adaptiveAvgPool2d", nn.AdaptiveAvgPool2d((3, 4)), 2, 2, 5, 7)
    case("adaptiveAvgPool2d-larger", nn.AdaptiveAvgPool2d((4, 2)), 1, 2, 3, 5)
    case("adaptiveMaxPool2d", nn.AdaptiveMaxPool2d((3, 4)), 2, 2, 5, 7)
    case("adaptiveMaxPool2d-even", nn.AdaptiveMaxPool2d((3, 2)), 2, 2, 6, 4)
    case("globalAvgPool", lambda x: x.mean((2, 3)), 2, 3, 3, 5)


def resizing():
    case("upsample-nearest", nn.Upsample(scale_factor=3), 1, 2, 2, 3)
    case("upsample-bilinear", nn.Upsample(scale_factor=2, mode="bilinear"), 1, 2, 3, 4)
    case("upsample-bilinear-aligned", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), 1, 2, 3, 4)
    case("nearest-5x9", lambda x: F.interpolate(x, (5, 9)), 1, 2, 7, 4)
    case("bilinear-4x9", lambda x: F.interpolate(x, (4, 9), mode="bilinear"), 1, 2, 7, 5)
    case("bilinear-aligned-4x1", lambda x: F.interpolate(x, (4, 1), mode="bilinear", align_corners=True), 1, 2, 7, 5)
    case("linear-7", lambda x: F.interpolate(x, 7, mode="linear"), 1, 2, 4)
    case("trilinear-3x4x5", lambda x: F.interpolate(x, (3, 4, 5), mode="trilinear"), 1, 1, 4, 3, 2)
    case("area-2x3", lambda x: F.interpolate(x, (2, 3), mode="area"), 1, 2, 5, 4)


def borders():
    for mode in "reflect", "replicate", "circular", "constant":
        case("pad-" + mode, lambda x: F.pad(x, (2, 1, 0, 2), mode=mode), 2, 2, 3, 4)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260102)
    for part in convolutions, transposed, pooling, resizing, borders:
        part()
    save(OUT / "images.safetensors", cases, {"torch": torch.__version__})
    print(len(cases), "tensors,", sum(t.numel() for t in cases.values()) * 4, "bytes")


if __name__ == "__main__":
    main()
