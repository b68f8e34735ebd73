"""Writes losses.safetensors: what PyTorch's losses and their gradients are, in float64, for LossGoldenTest.

    python3 tests/goldens/make_losses.py        # from the project's root

For each case NAME.output and NAME.target (whatever the loss takes), NAME.none (the costs by themselves), NAME.loss (put
together) and NAME.grad (the gradient of that by the output).
"""
import torch
import torch.nn.functional as F
from make_goldens import DTYPES, OUT, save

DTYPES[torch.float64] = "F64"
CASES = {}


def case(name, fn, output, target, reduction="mean"):
    """fn(output, target, reduction): the loss."""
    x = output.detach().clone().requires_grad_()
    loss = fn(x, target, reduction)
    loss.backward()
    CASES.update({name + ".output": output, name + ".target": target, name + ".loss": loss.detach(),
                  name + ".none": fn(output, target, "none"), name + ".grad": x.grad})


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def classes(c, *shape):
    return torch.randint(0, c, shape)


def cross_entropies():
    w = torch.tensor([0.5, 2.0, 1.0, 0.25, 1.5], dtype=torch.float64)
    CASES["weight"] = w
    x, y = normal(7, 5) * 3, classes(5, 7)
    ignored = y.clone()
    ignored[[1, 4]] = -100
    image, pixels = normal(2, 5, 3, 4), classes(5, 2, 3, 4)
    pixels[0, 1, 1:3] = 2
    p = F.softmax(normal(7, 5), 1)

    def ce(**options):
        return lambda o, t, r: F.cross_entropy(o, t, reduction=r, **options)
    case("ce", ce(), x, y)
    case("ce-ignored", ce(), x, ignored)
    case("ce-weighted", ce(weight=w), x, y)
    case("ce-smoothed", ce(label_smoothing=0.1), x, y)
    case("ce-all", ce(weight=w, label_smoothing=0.1), x, ignored)
    case("ce-sum", ce(weight=w, label_smoothing=0.1), x, ignored, "sum")
    case("ce-image", ce(weight=w, ignore_index=2, label_smoothing=0.2), image, pixels)
    case("ce-sequence", lambda o, t, r: F.cross_entropy(o.transpose(1, 2), t, reduction=r), normal(3, 4, 5), classes(5, 3, 4))
    case("ce-probabilities", ce(), x, p)
    case("ce-probabilities-all", ce(weight=w, label_smoothing=0.1), x, p)
    case("ce-probabilities-image", ce(weight=w), image, F.softmax(normal(2, 5, 3, 4), 1))
    case("nll", lambda o, t, r: F.nll_loss(o, t, w, reduction=r), F.log_softmax(x, 1), ignored)
    case("nll-image", lambda o, t, r: F.nll_loss(o, t, reduction=r), F.log_softmax(image, 1), pixels)
    case("focal", lambda o, t, r: reduced(w[t] * (1 - F.softmax(o, 1).gather(1, t[:, None])[:, 0]) ** 2
                                          * F.cross_entropy(o, t, reduction="none"), r), x, y)
    case("multi-margin", lambda o, t, r: F.multi_margin_loss(o, t, reduction=r), x, y)
    case("multi-margin-2", lambda o, t, r: F.multi_margin_loss(o, t, p=2, margin=0.5, weight=w, reduction=r), x, y)
    case("dice", lambda o, t, r: reduced(dice(F.softmax(o, 1).flatten(2), F.one_hot(t.flatten(1), 5).transpose(1, 2)), r),
         image, pixels)


def reduced(costs, reduction):
    return {"none": costs, "sum": costs.sum(), "mean": costs.mean()}[reduction]


def dice(p, t):
    return 1 - (2 * (p * t).sum(-1) + 1) / (p.sum(-1) + t.sum(-1) + 1)


