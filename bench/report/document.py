"""Writes docs/BENCHMARKS.md, or another vector extension's document, from every result there is."""
import os
from statistics import median

import machine
import roofline
from reasons import shortfalls
from results import Results, rate
from targets import FAMILIES

# The targets are those of AVX-512; what another machine reaches must not overwrite its figures.
KIND = "" if machine.vectors() == "AVX-512" else "-" + machine.vectors()
PATH = "docs/BENCHMARKS%s.md" % KIND
ROOFLINE = "docs/roofline%s.svg" % KIND
GAP = "-"


def write():
    results = {f.name: Results(f) for f in FAMILIES}
    measured = [f for f in FAMILIES if results[f.name].rounds]
    drawing = roofline.draw(results)
    parts = [INTRODUCTION, setting([results[f.name] for f in measured]), summary(measured, results)]
    if drawing:
        with open(ROOFLINE, "w") as f:
            f.write(drawing)
        parts.append(FIGURE % os.path.basename(ROOFLINE))
    elif os.path.exists(ROOFLINE):
        # A figure of other measurements must not stand beside these.
        os.remove(ROOFLINE)
    parts += [section(f, results[f.name]) for f in measured if f.rows] + unmeasured(results)
    with open(PATH, "w") as f:
        f.write("\n\n".join(filter(None, parts)) + "\n")


INTRODUCTION = """# Benchmarks

Written by `bench/report.sh` from measurements; don't edit. In every round each peer and Merapi run side by side in fresh
processes, pinned to the same cores, through the scripts of `shared/peers` and `./merapi bench --turns`
(`bench/peers.patch` adds cases that the scripts lack). Once both are warm they take turns of 0.2 seconds or one call, so
that what slows a shared machine for a while slows both. A ratio is the rival's time by Merapi's of the turn before, the
median of all pairs of a round; **the worst round counts**. The column "fastest" compares each process's fastest turn
instead; it decides nothing. Where there are several rivals or variants, it's the one beside which Merapi did worst
in each round; the one named was it most often. Cold starts and sizes are measured one process after the other, streams
and the copy one after the other in one process. PyTorch's products, convolutions, elementwise functions and residual
networks run with jemalloc, its other cases with the C library's malloc and with jemalloc.

The targets were set for processors with AVX-512, whose figures are in BENCHMARKS.md; measured on another, they get a
document named after its vector extension, such as BENCHMARKS-AVX2.md.

`bench/report.sh --rounds 5 --only gemm,conv` measures these families anew and keeps the others' results."""

FIGURE = """## Roofline

![Roofline: GFLOP/s by operations per byte, one thread](%s)

One thread. The roofs are the measured peak of multiply-adds and the measured copy bandwidth; a point's operations per
byte count each operand and result once. Elementwise points are of 1e7 elements, their operations our own kernels';
convolutions are of batch 32. Points above the sloping roof keep operands in cache, or read more than they write."""


def setting(measured):
    """The machine, the software and the load, each distinct value once."""
    about = [a for r in measured for a in r.about]
    if not about:
        return "Nothing has been measured yet."
    lines = ["| | |", "|---|---|"]
    for group in ("machine", "versions"):
        for key in dict.fromkeys(k for a in about for k in a[group]):
            lines.append("| %s | %s |" % (key, "; ".join(dict.fromkeys(a[group].get(key, GAP) for a in about))))
    others = sorted({p for r in measured for p in r.peers() if not p.startswith("pytorch")})
    lines.append("| other peers | %s |" % (", ".join(others) or "none"))
    lines.append("| commit | %s |" % "; ".join(dict.fromkeys(a["commit"] for a in about)))
    dates = sorted(a["date"] for a in about)
    lines.append("| measured (UTC) | %s to %s |" % (dates[0], dates[-1]))
    lines.append("| load average before a round | %.1f to %.1f |" % span(a["load_before"] for a in about))
    lines.append("| load average after it | %.1f to %.1f |" % span(a["load_after"] for a in about))
    return "\n".join(lines)


