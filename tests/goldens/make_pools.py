"""Writes pools.safetensors, which PoolGoldenTest reads: adaptive pools of signals and volumes, and ceil_mode in PyTorch's eyes.

    python3 tests/goldens/make_pools.py          # from the project's root

Cases have the form of make_images.py's.
"""
import torch
from make_goldens import OUT, save
from make_images import case, cases
from torch import nn

CUBOID = dict(kernel_size=(2, 3, 2), stride=(3, 2, 3), padding=(1, 1, 0), ceil_mode=True)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260103)
    case("adaptiveMaxPool1d", nn.AdaptiveMaxPool1d(3), 2, 2, 7)
    case("adaptiveAvgPool1d", nn.AdaptiveAvgPool1d(3), 2, 2, 7)
    case("adaptiveAvgPool1d-larger", nn.AdaptiveAvgPool1d(5), 2, 2, 4)
    case("adaptiveMaxPool3d", nn.AdaptiveMaxPool3d((2, 3, 2)), 1, 2, 3, 4, 5)
    case("adaptiveMaxPool3d-cube", nn.AdaptiveMaxPool3d(2), 1, 2, 5, 4, 3)
    case("adaptiveAvgPool3d", nn.AdaptiveAvgPool3d((2, 3, 2)), 1, 2, 3, 4, 5)
    case("adaptiveAvgPool3d-cube", nn.AdaptiveAvgPool3d(2), 1, 2, 5, 4, 3)
    case("globalMaxPool", lambda x: x.amax((2, 3)), 2, 3, 3, 5)
    case("maxPool1d-ceil", nn.MaxPool1d(3, 2, ceil_mode=True), 2, 2, 8)
    case("maxPool1d-ceil-padded", nn.MaxPool1d(2, 3, 1, ceil_mode=True), 2, 2, 7)
    case("maxPool3d-ceil", nn.MaxPool3d(**CUBOID), 1, 2, 4, 5, 6)
    case("avgPool1d-ceil", nn.AvgPool1d(3, 2, 1, ceil_mode=True), 2, 2, 8)
    case("avgPool1d-ceil-inside", nn.AvgPool1d(3, 2, 1, ceil_mode=True, count_include_pad=False), 2, 2, 8)
    case("avgPool2d-ceil", nn.AvgPool2d(3, 2, 1, ceil_mode=True), 2, 2, 6, 5)
    case("avgPool2d-ceil-inside", nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), 2, 2, 6, 5)
    case("avgPool2d-ceil-far", nn.AvgPool2d(2, 3, ceil_mode=True), 2, 2, 6, 4)
    case("avgPool3d-ceil", nn.AvgPool3d(**CUBOID), 1, 2, 4, 5, 6)
    case("avgPool3d-ceil-inside", nn.AvgPool3d(**CUBOID, count_include_pad=False), 1, 2, 4, 5, 6)
    save(OUT / "pools.safetensors", cases, {"torch": torch.__version__})
    print(len(cases), "tensors,", sum(t.numel() for t in cases.values()) * 4, "bytes")


if __name__ == "__main__":
    main()
