"""Writes the goldens of normalizations, activations and small layers: NormGoldenTest and NormTrainingTest.

    python3 tests/goldens/make_norm.py           # from the project's root; writes tests/src/test/resources/goldens

norm-functions.safetensors: for each case its inputs NAME.in.0, ..., all float64 and differentiable, result NAME.out, a cotangent
NAME.dy and the gradients NAME.grad.0, .... norm-training.safetensors: ten steps of training, as make_goldens.py has them.
"""
import torch
from torch import nn
from torch.nn import functional as F

import make_goldens
from make_goldens import OUT, golden, save

make_goldens.DTYPES[torch.float64] = "F64"


def r(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def batch_norm(x, weight, bias):
    return F.batch_norm(x, None, None, weight, bias, training=True, eps=1e-5)


def running(x, weight, bias, mean, var):
    return F.batch_norm(x, mean.detach(), var.detach().abs() + 0.5, weight, bias, training=False, eps=1e-5)


def max_out(x, weight, bias):
    return F.linear(x, weight.t(), bias).unflatten(-1, (3, 2)).amax(-1)


def squeeze_excitation(x, w1, b1, w2, b2):
    s = F.linear(F.relu(F.linear(x.mean((2, 3)), w1.t(), b1)), w2.t(), b2).sigmoid()
    return x * s[:, :, None, None]


def highway(x, wh, bh, wt, bt):
    t = F.linear(x, wt.t(), bt).sigmoid()
    return t * F.relu(F.linear(x, wh.t(), bh)) + (1 - t) * x


def swi_glu(a, b):
    return F.silu(a) * b


def embedding(weight):
    return F.embedding(torch.tensor([[1, 0, 3], [3, 1, 1]]), weight, padding_idx=1)


torch.manual_seed(20260101)
CASES = {
    "batchNorm rows": (batch_norm, r(7, 5), r(5), r(5)),
    "batchNorm series": (batch_norm, r(3, 4, 6), r(4), r(4)),
    "batchNorm images": (batch_norm, r(2, 3, 4, 5), r(3), r(3)),
    "batchNorm running": (running, r(2, 3, 4, 5), r(3), r(3), r(3), r(3)),
    "groupNorm": (lambda x, w, b: F.group_norm(x, 2, w, b), r(2, 6, 3, 2), r(6), r(6)),
    "instanceNorm": (lambda x: F.instance_norm(x), r(2, 3, 4, 3)),
    "instanceNorm affine": (lambda x, w, b: F.instance_norm(x, weight=w, bias=b), r(2, 3, 7), r(3), r(3)),
    "rmsNorm": (lambda x, w: F.rms_norm(x, (9,), w, eps=1e-6), r(2, 3, 9), r(9)),
    "localResponseNorm": (lambda x: F.local_response_norm(x, 5, alpha=0.3, beta=0.75, k=2.0), r(2, 8, 3, 2)),
    "localResponseNorm even": (lambda x: F.local_response_norm(x, 4, alpha=0.3, beta=0.6, k=1.0), r(2, 7, 3)),
    "prelu": (F.prelu, r(2, 4, 5), r(4)),
    "prelu single": (F.prelu, r(3, 5), r(1)),
    "selu": (F.selu, r(31)),
    "mish": (F.mish, 3 * r(31)),
    # F.hardsigmoid's float64 gradient has a sixth rounded to float32.
    "hardSigmoid": (lambda x: (x + 3).clamp(0, 6) / 6, 3 * r(31)),
    "hardSwish": (F.hardswish, 3 * r(31)),
    "softplus": (lambda x: F.softplus(x, beta=2, threshold=3), 2 * r(31)),
    "glu": (lambda x: F.glu(x, 1), r(3, 6, 2)),
    "swiGlu": (swi_glu, r(3, 7), r(3, 7)),
    "leakyRelu": (lambda x: F.leaky_relu(x, 0.2), r(31)),
    "elu": (lambda x: F.elu(x, 1.3), r(31)),
    "gelu": (F.gelu, 2 * r(31)),
    "gelu tanh": (lambda x: F.gelu(x, approximate="tanh"), 2 * r(31)),
    "silu": (F.silu, 2 * r(31)),
    "logSoftmax": (lambda x: F.log_softmax(x, 1), r(3, 5, 2)),
    "bilinear": (F.bilinear, r(2, 3, 4), r(2, 3, 5), r(6, 4, 5), r(6)),
    "highway": (highway, r(3, 4), r(4, 4), r(4), r(4, 4), r(4)),
    "squeezeExcitation": (squeeze_excitation, r(2, 6, 3, 3), r(6, 2), r(2), r(2, 6), r(6)),
    "maxOut": (max_out, r(4, 5), r(5, 6), r(6)),
    "embedding": (embedding, r(5, 3)),
}


def functions():
    tensors = {}
    for name, (f, *inputs) in CASES.items():
        leaves = [x.clone().requires_grad_() for x in inputs]
        y = f(*leaves)
        dy = r(*y.shape)
        y.backward(dy)
        for i, x in enumerate(leaves):
            tensors[f"{name}.in.{i}"] = x.detach()
            tensors[f"{name}.grad.{i}"] = torch.zeros_like(x) if x.grad is None else x.grad
        tensors[f"{name}.out"] = y.detach()
        tensors[f"{name}.dy"] = dy
    save(OUT / "norm-functions.safetensors", tensors, {"torch": torch.__version__})


def model():
    """No layer has a gradient of 0 but for rounding errors, which Adam would blow up to whole steps: no bias in front of a
    normalization."""
    return nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.GroupNorm(4, 8), nn.PReLU(8),
                         nn.Conv2d(8, 6, 3, padding=1, bias=False), nn.InstanceNorm2d(6, affine=True), nn.Mish(),
                         nn.LocalResponseNorm(3, alpha=0.5), nn.Flatten(),
                         nn.Linear(96, 16, bias=False), nn.RMSNorm(16), nn.SELU(),
                         nn.Linear(16, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU(),
                         nn.Linear(16, 24), nn.GLU(), nn.Hardswish(), nn.PReLU(), nn.Linear(12, 5))


def main():
    torch.set_num_threads(1)
    functions()
    torch.manual_seed(20260102)
    golden("norm-training", model(), (16, 3, 8, 8), 5, lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1),
           nn.CrossEntropyLoss())


if __name__ == "__main__":
    main()
