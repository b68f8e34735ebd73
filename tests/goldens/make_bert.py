"""Writes the golden of BertTest: a small BERT that names hidden words and then classifies.

    python3 tests/goldens/make_bert.py           # from the project's root, after the pip install of make_goldens.py

bert, float32: the parameters before and after three steps of SGD on hidden words (init.lm.NAME, middle.lm.NAME) and three more of a
classifier with the same encoder (init.classes.NAME, final.classes.NAME), in Merapi's names and layouts; ids [n, t] with padding, places
[n, k], words [n, k] with -100, classes [n]; logits of both heads before the first step of each, and all losses.
"""
import torch
from torch import nn

from make_goldens import OUT, save
from make_transformers import named

VOCABULARY, WIDTH, T, N, K, STEPS = 20, 8, 7, 4, 3, 3


class Rows(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(rows, WIDTH) * 0.5)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.positions, self.norm = Rows(VOCABULARY), Rows(T + 2), nn.LayerNorm(WIDTH)
        layer = nn.TransformerEncoderLayer(WIDTH, 2, 16, dropout=0.0, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        for p in self.encoder.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def forward(self, ids):
        x = self.norm(self.words.weight[ids] + self.positions.weight[:ids.shape[1]])
        return self.encoder(x, src_key_padding_mask=ids == 0)


class Masked(nn.Module):
    def __init__(self, bert):
        super().__init__()
        self.bert, self.dense, self.norm = bert, nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, ids, places):
        x = self.bert(ids).gather(1, places.unsqueeze(2).expand(-1, -1, WIDTH))
        h = self.norm(nn.functional.gelu(self.dense(x)))
        return h @ self.bert.words.weight.t() + self.bias


class Classifier(nn.Module):
    def __init__(self, bert):
        super().__init__()
        self.bert, self.pooler, self.classifier = bert, nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 3)

    def forward(self, ids):
        return self.classifier(torch.tanh(self.pooler(self.bert(ids)[:, 0])))


def train(model, loss_of):
    opt, losses = torch.optim.SGD(model.parameters(), lr=0.2), []
    for _ in range(STEPS):
        opt.zero_grad()
        loss = loss_of()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses


def kept(tensors, prefix, model):
    tensors.update({prefix + n: t.clone() for n, t in named(model, lambda p: p).items()})


def main():
    bert = Encoder()
    lm, classes = Masked(bert), Classifier(bert)
    ids = torch.randint(3, VOCABULARY, (N, T)) * (torch.arange(T) < torch.tensor([7, 3, 5, 6]).unsqueeze(1))
    places = torch.tensor([[1, 4, 6], [2, 0, 0], [1, 4, 0], [5, 0, 0]])
    words = torch.randint(3, VOCABULARY, (N, K))
    words[1, 1:] = words[3, 1:] = words[2, 2] = -100
    labels = torch.tensor([0, 2, 1, 1])
    tensors = {"ids": ids, "places": places, "words": words, "classes": labels}
    kept(tensors, "init.lm.", lm)
    tensors["logits.lm"] = lm(ids, places).detach()
    losses = train(lm, lambda: nn.functional.cross_entropy(lm(ids, places).flatten(0, 1), words.flatten()))
    kept(tensors, "middle.lm.", lm)
    kept(tensors, "init.classes.", classes)
    tensors["logits.classes"] = classes(ids).detach()
    losses += train(classes, lambda: nn.functional.cross_entropy(classes(ids), labels))
    kept(tensors, "final.classes.", classes)
    tensors["losses"] = torch.tensor(losses)
    save(OUT / "bert.safetensors", tensors, {"torch": torch.__version__})
    print(losses)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(20260104)
    main()
