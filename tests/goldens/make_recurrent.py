"""Writes the goldens of recurrent layers and models that RecurrentGoldenTest compares Merapi with.

    python3 tests/goldens/make_recurrent.py      # from the project's root; writes tests/src/test/resources/goldens

recurrent-KIND.safetensors, float64: for each case of layers x directions x lengths x biases its parameters in PyTorch's order
(weights turned to Merapi's [in, out]) as one vector, x, initial states, lengths, output, final states, and the gradients of
sum(output * dy) + sum(states * ds) with regard to parameters (one vector), x and initial states.

text-classifier and language-model, float32: ten training steps, as in make_goldens.py; the language model's state goes on from
step to step.
"""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import make_goldens
from make_goldens import OUT, STEPS, save

make_goldens.DTYPES[torch.float64] = "F64"
IN, UNITS, SAMPLES, T = 2, 3, 3, 4
LENGTHS = torch.tensor([2, 4, 3])


def turned(name, t):
    return t.t() if "weight_" in name or name.endswith("output.weight") else t


def flat(named):
    return torch.cat([turned(n, t.detach()).contiguous().flatten() for n, t in named])


def make(kind, layers, directions, bias):
    options = dict(num_layers=layers, bidirectional=directions == 2, bias=bias, batch_first=True)
    if kind == "lstm":
        return nn.LSTM(IN, UNITS, **options)
    if kind == "gru":
        return nn.GRU(IN, UNITS, **options)
    return nn.RNN(IN, UNITS, nonlinearity=kind, **options)


def case(tensors, kind, layers, directions, ragged, bias):
    net = make(kind, layers, directions, bias).double()
    name = "%d-%d-%s-%s." % (layers, directions, "ragged" if ragged else "whole", "bias" if bias else "plain")
    x = torch.randn(SAMPLES, T, IN, dtype=torch.float64, requires_grad=True)
    count = 2 if kind == "lstm" else 1
    first = [torch.randn(layers * directions, SAMPLES, UNITS, dtype=torch.float64, requires_grad=True)
             for _ in range(count)]
    state = tuple(first) if kind == "lstm" else first[0]
    if ragged:
        packed = pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False)
        y, last = net(packed, state)
        y, _ = pad_packed_sequence(y, batch_first=True, total_length=T)
    else:
        y, last = net(x, state)
    last = list(last) if kind == "lstm" else [last]
    dy = torch.randn_like(y)
    ds = [torch.randn_like(s) for s in last]
    loss = (y * dy).sum() + sum((s * d).sum() for s, d in zip(last, ds))
    loss.backward()
    tensors[name + "parameters"] = flat(net.named_parameters())
    tensors[name + "x"] = x.detach()
    tensors[name + "first"] = torch.stack([s.detach() for s in first])
    tensors[name + "y"] = y.detach()
    tensors[name + "last"] = torch.stack([s.detach() for s in last])
    tensors[name + "dy"] = dy
    tensors[name + "ds"] = torch.stack(ds)
    tensors[name + "dparameters"] = flat((n, p.grad) for n, p in net.named_parameters())
    tensors[name + "dx"] = x.grad
    tensors[name + "dfirst"] = torch.stack([s.grad for s in first])


def layers():
    for kind in ("lstm", "gru", "tanh", "relu"):
        tensors = {"lengths": LENGTHS}
        for n in (1, 2):
            for directions in (1, 2):
                for ragged in (False, True):
                    for bias in (False, True):
                        if bias or not ragged or n == directions:
                            case(tensors, kind, n, directions, ragged, bias)
        save(OUT / ("recurrent-%s.safetensors" % kind), tensors, {"torch": torch.__version__})
        print(kind, len(tensors))


def state(model, prefix):
    return {prefix + n: turned(n, t.detach()).clone() for n, t in model.named_parameters()}


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.rnn = nn.Embedding(20, 6), nn.LSTM(6, 8, batch_first=True, bidirectional=True)
        self.output = nn.Linear(16, 3)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.embedding(x), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.rnn(packed)
        return self.output(torch.cat([h[0], h[1]], 1))


def classifier():
    model, n, t = Classifier(), 5, 7
    lengths = torch.randint(1, t + 1, (STEPS, n))
    x = torch.randint(1, 20, (STEPS, n, t)) * (torch.arange(t) < lengths.unsqueeze(2))
    y = torch.randint(0, 3, (STEPS, n))
    tensors = {**state(model, "init."), "inputs": x, "labels": y}
    opt, losses = torch.optim.Adam(model.parameters(), lr=1e-2), []
    for s in range(STEPS):
        opt.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x[s], lengths[s]), y[s])
        loss.backward()
        opt.step()
        losses.append(loss.item())
    tensors.update(state(model, "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / "text-classifier.safetensors", tensors, {"torch": torch.__version__})
    print(losses)


class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.lstm = nn.Embedding(12, 9), nn.LSTM(9, 9, num_layers=2, batch_first=True)
        self.bias = nn.Parameter(torch.zeros(12))

    def forward(self, x, state):
        y, state = self.lstm(self.embedding(x), state)
        return (y @ self.embedding.weight.t() + self.bias).flatten(0, 1), state


def language():
    """A tied output; the text is read in three streams, window by window."""
    model, streams, window = Language(), 3, 5
    text = torch.randint(0, 12, (streams * (STEPS * window) + 1,))
    length = (len(text) - 1) // streams
    tensors = {**state(model, "init."), "text": text}
    opt, losses, carried = torch.optim.SGD(model.parameters(), lr=0.5), [], None
    for s in range(STEPS):
        at = torch.arange(streams).unsqueeze(1) * length + torch.arange(s * window, (s + 1) * window)
        opt.zero_grad()
        y, carried = model(text[at], carried)
        loss = nn.CrossEntropyLoss()(y, text[at + 1].flatten())
        loss.backward()
        opt.step()
        carried = tuple(c.detach() for c in carried)
        losses.append(loss.item())
    tensors.update(state(model, "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / "language-model.safetensors", tensors, {"torch": torch.__version__})
    print(losses)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260102)
    layers()
    classifier()
    language()


if __name__ == "__main__":
    main()
