"""Writes the golden that AttentionDropoutTest compares Merapi with: attention whose weights are dropped, and its gradients.

    python3 tests/goldens/make_attention_dropout.py      # from the project's root, with PyTorch 2.13

PyTorch's own dropout has other random numbers, so the weights that stay are found by Merapi's, RandomKey.of(17).uniform(n, h, t, s),
made here again (SplitMix64's finalizer, Philox 4x32-10). Attention is written out in float64 and stored in float32: grouped queries,
keys that padding hides, query i sees keys 0 to i + s - t. g is the weight of the output: gradients are those of sum(output g).
"""
import numpy as np
import torch

from make_goldens import OUT, save

SEED, P = 17, 0.25
N, HEADS, SHARED, T, S, D, E = 2, 4, 2, 67, 131, 4, 3
MASK64 = (1 << 64) - 1


def key(seed):
    x = (seed + 0x9E3779B97F4A7C15) & MASK64
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK64
    return x ^ (x >> 31)


def uniform(bits, count):
    """Elements 0 to count - 1 of a stream."""
    blocks = np.arange(-(-count // 4), dtype=np.uint64)
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    c = [blocks & low, blocks >> half, np.zeros_like(blocks), np.zeros_like(blocks)]
    k0, k1 = bits & 0xFFFFFFFF, bits >> 32
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(b >> half) ^ c[1] ^ np.uint64(k0), b & low, (a >> half) ^ c[3] ^ np.uint64(k1), a & low]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    words = np.stack(c, axis=1).reshape(-1)[:count]
    return (words >> np.uint64(8)).astype(np.float64) * 2.0 ** -24


def main():
    torch.manual_seed(20260101)
    inputs = {"q": torch.randn(N, HEADS, T, D), "k": torch.randn(N, SHARED, S, D), "v": torch.randn(N, SHARED, S, E)}
    g = torch.randn(N, HEADS, T, E)
    seen = torch.arange(S).reshape(1, 1, 1, S) < torch.tensor([S, 90]).reshape(N, 1, 1, 1)
    q, k, v = (x.double().requires_grad_() for x in inputs.values())
    group = HEADS // SHARED
    scores = q @ k.repeat_interleave(group, 1).transpose(-2, -1) / D ** 0.5
    rule = seen & torch.ones(T, S, dtype=torch.bool).tril(S - T)
    kept = torch.from_numpy(uniform(key(SEED), N * HEADS * T * S).reshape(N, HEADS, T, S)) < 1 - P
    weights = torch.softmax(scores.masked_fill(~rule, -torch.inf), -1) * kept / (1 - P)
    y = weights @ v.repeat_interleave(group, 1)
    y.backward(g.double())
    save(OUT / "attention-dropout.safetensors",
         {**inputs, "g": g, "output": y.detach().float(),
          **{"grad of " + name: x.grad.float() for name, x in zip(inputs, (q, k, v))}},
         {"pytorch": torch.__version__, "seed": str(SEED), "p": str(P)})


if __name__ == "__main__":
    main()