def elementwise():
    x, t, y = normal(4, 6) * 2, torch.rand(4, 6, dtype=torch.float64), normal(4, 6)
    bits = classes(2, 4, 6).double()
    signs = bits * 2 - 1
    w, p = torch.rand(6, dtype=torch.float64), torch.rand(6, dtype=torch.float64) * 4
    CASES["bce.weight"], CASES["bce.pos"] = w, p
    case("bce", lambda o, t, r: F.binary_cross_entropy_with_logits(o, t, reduction=r), x, t)
    case("bce-all", lambda o, t, r: F.binary_cross_entropy_with_logits(o, t, w, pos_weight=p, reduction=r), x, t)
    case("mse", lambda o, t, r: F.mse_loss(o, t, reduction=r), x, y)
    case("l1", lambda o, t, r: F.l1_loss(o, t, reduction=r), x, y)
    case("huber", lambda o, t, r: F.huber_loss(o, t, delta=1.5, reduction=r), x, y)
    case("smooth-l1", lambda o, t, r: F.smooth_l1_loss(o, t, beta=0.5, reduction=r), x, y)
    log, other = F.log_softmax(x, 1), F.softmax(y, 1)
    other[0, 2] = 0
    case("kl", lambda o, t, r: F.kl_div(o, t, reduction={"mean": "batchmean"}.get(r, r)), log, other)
    case("kl-mean", lambda o, t, r: F.kl_div(o, t, reduction=r), log, other)
    case("kl-log", lambda o, t, r: F.kl_div(o, t, log_target=True, reduction=r), log, F.log_softmax(y, 1))
    case("hinge", lambda o, t, r: reduced((1 - o * t).clamp(min=0), r), x, signs)
    case("hinge-embedding", lambda o, t, r: F.hinge_embedding_loss(o, t, reduction=r), x.abs(), signs)
    case("binary-focal", lambda o, t, r: binary_focal(o, t, r), x, bits)
    case("binary-dice", lambda o, t, r: reduced(dice(torch.sigmoid(o), t), r), x, bits)
    counts = torch.randint(0, 5, (4, 6)).double()
    case("poisson", lambda o, t, r: F.poisson_nll_loss(o, t, reduction=r), x, counts)
    case("poisson-full", lambda o, t, r: F.poisson_nll_loss(o, t, log_input=False, full=True, reduction=r), x.abs(), counts)
    both = torch.stack([x, y.abs()], 1)
    both[0, 1, 0] = 1e-9
    case("gaussian", lambda o, t, r: F.gaussian_nll_loss(o[:, 0], t, o[:, 1], reduction=r), both, t)
    case("gaussian-full", lambda o, t, r: F.gaussian_nll_loss(o[:, 0], t, o[:, 1], full=True, reduction=r), both, t)


def binary_focal(x, t, r):
    """torchvision.ops.sigmoid_focal_loss."""
    p = torch.sigmoid(x)
    p_t = p * t + (1 - p) * (1 - t)
    cost = F.binary_cross_entropy_with_logits(x, t, reduction="none") * (1 - p_t) ** 2
    return reduced((0.25 * t + 0.75 * (1 - t)) * cost, r)


def embeddings():
    three, two, nothing = normal(6, 3, 4), normal(6, 2, 4), torch.zeros(6, dtype=torch.int64)
    signs = torch.tensor([1, -1, -1, 1, -1, 1])

    def triplet(**options):
        return lambda o, t, r: F.triplet_margin_loss(o[:, 0], o[:, 1], o[:, 2], reduction=r, **options)
    case("triplet", triplet(), three, nothing)
    case("triplet-swap", triplet(margin=2, p=1, swap=True), three, nothing)
    case("triplet-3", triplet(p=3), three, nothing)
    case("cosine", lambda o, t, r: F.cosine_embedding_loss(o[:, 0], o[:, 1], t, margin=0.2, reduction=r), two, signs)
    case("info-nce", lambda o, t, r: clip(o, r, False), two, nothing)
    case("clip", lambda o, t, r: clip(o, r, True), two, nothing)


def clip(o, r, symmetric):
    a, b = F.normalize(o[:, 0]), F.normalize(o[:, 1])
    scores, own = a @ b.T / 0.07, torch.arange(len(o))
    cost = F.cross_entropy(scores, own, reduction=r)
    return (cost + F.cross_entropy(scores.T, own, reduction=r)) / 2 if symmetric else cost


def main():
    torch.set_num_threads(1)
    torch.manual_seed(20260102)
    cross_entropies()
    elementwise()
    embeddings()
    path = OUT / "losses.safetensors"
    save(path, CASES, {"torch": torch.__version__})
    print(len(CASES), "tensors,", path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