def span(values):
    values = list(values)
    return min(values), max(values)


def summary(measured, results):
    """How many targets of each family are met."""
    lines = ["## Targets", "", "| family | rounds | met | not met | not measured |", "|---|---|---|---|---|"]
    for family in measured:
        verdicts = [judge(case, row, results[family.name])[0]
                    for row in family.rows if not row.aim for case in row.cases]
        if verdicts:
            lines.append("| [%s](#%s) | %d | %d | %d | %d |" % (
                family.title, anchor(family.title), len(results[family.name].rounds), verdicts.count(True),
                verdicts.count(False), verdicts.count(None)))
    return "\n".join(lines) if len(lines) > 4 else ""


def anchor(title):
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def judge(case, row, results):
    """Whether a target is met (None: not measured), and the figure that says so."""
    if row.at_most_s:
        times = results.seconds(case, "merapi")
        return (max(times) <= row.at_most_s, max(times)) if times else (None, None)
    ratios = results.ratios(case, row)
    if row.most:
        return (max(ratios) <= row.most, max(ratios)) if ratios else (None, None)
    return (min(ratios) >= row.least, min(ratios)) if ratios else (None, None)


def section(family, results):
    text = ["## " + family.title, about_rounds(family, results)]
    ratios = [row for row in family.rows if row.rival and not row.at_most_s and not row.most]
    if ratios:
        text.append("\n".join([RATIO_HEAD] + [ratio_line(case, row, results) for row in ratios for case in row.cases]))
    sizes = [row for row in family.rows if row.most]
    if sizes:
        text.append("\n".join([SIZE_HEAD] + [size_line(case, row, results) for row in sizes for case in row.cases]))
    limits = [row for row in family.rows if row.at_most_s]
    if limits:
        text.append("\n".join([LIMIT_HEAD] + [limit_line(case, row, results) for row in limits for case in row.cases]))
    short = [case for row in family.rows if not row.aim for case in row.cases if judge(case, row, results)[0] is False]
    aims = [case for row in family.rows if row.aim for case in row.cases
            if judge(case, row, results)[0] is False and case not in short]
    text += filter(None, (shortfalls("targets are missed", short), shortfalls("aims are missed", aims, "aim "),
                          extra(family, results)))
    gaps = missing(family, results)
    if gaps:
        text.append(gaps)
    return "\n\n".join(text)


def about_rounds(family, results):
    last = results.about[-1]
    text = "%d round%s, commit %s, %s UTC; %d s a round; load average %.1f before and %.1f after the last." % (
        len(results.rounds), "s" if len(results.rounds) > 1 else "", last["commit"], last["date"],
        median(a["seconds"] for a in results.about), last["load_before"], last["load_after"])
    if len(results.rounds) < family.asked:
        text += " The targets ask for the worst of %d rounds." % family.asked
    return text


def head(*titles):
    return "| %s |\n%s|" % (" | ".join(titles), "|---" * len(titles))


RATIO_HEAD = head("case", "against", "Merapi, worst / median", "rival, median", "ratio, worst", "ratio, median",
                  "fastest, worst", "at least", "target")
SIZE_HEAD = head("case", "against", "Merapi, worst / median", "rival, median", "ratio, worst", "at most", "target")
LIMIT_HEAD = head("case", "Merapi, worst / median", "rivals, median", "at most", "target")


def ratio_line(case, row, results):
    ours = results.rates(case, threads=row.threads)
    pairs = results.pairs(case, row)
    unit = results.units().get(case, "")
    mine = "%s / %s %s" % (figure(min(ours)), figure(median(ours)), unit) if ours else GAP
    at_least = ("aim: %.2f" if row.aim else "%.2f") % row.least
    if not pairs:
        return "| %s | %s | %s | - | - | - | - | %s | not measured |" % (case, row.rival.name, mine, at_least)
    names = [named(b, row.rival) for _, b in pairs]
    against = " ".join(filter(None, (row.rival.name, max(dict.fromkeys(names), key=names.count))))
    ratios = results.ratios(case, row)
    met, worst = judge(case, row, results)
    return "| %s | %s | %s | %s | **%.2f** | %.2f | %.2f | %s | %s |" % (
        case, against, mine, figure(median(rate(b) for _, b in pairs)), worst, median(ratios),
        min(results.ratios(case, row, fastest=True)), at_least, verdict(met, worst, row.least))


