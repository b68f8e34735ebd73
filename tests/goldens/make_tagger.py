"""Writes the goldens of BiLstmCrfTest: a tagger with characters and a conditional random field, without and with a predicate's mark.

    python3 tests/goldens/make_tagger.py         # from the project's root, after the pip install of make_goldens.py

tagger and tagger-roles, float32: parameters (weights turned to Merapi's [in, out]) before and after five steps of SGD, the batch,
emissions and likeliest tags before the first step, losses (the mean of -log p per tag). The field is written out in plain
operators, with the names of Merapi's record.
"""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from make_goldens import OUT, save
from make_recurrent import state

STEPS, WORDS, CHARACTERS, TAGS, N, T, C = 5, 15, 12, 4, 5, 6, 5


class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.startTransitions = nn.Parameter(torch.rand(TAGS) - 0.5)
        self.endTransitions = nn.Parameter(torch.rand(TAGS) - 0.5)
        self.transitions = nn.Parameter(torch.rand(TAGS, TAGS) - 0.5)

    def nll(self, x, y):
        """-log p(y) of one sentence x [t, tags]."""
        alpha, score = self.startTransitions + x[0], self.startTransitions[y[0]] + x[0, y[0]]
        for t in range(1, len(y)):
            alpha = (alpha.unsqueeze(1) + self.transitions).logsumexp(0) + x[t]
            score = score + self.transitions[y[t - 1], y[t]] + x[t, y[t]]
        return (alpha + self.endTransitions).logsumexp(0) - score - self.endTransitions[y[-1]]

    def best(self, x):
        score, back = self.startTransitions + x[0], []
        for t in range(1, len(x)):
            most, of = (score.unsqueeze(1) + self.transitions).max(0)
            score = most + x[t]
            back.append(of)
        tags = [int((score + self.endTransitions).argmax())]
        for of in reversed(back):
            tags.append(int(of[tags[-1]]))
        return tags[::-1]


class Tagger(nn.Module):
    def __init__(self, roles):
        super().__init__()
        self.words, self.characters = nn.Embedding(WORDS, 6), nn.Embedding(CHARACTERS, 4)
        self.characterLstm = nn.LSTM(4, 3, batch_first=True, bidirectional=True)
        self.predicates = nn.Embedding(2, 2) if roles else None
        self.lstm = nn.LSTM(6 + 6 + (2 if roles else 0), 5, num_layers=2 if roles else 1, batch_first=True, bidirectional=True)
        self.output, self.crf = nn.Linear(10, TAGS), Field()

    def forward(self, words, characters, predicate, lengths, spelled):
        packed = pack_padded_sequence(self.characters(characters.flatten(0, 1)), spelled.flatten(), batch_first=True,
                                      enforce_sorted=False)
        _, (h, _) = self.characterLstm(packed)
        parts = [self.words(words), torch.cat([h[0], h[1]], 1).reshape(*words.shape, 6)]
        if self.predicates is not None:
            parts.append(self.predicates(predicate))
        packed = pack_padded_sequence(torch.cat(parts, 2), lengths, batch_first=True, enforce_sorted=False)
        y, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        return self.output(y)


def golden(name, roles):
    model = Tagger(roles)
    lengths = torch.tensor([6, 2, 1, 4, 5])
    inside = torch.arange(T) < lengths.unsqueeze(1)
    words = torch.randint(1, WORDS, (N, T)) * inside
    spelled = torch.randint(1, C + 1, (N, T)) * inside
    characters = torch.randint(1, CHARACTERS, (N, T, C)) * (torch.arange(C) < spelled.unsqueeze(2))
    predicate = (torch.arange(T) == torch.tensor([2, 1, 0, 0, 4]).unsqueeze(1)).long()
    tags = torch.where(inside, torch.randint(0, TAGS, (N, T)), -1)
    tensors = {**state(model, "init."), "words": words, "characters": characters, "predicate": predicate, "tags": tags}
    opt, losses = torch.optim.SGD(model.parameters(), lr=0.5), []
    for s in range(STEPS):
        opt.zero_grad()
        x = model(words, characters, predicate, lengths, spelled.clamp(min=1))
        if s == 0:
            tensors["emissions"] = torch.where(inside.unsqueeze(2), x.detach(), 0)
            best = torch.full((N, T), -1)
            for i in range(N):
                best[i, :lengths[i]] = torch.tensor(model.crf.best(x[i, :lengths[i]].detach()))
            tensors["best"] = best
        loss = sum(model.crf.nll(x[i, :lengths[i]], tags[i, :lengths[i]]) for i in range(N)) / lengths.sum()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    tensors.update(state(model, "final."))
    tensors["losses"] = torch.tensor(losses)
    save(OUT / (name + ".safetensors"), tensors, {"torch": torch.__version__})
    print(name, losses)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(20260103)
    golden("tagger", False)
    golden("tagger-roles", True)
