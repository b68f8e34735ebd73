"""Writes the goldens that AttentionMasksTest compares Merapi with: attention through both masks of nn.MultiheadAttention.

    python3 tests/goldens/make_masks.py      # from the project's root, with PyTorch 2.13

Samples, heads, queries and keys are as many, so that no shape tells which axis is meant. Tensors as make_transformers.py has them;
hidden_keys and hidden_pairs are PyTorch's masks, 1 where it hides a key.
"""
import torch
from torch import nn

from make_goldens import OUT, save
from make_transformers import layer, padding

N = 4
KEYS = padding(N, N, [4, 3, 2, 4])
# Query i sees keys i - 2 to i.
PAIRS = ~(torch.ones(N, N, dtype=torch.bool).tril() & torch.ones(N, N, dtype=torch.bool).triu(-2))


def main():
    torch.manual_seed(20260107)
    torch.set_num_threads(1)
    for name, masks in (("keys", {"key_padding_mask": KEYS}), ("pairs", {"attn_mask": PAIRS}),
                        ("both", {"key_padding_mask": KEYS, "attn_mask": PAIRS})):
        layer("attention-mask-" + name, nn.MultiheadAttention(8, N, batch_first=True), {"x": torch.randn(N, N, 8)},
              lambda m, x: m(x, x, x, need_weights=False, **masks)[0])
    save(OUT / "attention-masks.safetensors", {"hidden_keys": KEYS.long(), "hidden_pairs": PAIRS.long()},
         {"torch": torch.__version__})


if __name__ == "__main__":
    main()
