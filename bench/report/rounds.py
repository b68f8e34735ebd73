"""Measures families in rounds.

results/FAMILY/round-N.jsonl is what the peers printed, round-N.about.json how it came about.
"""
import glob
import json
import os
import time

import machine
import peers

FOLDER = "bench/results"


def measure(families, count):
    """Measures these families anew; a round goes through all of them, so that each is spread over the whole time."""
    setting = {"machine": machine.describe(), "versions": machine.versions(), "commit": machine.commit()}
    for number in range(1, count + 1):
        for family in families:
            one(family, number, count, setting)


def one(family, number, count, setting):
    folder = os.path.abspath(os.path.join(FOLDER, family.name))
    os.makedirs(folder, exist_ok=True)
    # What is cut short isn't read, and leaves the results of before.
    part = os.path.join(folder, "part")
    open(part, "w").close()
    about = dict(setting, date=time.strftime("%Y-%m-%d %H:%M", time.gmtime()), load_before=machine.load(), notes=[])
    start = time.monotonic()
    for run in family.runs:
        why = peers.missing(run)
        if why:
            peers.say(why)
            about["notes"].append(why)
            continue
        peers.say("round %d of %d: %s: %s%s, %d thread%s" % (
            number, count, family.name, run.peer, " and merapi in turns" if run.turns and run.peer != "merapi" else "", run.threads,
            "s" if run.threads > 1 else ""))
        about["notes"] += peers.start(run, family.seconds, part)
    about.update(load_after=machine.load(), seconds=round(time.monotonic() - start))
    if number == 1:
        for old in glob.glob(os.path.join(folder, "round-*")):
            os.remove(old)
    with open(os.path.join(folder, "round-%d.about.json" % number), "w") as f:
        json.dump(about, f, indent=1)
    os.replace(part, os.path.join(folder, "round-%d.jsonl" % number))
