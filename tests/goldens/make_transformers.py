"""Writes the goldens that TransformerGoldenTest compares Merapi with: attention, transformer layers, and a nanoGPT.

    python3 tests/goldens/make_transformers.py      # from the project's root, with PyTorch 2.13

Tensors bear Merapi's names: an in_proj_weight is cut into qProj, kProj and vProj, and Linear weights are turned to [in, out].
Layers: param.NAME, grad.NAME, the inputs and their gradients, output and its weight g: gradients are those of sum(output g).
gpt: init.NAME and final.NAME, ids, labels, losses of five steps. Plain fp32 on one thread.
"""
import torch
import torch.nn.functional as F
from torch import nn

from make_goldens import OUT, save

CAMEL = {"self_attn": "selfAttn", "multihead_attn": "multiheadAttn", "out_proj": "outProj"}


def named(module, pick, prefix=""):
    """Merapi's names and layouts of what pick takes of each parameter: itself or its gradient."""
    found = {}
    for name, child in module.named_children():
        found.update(named(child, pick, prefix + CAMEL.get(name, name) + "."))
    for name, p in module.named_parameters(recurse=False):
        value = pick(p).detach()
        if name.startswith("in_proj_"):
            for part, rows in zip("qkv", value.chunk(3)):
                found["%s%sProj.%s" % (prefix, part, name[8:])] = rows.t() if rows.dim() == 2 else rows
        else:
            found[prefix + name] = value.t() if isinstance(module, nn.Linear) else value
    return found


def layer(name, module, inputs, call):
    """Scatters the parameters (norms and biases begin as ones and zeros), runs it and walks back."""
    with torch.no_grad():
        for p in module.parameters():
            p.add_(torch.randn_like(p) * 0.1)
    for x in inputs.values():
        x.requires_grad_()
    y = call(module, **inputs)
    g = torch.randn_like(y)
    (y * g).sum().backward()
    tensors = {"output": y.detach(), "g": g}
    for key, x in inputs.items():
        tensors[key] = x.detach()
        tensors["grad of " + key] = x.grad
    tensors.update({"param." + n: t.clone() for n, t in named(module, lambda p: p).items()})
    tensors.update({"grad." + n: t.clone() for n, t in named(module, lambda p: p.grad).items()})
    save(OUT / (name + ".safetensors"), tensors, {"torch": torch.__version__})
    print(name, tuple(y.shape), float(y.abs().mean()))


def padding(n, s, lengths):
    """True where a key is padding, as nn.MultiheadAttention wants it."""
    return torch.arange(s).expand(n, s) >= torch.tensor(lengths).unsqueeze(1)


def attention():
    hidden = padding(2, 7, [7, 4])
    layer("attention", nn.MultiheadAttention(16, 4, batch_first=True),
          {"x": torch.randn(2, 5, 16), "memory": torch.randn(2, 7, 16)},
          lambda m, x, memory: m(x, memory, memory, key_padding_mask=hidden, need_weights=False)[0])
    for first, act in ((False, "relu"), (True, "gelu")):
        kind = "pre" if first else "post"
        options = dict(d_model=16, nhead=4, dim_feedforward=24, dropout=0.0, activation=act, batch_first=True,
                       norm_first=first)
        layer("encoder-layer-" + kind, nn.TransformerEncoderLayer(**options), {"x": torch.randn(2, 6, 16)},
              lambda m, x: m(x, src_key_padding_mask=padding(2, 6, [6, 4])))
        layer("decoder-layer-" + kind, nn.TransformerDecoderLayer(**options),
              {"x": torch.randn(2, 5, 16), "memory": torch.randn(2, 7, 16)},
              lambda m, x, memory: m(x, memory, tgt_mask=nn.Transformer.generate_square_subsequent_mask(5),
                                     tgt_is_causal=True, memory_key_padding_mask=hidden))


class Attn(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        for name in ("qProj", "kProj", "vProj", "outProj"):
            setattr(self, name, nn.Linear(d, d, bias=False))

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = (p(x).view(n, t, self.heads, d // self.heads).transpose(1, 2)
                   for p in (self.qProj, self.kProj, self.vProj))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.outProj(y.transpose(1, 2).reshape(n, t, d))


class Grouped(nn.Module):
    """Four heads of queries, two of keys and values."""

    def __init__(self):
        super().__init__()
        self.qProj, self.kProj, self.vProj = nn.Linear(16, 16), nn.Linear(16, 8), nn.Linear(16, 8)
        self.outProj = nn.Linear(16, 16)

    def forward(self, x, memory, **rule):
        q, k, v = (p(t).unflatten(2, (-1, 4)).transpose(1, 2)
                   for p, t in ((self.qProj, x), (self.kProj, memory), (self.vProj, memory)))
        y = F.scaled_dot_product_attention(q, k, v, enable_gqa=True, **rule)
        return self.outProj(y.transpose(1, 2).flatten(2))


def grouped():
    seen = ~padding(2, 7, [7, 4])[:, None, None]
    layer("attention-grouped", Grouped(), {"x": torch.randn(2, 5, 16), "memory": torch.randn(2, 7, 16)},
          lambda m, x, memory: m(x, memory, attn_mask=seen))
    layer("attention-grouped-causal", Grouped(), {"x": torch.randn(2, 5, 16)}, lambda m, x: m(x, x, is_causal=True))


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.ln1, self.attn, self.ln2 = nn.LayerNorm(d, bias=False), Attn(d, heads), nn.LayerNorm(d, bias=False)
        self.fc, self.proj = nn.Linear(d, 4 * d, bias=False), nn.Linear(4 * d, d, bias=False)

    def forward(self, x):
        x = x + self.attn(self.ln1(x))
        return x + self.proj(F.gelu(self.fc(self.ln2(x))))


class Gpt(nn.Module):
    """nanoGPT's model without dropout and biases, output tied to the embedding."""

    def __init__(self, vocabulary, context, layers, heads, d):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, d), nn.Embedding(context, d)
        self.h = nn.ModuleList(Block(d, heads) for _ in range(layers))
        self.lnF = nn.LayerNorm(d, bias=False)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                last = name.endswith(("outProj.weight", "proj.weight")) and "Proj" not in name.replace("outProj", "")
                nn.init.normal_(p, std=0.02 / (2 * layers) ** 0.5 if last else 0.02)

    def forward(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lnF(x) @ self.wte.weight.t()


def gpt():
    model = Gpt(17, 8, 2, 2, 16)
    ids = torch.randint(0, 17, (5, 4, 8))
    labels = torch.randint(0, 17, (5, 4, 8))
    tensors = {"init." + n: t.clone() for n, t in named(model, lambda p: p).items()}
    opt = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.99), weight_decay=0.1)
    losses = []
    for s in range(5):
        opt.zero_grad()
        loss = F.cross_entropy(model(ids[s]).flatten(0, 1), labels[s].flatten())
        loss.backward()
        opt.step()
        losses.append(loss.item())
    tensors.update({"final." + n: t.clone() for n, t in named(model, lambda p: p).items()})
    tensors.update({"ids": ids, "labels": labels, "losses": torch.tensor(losses)})
    save(OUT / "gpt-adamw.safetensors", tensors, {"torch": torch.__version__})
    print("gpt-adamw", ["%.4f" % v for v in losses])


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260126)
    OUT.mkdir(parents=True, exist_ok=True)
    attention()
    gpt()
    grouped()


if __name__ == "__main__":
    main()
