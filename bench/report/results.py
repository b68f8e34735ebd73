"""What was measured of a family, and the ratios that follow."""
import glob
import json
import os
import re
from statistics import median

from rounds import FOLDER


class Results:
    """One family's rounds."""

    def __init__(self, family):
        files = glob.glob(os.path.join(FOLDER, family.name, "round-*.jsonl"))
        files.sort(key=lambda f: int(re.search(r"round-(\d+)", f).group(1)))
        self.rounds = [[r for line in open(f) if line.strip() for r in both(json.loads(line))] for f in files]
        self.about = [json.load(open(f.replace(".jsonl", ".about.json"))) for f in files]

    def notes(self):
        """What went wrong, each sentence once."""
        return list(dict.fromkeys(n for about in self.about for n in about["notes"]))

    def peers(self):
        return sorted({r["peer"] for lines in self.rounds for r in lines if r["peer"] != "merapi"})

    def units(self):
        return {r["case"]: r["unit"] for lines in self.rounds for r in lines}

    def seconds(self, case, peers):
        """Every time that a cold start took, in all rounds."""
        lines = (r for lines in self.rounds for r in lines)
        return [r["median_s"] for r in lines if r["case"] == case and r["peer"].startswith(peers)]

    def best(self, cases, peers, threads, variants=(), fastest=False, pick=max, turns=False):
        """For each round the line with the highest rate among these, or None; fastest: by each line's best sample.

        turns: of the lines that tell how Merapi did in the turns between, the one beside which it did worst.
        """
        return [pick((r for r in lines
                     if r["case"] in cases and r["threads"] == threads and r["peer"].startswith(peers)
                     and (not variants or r["variant"].split("+")[0] in variants) and r["variant"] != "blas"
                     and (not turns or "times" in r)),
                     key=lambda r: strength(r, fastest) if turns else rate(r, fastest), default=None)
                for lines in self.rounds]

    def pairs(self, case, row, fastest=False):
        """Merapi's line and the rival's best, for each round that has both; of turns, those in which Merapi did worst."""
        rival, pick = row.rival, min if row.most else max
        cases, threads = rival.cases or (case,), rival.threads or row.threads
        ours = self.best((case,), ("merapi",), row.threads, fastest=fastest, pick=pick)
        theirs = self.best(cases, rival.peers, threads, rival.variants, fastest, pick)
        hardest = self.best(cases, rival.peers, threads, rival.variants, fastest, pick, turns=True)
        return [(c["merapi"], c) if c else (a, b) for a, b, c in zip(ours, theirs, hardest) if c or a and b]

    def ratios(self, case, row, fastest=False):
        return [b["times"] if "times" in b and not fastest else rate(a, fastest) / rate(b, fastest)
                for a, b in self.pairs(case, row, fastest)]

    def rates(self, case, peers=("merapi",), threads=1):
        return [r["rate"] for r in self.best((case,), peers, threads) if r]

    def typical(self, case):
        """Merapi's median rate on one thread, or None."""
        found = self.rates(case)
        return median(found) if found else None


def both(r):
    """A line and, if it was measured in turns, Merapi's own beside it."""
    if "times" not in r:
        return [r]
    r["merapi"] = dict(r["merapi"], peer="merapi", case=r["case"], variant="", unit=r["unit"])
    return [r, r["merapi"]]


def strength(r, fastest):
    """How many times as fast as Merapi a peer was in the turns between."""
    return rate(r, True) / rate(r["merapi"], True) if fastest else 1 / r["times"]


def rate(r, fastest=False):
    """A rate from the median of the samples, or from the fastest of them."""
    return r["rate"] * (r["median_s"] / r["min_s"] if fastest else 1)
