"""Writes the goldens that SsdTest compares with: which object each anchor stands for and its offsets, the loss of a
single-shot detector with its gradient, and the network's output (as make_resnets.py does).

    python3 tests/goldens/make_ssd.py        # from the project's root

Matching follows Liu et al. 2016: greedily an anchor for each object, then every anchor that overlaps enough. The loss is
written as torchvision's SSD.compute_loss is: sorted costs choose the negatives.
"""
import torch
import torch.nn.functional as F
from torch import nn

from make_goldens import DTYPES, OUT, save
from make_resnets import golden, hashed

DTYPES[torch.float64] = "F64"
LEVELS = [(8, [(12, 12), (20, 30)]), (16, [(40, 40)])]


def anchors(height, width):
    boxes = []
    for stride, sizes in LEVELS:
        for i in range(height // stride):
            for j in range(width // stride):
                for w, h in sizes:
                    x, y = (j + 0.5) * stride, (i + 0.5) * stride
                    boxes.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(boxes, dtype=torch.float64)


def iou(a, b):
    size = (torch.min(a[:, None, 2:], b[None, :, 2:]) - torch.max(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    common = size.prod(2)
    return common / ((a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[:, 2:] - b[:, :2]).prod(1)[None] - common)


def match(objects, boxes, overlap):
    all_ = iou(objects, boxes)
    most, matches = all_.max(0)
    matches[most < overlap] = -1
    greedy = all_.clone()
    for _ in range(len(objects)):
        t, a = divmod(greedy.argmax().item(), len(boxes))
        if greedy[t, a] <= 0:
            break
        matches[a] = t
        greedy[t, :], greedy[:, a] = -1, -1
    return matches


def encode(boxes, objects):
    def center(b):
        return (b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]
    (a, s), (o, t) = center(boxes), center(objects)
    return torch.cat([(o - a) / s / 0.1, (t / s).log() / 0.2], 1)


def multibox(output, target, ratio):
    classes = output.shape[2] - 4
    labels = target[:, :, 0].long()
    positive = labels > 0
    costs = F.cross_entropy(output[:, :, :classes].flatten(0, 1), labels.flatten(), reduction="none").view(labels.shape)
    hardness = costs.detach().clone()
    hardness[positive] = -float("inf")
    rank = hardness.sort(1, descending=True)[1].sort(1)[1]
    negative = (rank < ratio * positive.sum(1, keepdim=True)) & ~positive
    boxes = F.smooth_l1_loss(output[:, :, classes:][positive], target[:, :, 1:][positive], reduction="sum")
    return (boxes + costs[positive].sum() + costs[negative].sum()) / positive.sum()


def matching_and_loss():
    torch.manual_seed(20260102)
    boxes = anchors(32, 48)
    tensors = {"anchors": boxes}
    targets = []
    for i, count in enumerate((4, 1, 0)):
        corner = torch.rand(count, 2, dtype=torch.float64) * torch.tensor([30.0, 16.0])
        objects = torch.cat([corner, corner + 6 + torch.rand(count, 2, dtype=torch.float64) * 24], 1)
        matches = match(objects, boxes, 0.4) if count else torch.full((len(boxes),), -1)
        target = torch.zeros(len(boxes), 5, dtype=torch.float64)
        found = matches >= 0
        if count:
            target[found, 0] = 1 + matches[found].double() % 2
            target[found, 1:] = encode(boxes[found], objects[matches[found]])
            tensors["objects.%d" % i] = objects
        tensors["matches.%d" % i] = matches
        targets.append(target)
        print("image", i, int(found.sum()), "anchors matched")
    target = torch.stack(targets)
    output = torch.randn(3, len(boxes), 3 + 4, dtype=torch.float64, requires_grad=True)
    loss = multibox(output, target, 3)
    loss.backward()
    tensors.update({"target": target, "output": output.detach(), "loss": loss.detach().reshape(1), "grad": output.grad})
    save(OUT / "multibox.safetensors", tensors, {"torch": torch.__version__})
    print("loss", loss.item())


def block(i, o, s=1):
    return nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU()


class Ssd(nn.Module):
    def __init__(self, classes, w, shapes):
        super().__init__()
        self.k = classes + 1
        self.stages = nn.ModuleList([
            nn.Sequential(*block(3, w // 2, 2), *block(w // 2, w, 2), *block(w, w), *block(w, 2 * w, 2),
                          *block(2 * w, 2 * w), *block(2 * w, 2 * w)),
            nn.Sequential(*block(2 * w, 4 * w, 2), *block(4 * w, 4 * w))])
        channels = (2 * w, 4 * w)
        self.classHeads = nn.ModuleList(nn.Conv2d(c, s * self.k, 3, 1, 1) for c, s in zip(channels, shapes))
        self.boxHeads = nn.ModuleList(nn.Conv2d(c, s * 4, 3, 1, 1) for c, s in zip(channels, shapes))

    def forward(self, x):
        levels = []
        for stage, classes, boxes in zip(self.stages, self.classHeads, self.boxHeads):
            x = stage(x)
            each = [h(x).permute(0, 2, 3, 1).reshape(len(x), -1, k) for h, k in ((classes, self.k), (boxes, 4))]
            levels.append(torch.cat(each, 2))
        return torch.cat(levels, 1)


def main():
    torch.set_num_threads(1)
    matching_and_loss()
    golden("ssd", Ssd(2, 8, [len(sizes) for _, sizes in LEVELS]), hashed(1000, (2, 3, 32, 48)))


if __name__ == "__main__":
    main()
