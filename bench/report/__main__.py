"""bench/report.sh's options; it says what they do."""
import argparse
import os
import sys

import document
import peers
import rounds
from targets import FAMILIES


NAMES = ", ".join(f.name for f in FAMILIES)


def chosen(only):
    """Families of these names, or whose names go on after one of these and a dash."""
    families = []
    for name in only.split(","):
        found = [f for f in FAMILIES if f.name == name or f.name.startswith(name + "-")]
        if not found:
            sys.exit("bench/report.sh: --only %s names no family; they are %s" % (name, NAMES))
        families += [f for f in found if f not in families]
    return families


def main():
    parser = argparse.ArgumentParser(prog="bench/report.sh", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of fresh processes; 0 only writes; default 5")
    parser.add_argument("--only", default="", metavar="FAMILY,...", help="measure these anew; default all: " + NAMES)
    options = parser.parse_args()
    families = chosen(options.only) if options.only else list(FAMILIES)
    if options.rounds < 0:
        sys.exit("bench/report.sh: --rounds %d is no number of rounds; 0 or more" % options.rounds)
    if options.rounds:
        peers.prepare(os.environ.get("PEERS", "../shared/peers"))
        rounds.measure(families, options.rounds)
    document.write()
    peers.say("wrote " + document.PATH)


main()
