"""Writes ctc.safetensors: PyTorch's CTC loss and its gradient by logits, in float64, for CtcTest.

    python3 tests/goldens/make_ctc.py        # from the project's root

Six samples: any, with repeated labels, with an empty target, with as many frames as it needs, with one too few (impossible),
and with padding in both. logits [n, frames, classes]; blank 0 (and once the last class).
"""
import torch
import torch.nn.functional as F
from make_goldens import DTYPES, OUT, save

DTYPES[torch.float64] = "F64"


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260103)
    logits = torch.randn(6, 12, 7, dtype=torch.float64) * 2
    targets = torch.tensor([[3, 1, 5, 2, 6], [4, 4, 4, 2, 2], [0, 0, 0, 0, 0], [1, 1, 2, 3, 3], [1, 1, 2, 3, 3],
                            [6, 5, 0, 0, 0]])
    frames = torch.tensor([12, 12, 9, 7, 6, 8])
    lengths = torch.tensor([5, 5, 0, 5, 5, 2])
    tensors = {"logits": logits, "targets": targets, "frames": frames, "lengths": lengths}

    def loss(x, y, reduction, blank, zero):
        log = F.log_softmax(x, 2).transpose(0, 1)
        return F.ctc_loss(log, y, frames, lengths, blank=blank, reduction=reduction, zero_infinity=zero)

    for name, blank, y in (("first", 0, targets), ("last", 6, (targets - 1).clamp(min=0))):
        for reduction in ("none", "mean", "sum"):
            x = logits.clone().requires_grad_()
            value = loss(x, y, reduction, blank, True)
            value.sum().backward()
            tensors[f"{name}.{reduction}"] = value.detach()
            tensors[f"{name}.{reduction}.grad"] = x.grad
        tensors[f"{name}.infinite"] = loss(logits, y, "none", blank, False)
    assert torch.isinf(tensors["first.infinite"]).tolist() == [False, False, False, False, True, False]
    save(OUT / "ctc.safetensors", tensors, {"torch": torch.__version__})
    print({k: v.tolist() for k, v in tensors.items() if k.endswith("none")}, (OUT / "ctc.safetensors").stat().st_size)


if __name__ == "__main__":
    main()
