"""The peers' scripts: our copy of them, and one run of one peer."""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import turns

COPY = os.path.abspath("bench/target/peers")
LOG = os.path.join(COPY, "results", "stderr.log")
LONGEST_RUN = 1800


def jdk():
    """A JDK 25 or newer: JAVA_HOME, or else the first in the usual folder."""
    for home in [os.environ.get("JAVA_HOME", "")] + sorted(glob.glob("/usr/lib/jvm/*")):
        try:
            version = re.search(r'JAVA_VERSION="?(\d+)', open(os.path.join(home, "release")).read())
        except OSError:
            continue
        if version and int(version.group(1)) >= 25:
            return home
    sys.exit("bench/report.sh needs a JDK 25 or newer: point JAVA_HOME at one.")


def prepare(folder):
    """Copies the peers' folder (its scripts write beside themselves), patches the copy, compiles the Java peers."""
    origin = os.path.join(COPY, "made-from")
    folder = os.path.abspath(folder)
    if not os.path.isfile(os.path.join(folder, "run.sh")):
        sys.exit("bench/report.sh finds no run.sh in %s: name the peers' folder in PEERS." % folder)
    with open("bench/peers.patch") as f:
        made = folder + "\n" + f.read()
    if os.path.isfile(origin) and open(origin).read() == made:
        return
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(folder, COPY, symlinks=True)
    for root, folders, files in os.walk(COPY):
        for name in folders + files:
            os.chmod(os.path.join(root, name), os.stat(os.path.join(root, name)).st_mode | 0o200, follow_symlinks=True)
    os.chmod(COPY, os.stat(COPY).st_mode | 0o200)
    with open("bench/peers.patch") as patch:
        if subprocess.run(["patch", "-s", "-N", "-p1", "-d", COPY], stdin=patch).returncode:
            say("bench/peers.patch doesn't fit these peers: cases that only it adds will show as gaps")
    say("compiling the Java peers")
    environment = dict(os.environ, JAVA_HOME=jdk())
    maven = ["mvn", "-q", "-B", "-ntp", "-pl", "common,openblas,tf", "process-classes"]
    if subprocess.run(maven, cwd=os.path.join(COPY, "java"), env=environment).returncode:
        say("the Java peers don't compile: openblas and tf will show as gaps")
    with open(origin, "w") as f:
        f.write(made)


def missing(run):
    """Why this run can't be made here, in a sentence; empty if it can."""
    if run.threads > len(os.sched_getaffinity(0)):
        return "%s was left out: %d threads need as many cores, and this process may use %d" % (
            run.peer, run.threads, len(os.sched_getaffinity(0)))
    if run.peer == "torch-jemalloc":
        # Loading it into this process proves nothing: it wants to be there from the start.
        trial = subprocess.run(["true"], env=dict(os.environ, LD_PRELOAD="libjemalloc.so.2"), capture_output=True)
        if trial.stderr:
            return "torch-jemalloc was left out: libjemalloc.so.2 is missing (apt-get install libjemalloc2)"
    return ""


def start(run, seconds, results):
    """Runs one peer in fresh processes, on the first cores this process may use; gives what it said of failures."""
    log, lines = size(LOG), size(results)
    environment = dict(os.environ, JAVA_HOME=jdk(), PIN=cores(run.threads))
    if run.script:
        environment["WORKLOAD"] = run.script
    failures = (in_turns if run.turns else alone)(run, seconds, results, environment)
    said = tail(LOG, log)
    failures += [line[2:] for line in said if re.match(r"# .* failed: ", line)]
    if not failures and size(results) == lines:
        failures.append("%s printed no result of %s; it said: %s" % (run.peer, run.cases, complaint(said)))
    return failures


def command_of(run, seconds, printed):
    command = [os.path.join(COPY, "run.sh"), "-p", run.peer, "-f", run.cases, "-t", str(run.threads), "-s", str(seconds),
               "-o", printed]
    return command + (["-v", run.variants] if run.variants else []) + (["-c"] if run.cold else [])


def in_turns(run, seconds, results, environment):
    """The peer beside Merapi; the scripts of PyTorch's are run by pytorch.py, the others know what TURNS means."""
    environment["TURNS"] = os.path.abspath(os.path.join(os.path.dirname(__file__), "pytorch.py"))
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(LOG, "a") as log:
        def merapi(name, threads, *cases):
            command = ["taskset", "-c", cores(threads), "./merapi", "bench", "--turns", "--threads", str(threads),
                       "--filter", run.cases, "--seconds", str(seconds)]
            return turns.Merapi(name, command, environment, log, cases, seconds)
        if run.peer == "merapi":
            them = merapi("merapi on one thread", 1, *run.cases.split(","))
        else:
            them = turns.Peer(run.peer, command_of(run, seconds, os.devnull), environment, log)
        return turns.play(them, merapi("merapi", run.threads), results, LONGEST_RUN)


def cores(count):
    """The first of those that this process may use."""
    return ",".join(map(str, sorted(os.sched_getaffinity(0))[:count]))


def alone(run, seconds, results, environment):
    """The peer for itself; if its size counts, that stands in place of its rate."""
    printed, peak = (results + ".printed", results + ".peak") if run.memory else (results, "")
    command = command_of(run, seconds, printed)
    command = [sys.executable, os.path.join(os.path.dirname(__file__), "peak.py"), peak] + command if peak else command
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    failures = []
    try:
        process.wait(LONGEST_RUN)
    except subprocess.TimeoutExpired:
        failures.append("%s was stopped after %d s" % (run.peer, LONGEST_RUN))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if peak:
        weigh(printed, peak, results)
    return failures


def weigh(printed, peak, results):
    """Adds what a process printed to the results, with its largest resident size in place of its rate."""
    kilobytes = int("".join(tail(peak, 0)) or 0)
    with open(results, "a") as f:
        for line in tail(printed, 0):
            r = json.loads(line)
            r.update(case="memory/" + r["case"], median_s=1, min_s=1, rate=kilobytes / 1e3, unit="MB")
            f.write(json.dumps(r) + "\n")
    for path in (printed, peak):
        if os.path.exists(path):
            os.remove(path)


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def tail(path, start):
    """The lines of a file from this byte on."""
    if not os.path.exists(path):
        return []
    with open(path, errors="replace") as f:
        f.seek(start)
        return [line.strip() for line in f if line.strip()]


def complaint(said):
    """The line that tells most: the last of a Python traceback, else the first that is no warning."""
    if any(line.startswith("Traceback") for line in said):
        return said[-1]
    return next((line for line in said if not re.match(r"#|WARNING", line)), "nothing")


def say(text):
    print(text, file=sys.stderr, flush=True)
