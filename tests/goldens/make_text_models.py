"""Writes the goldens of text models that TextModelsGoldenTest compares Merapi with.

    python3 tests/goldens/make_text_models.py      # from the project's root, with PyTorch 2.13

text-classifier-mean: an LSTM in both directions over texts of several lengths, and the mean of each text's own states.
text-classifier-lstm, text-classifier-gru: the same in one direction, as the recipes lstm-imdb and gru-imdb have it.
language-model-untied: two layers of LSTM and an output of its own, from zeros.
float32: init.NAME; output, and grad.NAME of the loss, on the first batch; losses and final.NAME of the steps.
"""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from make_goldens import OUT, save
from make_recurrent import state, turned

STEPS = 6


class MeanClassifier(nn.Module):
    def __init__(self, layer, directions):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.rnn = layer(6, 8, batch_first=True, bidirectional=directions == 2)
        self.output = nn.Linear(8 * directions, 3)

    def forward(self, x):
        lengths = (x != 0).sum(1)
        packed = pack_padded_sequence(self.embedding(x), lengths, batch_first=True, enforce_sorted=False)
        y, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True, total_length=x.shape[1])
        return self.output(y.sum(1) / lengths[:, None])


class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.lstm = nn.Embedding(12, 5), nn.LSTM(5, 9, num_layers=2, batch_first=True)
        self.output = nn.Linear(9, 12)

    def forward(self, x):
        return self.output(self.lstm(self.embedding(x))[0])


def golden(name, model, inputs, labels):
    tensors = {**state(model, "init."), "inputs": inputs, "labels": labels}
    opt, losses = torch.optim.Adam(model.parameters(), lr=1e-2), []
    for s in range(STEPS):
        opt.zero_grad()
        y = model(inputs[s])
        loss = nn.functional.cross_entropy(y.flatten(0, -2), labels[s].flatten())
        loss.backward()
        if s == 0:
            tensors["output"] = y.detach()
            tensors.update({"grad." + n: turned(n, p.grad).clone() for n, p in model.named_parameters()})
        opt.step()
        losses.append(loss.item())
    tensors.update(state(model, "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / (name + ".safetensors"), tensors, {"torch": torch.__version__})
    print(name, losses)


def main():
    torch.manual_seed(20260109)
    torch.set_num_threads(1)
    n, t = 5, 7
    # One symbol, all of them, and what is between.
    lengths = torch.tensor([[1, 7, 3, 5, 2]]) + torch.zeros(STEPS, 1, dtype=torch.long)
    texts = torch.randint(1, 20, (STEPS, n, t)) * (torch.arange(t) < lengths[:, :, None])
    golden("text-classifier-mean", MeanClassifier(nn.LSTM, 2), texts, torch.randint(0, 3, (STEPS, n)))
    symbols = torch.randint(0, 12, (STEPS, 4, 9))
    golden("language-model-untied", Language(), symbols[:, :, :-1].contiguous(), symbols[:, :, 1:].contiguous())
    labels = torch.randint(0, 3, (STEPS, n))
    golden("text-classifier-lstm", MeanClassifier(nn.LSTM, 1), texts, labels)
    golden("text-classifier-gru", MeanClassifier(nn.GRU, 1), texts, labels)


if __name__ == "__main__":
    main()
