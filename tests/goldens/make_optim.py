"""Writes the goldens of optimizers and schedules that OptimGoldenTest and ScheduleGoldenTest read.

    python3 tests/goldens/make_optim.py        # from the project's root

optim.safetensors: three tensors (init.NAME, rounded to float32 but kept in float64), ten gradients of each
(grads.NAME) and, for each case, what PyTorch makes of them in float64 (CASE.NAME). schedules.safetensors: for each case
the factor of the learning rate in each of 60 steps.
"""
import torch
from torch.optim import lr_scheduler as sched

import make_goldens
from make_goldens import OUT, save

make_goldens.DTYPES[torch.float64] = "F64"
STEPS, RUN = 10, 60
SHAPES = {"a": (4, 6), "b": (5,), "c": (2, 3, 4)}
O = torch.optim

CASES = {
    "amsgrad": lambda p: O.Adam(p, lr=0.05, betas=(0.9, 0.9), amsgrad=True),
    "amsgrad-decay": lambda p: O.Adam(p, lr=0.05, betas=(0.9, 0.9), weight_decay=0.1, amsgrad=True),
    "adamw-amsgrad": lambda p: O.AdamW(p, lr=0.05, betas=(0.9, 0.9), weight_decay=0.1, amsgrad=True),
    "nadam": lambda p: O.NAdam(p, lr=0.05),
    "nadam-decay": lambda p: O.NAdam(p, lr=0.05, weight_decay=0.1),
    "nadam-decoupled": lambda p: O.NAdam(p, lr=0.05, weight_decay=0.1, decoupled_weight_decay=True),
    "rmsprop": lambda p: O.RMSprop(p, lr=0.01),
    "rmsprop-decay": lambda p: O.RMSprop(p, lr=0.01, weight_decay=0.1),
    "rmsprop-centered": lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, centered=True),
    "rmsprop-momentum": lambda p: O.RMSprop(p, lr=0.01, momentum=0.9),
    "rmsprop-all": lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, weight_decay=0.1, momentum=0.9, centered=True),
    "adagrad": lambda p: O.Adagrad(p, lr=0.1),
    "adagrad-decay": lambda p: O.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5),
    "adadelta": lambda p: O.Adadelta(p, lr=1.0),
    "adadelta-decay": lambda p: O.Adadelta(p, lr=0.5, rho=0.8, weight_decay=0.1),
    "adafactor": lambda p: O.Adafactor(p, lr=0.05),
    "adafactor-decay": lambda p: O.Adafactor(p, lr=0.5, beta2_decay=-0.5, d=1.5, weight_decay=0.1),
    "clip-norm": lambda p: O.SGD(p, lr=0.1, momentum=0.9),
    "clip-value": lambda p: O.SGD(p, lr=0.1, momentum=0.9),
    "groups": lambda p: O.AdamW([{"params": [q for q in p if q.dim() > 1]},
                                 {"params": [q for q in p if q.dim() < 2], "weight_decay": 0.0, "lr": 0.1}], lr=0.05),
}


def run(name, init, grads):
    # NAdam keeps its product of momenta in the default dtype, which would be float32 whatever the parameters are.
    torch.set_default_dtype(torch.float64)
    parameters = {n: t.clone().requires_grad_() for n, t in init.items()}
    opt = CASES[name](list(parameters.values()))
    for s in range(STEPS):
        for n, p in parameters.items():
            p.grad = grads[n][s].clone()
        if name == "clip-norm":
            torch.nn.utils.clip_grad_norm_(parameters.values(), 5.0)
        if name == "clip-value":
            torch.nn.utils.clip_grad_value_(parameters.values(), 0.75)
        opt.step()
    torch.set_default_dtype(torch.float32)
    return {name + "." + n: p.detach() for n, p in parameters.items()}


def optimizers():
    exact = lambda *shape: torch.randn(*shape).double()
    init = {n: exact(*shape) for n, shape in SHAPES.items()}
    grads = {n: exact(STEPS, *shape) for n, shape in SHAPES.items()}
    tensors = {"init." + n: t for n, t in init.items()} | {"grads." + n: t for n, t in grads.items()}
    for name in CASES:
        tensors |= run(name, init, grads)
    averages(init, tensors)
    save(OUT / "optim.safetensors", tensors, {"torch": torch.__version__, "steps": str(STEPS)})


