"""Writes the goldens that SpeechGoldenTest compares with: a speech classifier, a CTC recognizer, and a Tacotron.

    python3 tests/goldens/make_speech.py        # from the project's root, with PyTorch 2.13

Each file: init.NAME (parameters and buffers before training), output (of those, outside training), grad.NAME (of the first
loss), losses (of STEPS steps of Adam on one batch), final.NAME, and the batch. Names are Merapi's; weights of linear layers and
of recurrent ones are turned to [in, out]. Dropout is off. Plain fp32 on one thread.
"""
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from make_goldens import OUT, save

STEPS = 5


def turned(model, pick, prefix):
    """Merapi's names and layouts of what pick takes of each parameter, and the buffers."""
    found = {}
    for path, module in model.named_modules():
        for name, p in module.named_parameters(recurse=False):
            value = pick(p).detach()
            turn = isinstance(module, nn.Linear) and name == "weight" or \
                isinstance(module, (nn.GRU, nn.GRUCell)) and name.startswith("weight_")
            found[prefix + path + "." + name] = (value.t() if turn else value).contiguous().clone()
    return found


def state(model, prefix):
    names = {"running_mean": "runningMean", "running_var": "runningVar"}
    buffers = {}
    for path, b in model.named_buffers():
        if not path.endswith("num_batches_tracked"):
            module, name = path.rsplit(".", 1)
            buffers[prefix + module + "." + names[name]] = b.clone()
    return {**turned(model, lambda p: p, prefix), **buffers}


def golden(name, model, batch, call, loss_of, rate):
    tensors = {**state(model, "init."), **batch}
    model.eval()
    with torch.no_grad():
        tensors["output"] = call(model)
        tensors.update(model.more(batch) if hasattr(model, "more") else {})
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(call(model))
        loss.backward()
        if step == 0:
            tensors.update(turned(model, lambda p: p.grad, "grad."))
        optimizer.step()
        losses.append(loss.item())
    tensors["losses"] = torch.tensor(losses)
    tensors.update(state(model, "final."))
    save(OUT / (name + ".safetensors"), tensors, {"torch": torch.__version__})
    print(name, ["%.4f" % v for v in losses], (OUT / (name + ".safetensors")).stat().st_size)