def size_line(case, row, results):
    pairs = results.pairs(case, row)
    if not pairs:
        return "| %s | %s | - | - | - | %.2f | not measured |" % (case, row.rival.name, row.most)
    ours, theirs = ([rate(r) for r in side] for side in zip(*pairs))
    names = [named(b, row.rival) for _, b in pairs]
    met, worst = judge(case, row, results)
    return "| %s | %s %s | %.0f / %.0f MB | %.0f MB | **%.2f** | %.2f | %s |" % (
        case, row.rival.name, max(dict.fromkeys(names), key=names.count), max(ours), median(ours), median(theirs), worst,
        row.most, verdict(met, worst, row.most))


def named(r, rival):
    """Which of a rival's peers and variants a line is, where there is a choice."""
    parts = ([r["peer"]] if len(rival.peers) > 1 else []) + ([r["variant"]] if r["variant"] else [])
    return "(%s)" % " ".join(parts) if parts else ""


def limit_line(case, row, results):
    ours = results.seconds(case, "merapi")
    mine = "%.2f / %.2f s" % (max(ours), median(ours)) if ours else GAP
    theirs = {p: results.seconds(case, p) for p in results.peers()}
    rivals = ", ".join("%s %.2f s" % (p, median(t)) for p, t in theirs.items() if t) or GAP
    met, worst = judge(case, row, results)
    return "| %s | %s | %s | %.1f s | %s |" % (case, mine, rivals, row.at_most_s, verdict(met, worst, row.at_most_s))


def verdict(met, value, target):
    if met is None:
        return "not measured"
    if met:
        return "met"
    # 0.966 of 0.97 must not read 0.97 of 0.97.
    digits = 2 if "%.2f" % value != "%.2f" % target else 4
    return "%.*f of %.2f" % (digits, value, target)


def extra(family, results):
    """Merapi's cases that no row asks for."""
    asked = {c for row in family.rows for c in row.cases}
    lines = []
    for case, unit in results.units().items():
        ours = results.rates(case) or results.rates(case, threads=2)
        if ours and case not in asked and (case.startswith("machine/") or not case.startswith("coldstart")):
            lines.append("%s %s / %s %s" % (case, figure(min(ours)), figure(median(ours)), unit))
    return "Merapi's other cases, worst / median: %s." % "; ".join(lines) if lines else ""


def missing(family, results):
    """One sentence for each thing that went wrong, and one for what is missing without a word."""
    lines = list(results.notes())
    for row in family.rows:
        silent = [c for c in row.cases if judge(c, row, results)[0] is None]
        if silent:
            lines.append("no figure of both sides in any round for " + ", ".join(silent))
            continue
        short = [c for c in row.cases if not row.at_most_s and len(results.pairs(c, row)) < len(results.rounds)]
        if short:
            lines.append("not every round has figures of both sides for " + ", ".join(short))
    return "Gaps:\n\n" + "\n".join("- " + clean(line) for line in dict.fromkeys(lines)) if lines else ""


def clean(line):
    """A message as one line of Markdown, not too long."""
    line = " ".join(line.split()).replace("|", "\\|").replace("<", "&lt;")
    return line if len(line) <= 240 else line[:237] + "..."


def unmeasured(results):
    names = [f.name for f in FAMILIES if not results[f.name].rounds]
    return ["Not measured yet: %s." % ", ".join(names)] if names else []


def figure(x):
    return "%.0f" % x if abs(x) >= 100 else "%.3g" % x
