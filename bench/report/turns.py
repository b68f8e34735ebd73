"""A peer beside Merapi, each in a fresh process, timed in turns of a fraction of a second on the same cores.

What slows a shared machine for a while slows both, so their ratio holds where the times of one after the other don't.
"""
import json
import os
import signal
import subprocess
import threading
import time
from statistics import median, quantiles

TURN = 0.2
FEWEST = 9


class BrokenOff(Exception):
    """One side has ended or said something else than a figure."""


class Side:
    """A process that answers a line with a line."""

    def __init__(self, name, command, environment, log):
        self.name = name
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                        text=True, bufsize=1, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (subprocess.TimeoutExpired, OSError):
            self.kill()
            self.process.wait()

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def hear(self):
        return self.process.stdout.readline()

    def tell(self, line):
        try:
            self.process.stdin.write(line + "\n")
        except OSError as e:
            raise BrokenOff("%s has ended before '%s'" % (self.name, line)) from e

    def ask(self, line):
        self.tell(line)
        answer = self.hear()
        if not answer:
            raise BrokenOff("%s has ended at '%s'" % (self.name, line))
        return answer

    def turn(self):
        """Seconds per call of what this side has ready."""
        answer = self.ask("turn %g" % TURN)
        try:
            return float(answer)
        except ValueError as e:
            raise BrokenOff("%s answered a turn by '%s'" % (self.name, answer.strip())) from e


class Peer(Side):
    """Goes through its cases by itself and says when it has one warm."""

    def cases(self):
        for line in iter(self.hear, ""):
            case = json.loads(line)
            # The Java peers also say how long they took from their start; nobody asked.
            if "work" in case:
                yield case
                self.tell("next")


class Merapi(Side):
    """Gets ready what it's asked for."""

    def __init__(self, name, command, environment, log, cases=(), seconds=0.0):
        super().__init__(name, command, environment, log)
        self.names, self.seconds = cases, seconds

    def ready(self, name):
        """Warms a case up; what it is."""
        return json.loads(self.ask("case " + name))

    def cases(self):
        """As a peer of itself."""
        for name in self.names:
            yield dict(self.ready(name), seconds=self.seconds)


def play(them, us, results, longest):
    """Lets both sides compute in turns and appends a line for each case of theirs; gives what went wrong, in sentences."""
    failures = []

    def stop():
        failures.append("%s was stopped after %d s" % (them.name, longest))
        them.kill()
        us.kill()
    timer = threading.Timer(longest, stop)
    with them, us, open(results, "a") as f:
        timer.start()
        try:
            for case in them.cases():
                f.write(json.dumps(score(case, us, them)) + "\n")
                f.flush()
        except BrokenOff as e:
            failures += [] if failures else [str(e)]
        finally:
            timer.cancel()
    return failures


def score(case, us, them):
    """Their line with both sides' figures, and how many times as fast Merapi is: the median and quartiles of turn by turn."""
    threads = us.ready(case["case"])["threads"]
    ours, theirs = [], []
    end = time.monotonic() + 2 * case["seconds"]
    while len(ours) < FEWEST or time.monotonic() < end:
        ours.append(us.turn())
        theirs.append(them.turn())
    times = [b / a for a, b in zip(ours, theirs)]
    low, _, high = quantiles(times, n=4, method="inclusive")
    line = {k: case[k] for k in ("peer", "case", "variant", "threads", "unit")}
    return dict(line, **figures(theirs, case["work"]), merapi=dict(figures(ours, case["work"]), threads=threads),
                times=digits(median(times)), quartiles=[digits(low), digits(high)], turns=len(times))


def figures(seconds, work):
    return {"median_s": digits(median(seconds)), "min_s": digits(min(seconds)), "rate": digits(work / median(seconds))}


def digits(x):
    return float("%.4g" % x)
