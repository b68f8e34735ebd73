"""Writes the goldens that GanTest compares with: four steps of a small DCGAN in which both networks move at once, with the
gradients of the first one, and density and coverage of made samples.

    python3 tests/goldens/make_gan.py        # from the project's root

The parameters are hashed as in make_resnets.py, the generator's before the discriminator's. Everything is float64, with
batch norm's statistics those of the batch. Density and coverage are counted as their definitions are written (Naeem et al.
2020, equations 3 and 4), sample by sample.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

from make_goldens import DTYPES, OUT, save
from make_image_zoo import discriminator, generator
from make_resnets import hashed

DTYPES[torch.float64] = "F64"
STEPS, BATCH, K = 4, 8, 5


def steps():
    g, d = generator().double().train(), discriminator().double().train()
    with torch.no_grad():
        for k, p in enumerate([*g.parameters(), *d.parameters()]):
            if p.dim() > 1:
                p.copy_(hashed(k, p.shape) / math.sqrt(p[0].numel()))
    opt = torch.optim.Adam([*g.parameters(), *d.parameters()], lr=2e-3, betas=(0.5, 0.999))
    losses, tensors = [], {}
    one, zero = torch.ones(BATCH, dtype=torch.float64), torch.zeros(BATCH, dtype=torch.float64)
    for step in range(STEPS):
        made = g(hashed(2000 + step, (BATCH, 16, 1, 1)))
        real = d(hashed(1000 + step, (BATCH, 1, 16, 16)))
        bce = F.binary_cross_entropy_with_logits
        loss_d = bce(real, one) + bce(d(made.detach()), zero)
        loss_g = bce(d(made), one)
        grads = torch.autograd.grad(loss_g, list(g.parameters())) + torch.autograd.grad(loss_d, list(d.parameters()))
        for p, grad in zip([*g.parameters(), *d.parameters()], grads):
            p.grad = grad
        if step == 0:
            names = ["generator." + n for n, _ in g.named_parameters()]
            names += ["discriminator." + n for n, _ in d.named_parameters()]
            tensors.update({"norm." + n: grad.norm().reshape(1) for n, grad in zip(names, grads)})
        opt.step()
        losses.append([loss_d.item(), loss_g.item()])
    for name, m in ("generator", g), ("discriminator", d):
        for n, b in m.named_buffers():
            if not n.endswith("num_batches_tracked"):
                tensors["buffer.%s.%s" % (name, n)] = b
    tensors["losses"] = torch.tensor(losses, dtype=torch.float64)
    print(losses)
    return tensors


def manifold():
    torch.manual_seed(20260103)
    real = torch.randn(40, 6, dtype=torch.float64)
    made = torch.randn(30, 6, dtype=torch.float64) * 0.6 + 0.5
    inside, covered = 0, 0
    for x in real:
        radius = sorted((x - y).norm().item() for y in real)[K]
        hits = sum((x - y).norm().item() < radius for y in made)
        inside += hits
        covered += hits > 0
    scores = [inside / K / len(made), covered / len(real)]
    print(scores)
    return {"real": real, "made": made, "scores": torch.tensor(scores, dtype=torch.float64)}


def main():
    torch.set_num_threads(1)
    save(OUT / "gan.safetensors", {**steps(), **manifold()}, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
