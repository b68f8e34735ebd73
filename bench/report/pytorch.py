"""Runs one of PyTorch's scripts so that its cases are timed in turns: pytorch.py WORKLOAD.py ARGUMENTS; turns.py asks."""
import json
import os
import runpy
import sys
import time

sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
import common  # noqa: E402

WARM_UP = 1.0


def calls(fn, seconds, fewest):
    """Mean seconds per call over so many seconds and at least so many calls."""
    start, n = time.perf_counter(), 0
    while n < fewest or time.perf_counter() - start < seconds:
        fn()
        n += 1
    return (time.perf_counter() - start) / n


def bench(a, case, variant, fn, work, unit, seconds=None):
    """Stands in for the scripts' own: warms up, says so, and answers 'turn SECONDS' until it is told 'next'."""
    try:
        last = calls(fn, WARM_UP, 5)
        peer = variant + ("+jemalloc" if "jemalloc" in os.environ.get("LD_PRELOAD", "") else "")
        print(json.dumps({"peer": common.PEER, "case": case, "variant": peer, "threads": a.threads, "unit": unit,
                          "work": work, "seconds": seconds or a.seconds}), flush=True)
        for line in iter(sys.stdin.readline, "next\n"):
            turn = float(line.split()[1])
            if last < turn:
                fn()
            last = calls(fn, turn, 1)
            print(last, flush=True)
    except Exception as e:  # report and go on, as the scripts do
        print("# %s %s %s failed: %r" % (common.PEER, case, variant, e), file=sys.stderr, flush=True)


common.bench = bench
runpy.run_path(sys.argv[0], run_name="__main__")