def averages(init, tensors):
    """The weights of plain descent, averaged by torch.optim.swa_utils."""
    from torch.optim.swa_utils import AveragedModel, SWALR, get_ema_multi_avg_fn

    class Holder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.a = torch.nn.Parameter(init["a"].clone())

    holder = Holder()
    ema, swa = AveragedModel(holder, multi_avg_fn=get_ema_multi_avg_fn(0.8)), AveragedModel(holder)
    opt = O.SGD(holder.parameters(), lr=0.1)
    swalr = None
    for s in range(STEPS):
        if s == 4:
            swalr = SWALR(opt, swa_lr=0.02, anneal_epochs=3)
        holder.a.grad = tensors["grads.a"][s].clone()
        opt.step()
        if swalr:
            swalr.step()
            if (s + 1 - 4) % 2 == 0:
                swa.update_parameters(holder)
        ema.update_parameters(holder)
    tensors |= {"swa.a": swa.module.a.detach(), "ema.a": ema.module.a.detach(), "swa-last.a": holder.a.detach()}


def schedules():
    cases = {
        "step": lambda o: sched.StepLR(o, 7, 0.5),
        "multi-step": lambda o: sched.MultiStepLR(o, [5, 20, 21, 40], 0.3),
        "exponential": lambda o: sched.ExponentialLR(o, 0.95),
        "cosine": lambda o: sched.CosineAnnealingLR(o, RUN, 0.2),
        "restarts": lambda o: sched.CosineAnnealingWarmRestarts(o, 13, 1, 0.1),
        "restarts-growing": lambda o: sched.CosineAnnealingWarmRestarts(o, 5, 2, 0.1),
        "one-cycle": lambda o: sched.OneCycleLR(o, 1.0, RUN),
        "one-cycle-other": lambda o: sched.OneCycleLR(o, 1.0, RUN, pct_start=0.15, div_factor=10, final_div_factor=100),
        "polynomial": lambda o: sched.PolynomialLR(o, RUN, 2.5),
        "ramp": lambda o: sched.LinearLR(o, 0.25, 0.75, 11),
        "phases": lambda o: sched.SequentialLR(o, [sched.LinearLR(o, 0.1, 1.0, 10), sched.ExponentialLR(o, 0.9),
                                                   sched.CosineAnnealingLR(o, RUN - 30)], [10, 30]),
        "product": lambda o: sched.ChainedScheduler([sched.StepLR(o, 7, 0.5), sched.ExponentialLR(o, 0.99)]),
    }
    tensors = {}
    for name, make in cases.items():
        opt = O.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule, factors = make(opt), []
        for _ in range(RUN):
            factors.append(opt.param_groups[0]["lr"])
            opt.step()
            if len(factors) < RUN:
                schedule.step()
        tensors[name] = torch.tensor(factors, dtype=torch.float64)
    losses = (1.5 + torch.rand(RUN)).double() / (1 + torch.arange(RUN).double() / 30)
    tensors["losses"] = losses
    tensors["accuracies"] = 1 - losses / 3
    for name, args in {
        "plateau": ("min", 0.5, 3, 1e-4, "rel", 0, 0.0),
        "plateau-cooling": ("min", 0.7, 1, 0.02, "rel", 4, 0.3),
        "plateau-absolute": ("min", 0.5, 3, 0.15, "abs", 0, 0.0),
        "plateau-eps": ("min", 0.6, 1, 0.0, "rel", 0, 0.0, 0.1),
        "plateau-max": ("max", 0.5, 2, 0.05, "rel", 1, 0.01),
        "plateau-max-absolute": ("max", 0.5, 2, 0.08, "abs", 1, 0.01),
    }.items():
        opt = O.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        plateau = sched.ReduceLROnPlateau(opt, *args)
        factors = []
        for metric in tensors["losses" if args[0] == "min" else "accuracies"]:
            factors.append(opt.param_groups[0]["lr"])
            plateau.step(metric.item())
        tensors[name] = torch.tensor(factors, dtype=torch.float64)
    save(OUT / "schedules.safetensors", tensors, {"torch": torch.__version__})


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(20260104)
    optimizers()
    schedules()