class Classifier(nn.Module):
    def __init__(self, mels, width, classes):
        super().__init__()
        layers, i = [], 1
        for k, o in enumerate((width, 2 * width, 4 * width, 4 * width)):
            layers += [nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU()]
            layers += [nn.MaxPool2d(2)] if k < 3 else []
            i = o
        self.features = nn.Sequential(*layers)
        self.output = nn.Linear(i * (mels // 8), classes)

    def forward(self, x):
        return self.output(self.features(x).mean(3).flatten(1))


def run(gru, x, lengths):
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    return pad_packed_sequence(gru(packed)[0], batch_first=True, total_length=x.shape[1])[0]


class Recognizer(nn.Module):
    def __init__(self, mels, channels, units, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, 2, 1)
        self.conv2 = nn.Conv2d(channels, channels, 3, 2, 1)
        self.gru = nn.GRU(channels * mels // 4, units, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * units, classes)

    def forward(self, x, lengths):
        h = x.unsqueeze(1)
        for conv in (self.conv1, self.conv2):
            lengths = (lengths + 1) // 2
            h = conv(h).relu()
            h = h * (torch.arange(h.shape[2]) < lengths[:, None])[:, None, :, None]
        return self.output(run(self.gru, h.transpose(1, 2).flatten(2), lengths))


class Attention(nn.Module):
    def __init__(self, query, key, hidden, filters, kernel):
        super().__init__()
        self.query = nn.Linear(query, hidden)
        self.key = nn.Linear(key, hidden, bias=False)
        self.location = nn.Conv1d(1, filters, kernel, padding=kernel // 2, bias=False)
        self.filter = nn.Linear(filters, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)

    def forward(self, q, memory, before, mask):
        seen = self.filter(self.location(before.unsqueeze(1)).transpose(1, 2))
        h = torch.tanh(self.query(q).unsqueeze(1) + self.key(memory) + seen)
        return self.score(h).squeeze(2).masked_fill(~mask, -torch.inf).softmax(1)


class Tacotron(nn.Module):
    def __init__(self, symbols, mels, units, r):
        super().__init__()
        self.mels, self.r, wide = mels, r, 2 * units
        self.embedding = nn.Embedding(symbols, units, padding_idx=0)
        self.encoder = nn.GRU(units, units, batch_first=True, bidirectional=True)
        self.prenet1, self.prenet2 = nn.Linear(mels, units), nn.Linear(units, units)
        self.attentionRnn = nn.GRUCell(units + wide, wide)
        self.attention = Attention(wide, wide, units, 8, 5)
        self.decoderRnn = nn.GRUCell(2 * wide, wide)
        self.frames, self.stop = nn.Linear(2 * wide, r * mels), nn.Linear(2 * wide, 1)
        self.postnet = nn.ModuleList([nn.Conv1d(mels, wide, 5, padding=2), nn.Conv1d(wide, mels, 5, padding=2)])
        with torch.no_grad():
            self.stop.bias.fill_(-3)

    def decode(self, ids, steps, target):
        memory, mask, n = run(self.encoder, self.embedding(ids), (ids != 0).sum(1)), ids != 0, len(ids)
        asked = decoded = context = torch.zeros(n, memory.shape[2])
        total, frame = torch.zeros(ids.shape), torch.zeros(n, self.mels)
        rough, stops, looks = [], [], []
        for k in range(steps):
            p = self.prenet2(self.prenet1(frame).relu()).relu()
            asked = self.attentionRnn(torch.cat([p, context], 1), asked)
            look = self.attention(asked, memory, total, mask)
            total, context = total + look, (look.unsqueeze(1) @ memory).squeeze(1)
            decoded = self.decoderRnn(torch.cat([asked, context], 1), decoded)
            said = torch.cat([decoded, context], 1)
            made = self.frames(said).reshape(n, self.r, self.mels)
            frame = made[:, -1] if target is None else target[:, (k + 1) * self.r - 1]
            rough.append(made)
            stops.append(self.stop(said))
            looks.append(look)
        rough = torch.cat(rough, 1)
        fine = rough + self.postnet[1](self.postnet[0](rough.transpose(1, 2)).tanh()).transpose(1, 2)
        side = [x.reshape(n, steps, -1) for x in (rough, fine)]
        return torch.cat([*side, torch.stack(stops, 1), torch.stack(looks, 1)], 2)

    def forward(self, ids, target):
        return self.decode(ids, target.shape[1] // self.r, target)

    def more(self, batch):
        return {"spoken": self.decode(batch["ids"][:1], 4, None)}


def distances(steps, characters, lengths):
    w = torch.zeros(len(lengths), steps, characters)
    for i, (said, length) in enumerate(lengths):
        for k in range(said):
            for j in range(length):
                w[i, k, j] = 1 - torch.exp(torch.tensor(-(j / length - k / said) ** 2 / (2 * 0.2 ** 2)))
    return w


def tacotron():
    r, mels, steps = 2, 6, 4
    ids = torch.tensor([[3, 1, 4], [2, 7, 0]])
    frames = torch.rand(2, r * steps, mels)
    stops = torch.tensor([[0., 0, 0, 1], [0, 0, 1, 1]])
    guide = distances(steps, 3, [(4, 3), (3, 2)])
    wide = r * mels

    def loss(y):
        true = frames.reshape(2, steps, wide)
        return (F.l1_loss(y[..., :wide], true) + F.l1_loss(y[..., wide:2 * wide], true)
                + F.binary_cross_entropy_with_logits(y[..., 2 * wide], stops) + (y[..., 2 * wide + 1:] * guide).mean())

    batch = {"ids": ids, "frames": frames, "stops": stops, "distances": guide}
    golden("tacotron", Tacotron(9, mels, 4, r), batch, lambda m: m(ids, frames), loss, 1e-3)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260107)
    x, labels = torch.rand(6, 1, 16, 24), torch.tensor([0, 3, 1, 4, 2, 2])
    golden("speech-classifier", Classifier(16, 3, 5), {"x": x, "labels": labels}, lambda m: m(x),
           lambda y: F.cross_entropy(y, labels), 1e-3)
    lengths, targets = torch.tensor([21, 16, 13]), torch.tensor([[1, 3, 3], [4, 2, -1], [2, -1, -1]])
    x = torch.rand(3, 21, 8) * (torch.arange(21) < lengths[:, None])[:, :, None]
    steps = (lengths + 3) // 4
    golden("speech-recognizer", Recognizer(8, 3, 5, 5), {"x": x, "lengths": lengths, "targets": targets},
           lambda m: m(x, lengths),
           lambda y: F.ctc_loss(y.log_softmax(2).transpose(0, 1), targets.clamp(min=0), steps, (targets >= 0).sum(1)), 1e-3)
    tacotron()


if __name__ == "__main__":
    main()
