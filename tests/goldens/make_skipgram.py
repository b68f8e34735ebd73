"""Writes the golden of SkipGramTest: skip-gram with negative sampling.

    python3 tests/goldens/make_skipgram.py       # from the project's root, after the pip install of make_goldens.py

skipgram, float32: both tables before and after five steps of SGD, words [n], others [n, 1 + noise], logits before the first step,
losses (the mean of the binary cross-entropy; the first of a word's others is its neighbour).
"""
import torch
from torch import nn

from make_goldens import OUT, save

SYMBOLS, WIDTH, N, OTHERS, STEPS = 12, 6, 7, 4, 5


def main():
    words, others = torch.randint(0, SYMBOLS, (N,)), torch.randint(0, SYMBOLS, (N, OTHERS))
    a, b = nn.Embedding(SYMBOLS, WIDTH), nn.Embedding(SYMBOLS, WIDTH)
    wanted = (torch.arange(OTHERS) == 0).float().expand(N, OTHERS)
    tensors = {"words": words, "others": others, "init.input.weight": a.weight.detach().clone(),
               "init.output.weight": b.weight.detach().clone()}
    opt, losses = torch.optim.SGD([a.weight, b.weight], lr=0.5), []
    for s in range(STEPS):
        opt.zero_grad()
        logits = torch.einsum("nd,nmd->nm", a(words), b(others))
        if s == 0:
            tensors["logits"] = logits.detach().clone()
        loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    tensors.update({"final.input.weight": a.weight.detach(), "final.output.weight": b.weight.detach(),
                    "losses": torch.tensor(losses)})
    save(OUT / "skipgram.safetensors", tensors, {"torch": torch.__version__})
    print(losses)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(20260105)
    main()
