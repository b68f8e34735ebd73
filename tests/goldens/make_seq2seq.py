"""Writes the golden that Seq2SeqTest compares Merapi with: Bahdanau's sequence to sequence, written step by step.

    python3 tests/goldens/make_seq2seq.py        # from the project's root, after the pip install of make_goldens.py

seq2seq, float32: init.NAME and final.NAME (weights turned to Merapi's [in, out]), sources and targets of two batches a
step, logits, alignments and gradients (grad.NAME, of the loss) of the first step, the losses of five steps with Adam.
"""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from make_goldens import OUT, save

SOURCE, TARGET, WIDTH, UNITS, N, S, T, STEPS = 11, 9, 4, 5, 4, 6, 5, 5


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(UNITS, UNITS)
        self.key = nn.Linear(2 * UNITS, UNITS, bias=False)
        self.score = nn.Linear(UNITS, 1, bias=False)

    def forward(self, s, m, seen):
        e = self.score(torch.tanh(self.query(s).unsqueeze(1) + self.key(m))).squeeze(2)
        return e.masked_fill(~seen, float("-inf")).softmax(1)


class MaxOut(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear = nn.Linear(inputs, 2 * outputs)

    def forward(self, x):
        z = self.linear(x)
        return z.reshape(z.shape[0], -1, 2).max(2).values


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.source = nn.Embedding(SOURCE, WIDTH)
        self.target = nn.Embedding(TARGET, WIDTH)
        self.encoder = nn.GRU(WIDTH, UNITS, bidirectional=True, batch_first=True)
        self.bridge = nn.Linear(UNITS, UNITS)
        self.attention = Attention()
        self.decoder = nn.GRUCell(WIDTH + 2 * UNITS, UNITS)
        self.readout = MaxOut(3 * UNITS + WIDTH, WIDTH)
        self.output = nn.Linear(WIDTH, TARGET)

    def forward(self, x, y):
        seen = x != 0
        packed = pack_padded_sequence(self.source(x), seen.sum(1), batch_first=True, enforce_sorted=False)
        m, h = self.encoder(packed)
        m, _ = pad_packed_sequence(m, batch_first=True, total_length=x.shape[1])
        s = torch.tanh(self.bridge(h[1]))
        e = self.target(y)
        logits, weights = [], []
        for t in range(y.shape[1]):
            a = self.attention(s, m, seen)
            c = (a.unsqueeze(2) * m).sum(1)
            s = self.decoder(torch.cat([e[:, t], c], 1), s)
            logits.append(self.output(self.readout(torch.cat([s, e[:, t], c], 1))))
            weights.append(a)
        return torch.stack(logits, 1), torch.stack(weights, 1)


def turned(model, tensors, prefix):
    linear = {n + ".weight" for n, m in model.named_modules() if isinstance(m, nn.Linear)}
    return {prefix + n: (t.detach().t() if n in linear or "weight_" in n else t.detach()).clone()
            for n, t in tensors}


def ids(symbols, length):
    lengths = torch.randint(2, length + 1, (STEPS, N))
    lengths[:, 0] = length
    return torch.randint(1, symbols, (STEPS, N, length)) * (torch.arange(length) < lengths.unsqueeze(2))


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20261126)
    model, sources, targets = Seq2Seq(), ids(SOURCE, S), ids(TARGET, T + 1)
    tensors = {**turned(model, model.named_parameters(), "init."), "sources": sources, "targets": targets}
    opt, losses = torch.optim.Adam(model.parameters(), lr=1e-2), []
    for s in range(STEPS):
        opt.zero_grad()
        logits, weights = model(sources[s], targets[s, :, :-1])
        loss = nn.CrossEntropyLoss(ignore_index=0, label_smoothing=0.1)(
            logits.flatten(0, 1), targets[s, :, 1:].flatten())
        loss.backward()
        if s == 0:
            tensors.update({"logits": logits.detach(), "alignments": weights.detach()})
            tensors.update(turned(model, ((n, p.grad) for n, p in model.named_parameters()), "grad."))
        opt.step()
        losses.append(loss.item())
    tensors.update(turned(model, model.named_parameters(), "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / "seq2seq.safetensors", tensors, {"torch": torch.__version__})
    print(losses)


if __name__ == "__main__":
    main()
