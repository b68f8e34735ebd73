"""Writes the golden that TextCnnTest compares with, as make_resnets.py does.

    python3 tests/goldens/make_textcnn.py        # from the project's root, after the pip install of make_goldens.py
"""
import torch
from torch import nn

from make_resnets import golden


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(40, 12)
        self.convs = nn.ModuleList(nn.Conv1d(12, 6, k) for k in (3, 4, 5))
        self.fc = nn.Linear(18, 3)

    def forward(self, x):
        e = self.embedding(x).transpose(1, 2)
        return self.fc(torch.cat([conv(e).relu().amax(2) for conv in self.convs], 1))


if __name__ == "__main__":
    torch.set_num_threads(1)
    i = torch.arange(36)
    golden("textcnn", TextCNN(), (i * i * 7 % 40).reshape(4, 9))
