"""Turns the peers' JSON lines into docs/BENCHMARKS.md; called by report.sh, which says how."""
import json
import platform
import subprocess
import sys

rounds, row_filter, files = sys.argv[1], sys.argv[2], sys.argv[3:]
lines = [(i, json.loads(line)) for i, f in enumerate(files) for line in open(f)]
cases = list(dict.fromkeys(r["case"] for _, r in lines))


def rate(r, best):
    """A rate from the median, or (best) from the fastest sample."""
    return r["rate"] * (r["median_s"] / r["min_s"] if best else 1)


def of(case, peer, variant=None, best=False):
    """One figure a round."""
    return {i: rate(r, best) for i, r in lines
            if r["case"] == case and (r["peer"] == "merapi") == (peer == "merapi")
            and (variant is None or r["variant"] == variant)}


def model_name():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def rows(best):
    out = []
    for case in cases:
        ours = of(case, "merapi", best=best)
        unit = next(r["unit"] for _, r in lines if r["case"] == case)
        for variant in dict.fromkeys(r["variant"] for _, r in lines if r["case"] == case and r["peer"] != "merapi"):
            theirs = of(case, "torch", variant, best)
            both = sorted(set(ours) & set(theirs))
            if both:
                ratios = [ours[i] / theirs[i] for i in both]
                out.append("| %s | %s | %s | %s | %s | **%.2f** |" % (
                    case, unit, variant, " ".join("%.0f" % ours[i] for i in both),
                    " ".join("%.0f" % theirs[i] for i in both), min(ratios)))
    return "\n".join(out)


head = "| case | unit | PyTorch variant | Merapi, each round | PyTorch, each round | worst ratio |\n|---|---|---|---|---|---|\n"
versions = sorted({r["peer"] for _, r in lines if r["peer"] != "merapi"})
load = open("/proc/loadavg").read().split()[0]
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip() or "unknown"
print("""# Benchmarks

Written by `bench/report.sh %s %s`; don't edit. Each round starts a fresh process for every peer, one after the other, on the
same two cores, through the peers' own script, which for Merapi calls

    ./merapi bench --threads 2 --filter %s --seconds 1.5

and for PyTorch, in its folder `torch/`, with and without jemalloc preloaded,

    python3 w3_cifar.py --threads 2; python3 w4_mlp.py --threads 2

A step is forward, loss, backward and Adam on a fixed batch in memory. The ratio is Merapi's rate by PyTorch's in the same round,
and the worst round counts. Machine: %s, 2 cores, Linux %s. Peers: %s, commit %s. Load average at the end: %s.

## By the median of each run

%s%s

## By the fastest sample of each run

What a shared machine's other guests disturb least.

%s%s""" % (rounds, row_filter, row_filter, model_name(), platform.release(), ", ".join(versions), commit, load,
           head, rows(False), head, rows(True)))
