"""Writes the goldens that GoldenTest compares Merapi with: ten training steps of PyTorch, from the same initial weights.

    pip install --no-index --no-deps torch==2.13.0+cpu
    python3 tests/goldens/make_goldens.py        # from the project's root; writes tests/src/test/resources/goldens

Each case is one safetensors file: init.NAME and final.NAME (parameters and buffers; Linear weights are turned to Merapi's
[in, out]), inputs (uint8, divided by 255 before use), labels, losses (one per step). float64 accumulations are avoided:
everything is plain fp32 on one thread, as a user would run it.
"""
import json
import pathlib
import struct

import torch
from torch import nn

STEPS = 10
OUT = pathlib.Path(__file__).resolve().parent.parent / "src/test/resources/goldens"
DTYPES = {torch.float32: "F32", torch.int64: "I64", torch.uint8: "U8"}


def save(path, tensors, metadata):
    header, blobs, at = {"__metadata__": metadata}, [], 0
    for name, t in tensors.items():
        blob = t.contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def state(model, prefix):
    linear = {n + ".weight" for n, m in model.named_modules() if isinstance(m, nn.Linear)}
    return {prefix + n: (t.detach().t() if n in linear else t.detach()).clone()
            for n, t in model.state_dict().items() if not n.endswith("num_batches_tracked")}


def golden(name, model, shape, classes, optimizer, loss_fn, schedule=None):
    """Trains STEPS steps, a new batch each, and writes what Merapi must find."""
    batch = shape[0]
    inputs = torch.randint(0, 256, (STEPS, *shape), dtype=torch.uint8)
    labels = torch.randint(0, classes, (STEPS, batch))
    tensors = {**state(model, "init."), "inputs": inputs, "labels": labels}
    opt = optimizer(model.parameters())
    sched = schedule(opt) if schedule else None
    losses = []
    model.train()
    for s in range(STEPS):
        opt.zero_grad()
        loss = loss_fn(model(inputs[s].float() / 255), labels[s])
        loss.backward()
        opt.step()
        if sched:
            sched.step()
        losses.append(loss.item())
    tensors.update(state(model, "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / (name + ".safetensors"), tensors, {"torch": torch.__version__, "steps": str(STEPS)})
    print(name, ["%.4f" % v for v in losses])


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn():
    return nn.Sequential(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
                         nn.Linear(1024, 64), nn.ReLU(), nn.Linear(64, 10))


def norms():
    """Every other layer that has parameters or a gradient of its own. The convolution has no bias: batch norm would make its
    gradient 0 but for rounding errors, which Adam would blow up to whole steps."""
    return nn.Sequential(nn.Conv2d(3, 6, 3, stride=2, padding=1, groups=3, bias=False), nn.BatchNorm2d(6), nn.GELU(),
                         nn.AvgPool2d(2), nn.Flatten(), nn.Linear(24, 16), nn.LayerNorm(16), nn.Tanh(),
                         nn.Linear(16, 5))


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260101)
    OUT.mkdir(parents=True, exist_ok=True)
    golden("mlp-adam", mlp(), (32, 784), 10, lambda p: torch.optim.Adam(p, lr=1e-3), nn.CrossEntropyLoss())
    golden("cnn-adam", cnn(), (8, 3, 32, 32), 10, lambda p: torch.optim.Adam(p, lr=1e-3), nn.CrossEntropyLoss())
    golden("norms-adamw", norms(), (16, 3, 8, 8), 5, lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1),
           nn.CrossEntropyLoss(label_smoothing=0.1))
    golden("norms-sgd", norms(), (16, 3, 8, 8), 5,
           lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=1e-2, nesterov=True), nn.CrossEntropyLoss(),
           lambda opt: torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=STEPS))


if __name__ == "__main__":
    main()
