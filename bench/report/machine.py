"""What the figures were measured on, and with which software."""
import glob
import os
import platform
import re
import subprocess


def output(*command):
    """A command's output, stripped; empty if it can't run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except OSError:
        return ""


def load():
    """The load average of the last minute."""
    return os.getloadavg()[0]


def commit():
    changed = output("git", "status", "--porcelain", "--", ".", ":!docs/BENCHMARKS*.md", ":!docs/roofline*.svg")
    return (output("git", "rev-parse", "--short", "HEAD") or "unknown") + (" with local changes" if changed else "")


def information():
    """What /proc/cpuinfo says of the first processor."""
    return dict(re.findall(r"^([^\t:]+)\s*: (.*)$", read("/proc/cpuinfo").split("\n\n")[0], re.M))


def vectors():
    """The widest vector extension, or else the architecture."""
    flags = information().get("flags", "").split()
    return "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else platform.machine()


def cpu():
    """The processor's name, family and model (a hypervisor's name may say little), caches and vector extension."""
    info = information()
    caches = []
    for index in sorted(glob.glob("/sys/devices/system/cpu/cpu0/cache/index*")):
        kind, size = read(index + "/type"), read(index + "/size")
        if kind in ("Data", "Unified"):
            caches.append("L%s%s %s" % (read(index + "/level"), "d" if kind == "Data" else "", size))
    named = [info.get("model name", platform.processor() or platform.machine())]
    if "cpu family" in info:
        named.append("family %s model %s stepping %s" % (info["cpu family"], info.get("model"), info.get("stepping")))
    return ", ".join(filter(None, named + [vectors()] + caches))


def memory():
    found = re.search(r"MemTotal:\s*(\d+) kB", read("/proc/meminfo"))
    return "%.0f GB" % (int(found.group(1)) / 1e6) if found else "unknown"


def describe():
    return {
        "processor": cpu(),
        "cores": "%d" % os.cpu_count(),
        "memory": memory(),
        "system": "%s %s" % (platform.system(), platform.release()),
    }


def versions():
    """Of Merapi with its JDK, and of the peers that don't say it in their results."""
    torch = output("python3", "-c", "import torch; print(torch.__version__); print(torch.__config__.show())")
    parts = [torch.split("\n")[0]] + re.findall(r"(?:Math Kernel Library Version|MKL-DNN) v?[\d.]+", torch)
    jemalloc = output("dpkg-query", "-W", "-f", "${Version}", "libjemalloc2")
    return {
        "Merapi": output("./merapi", "--version"),
        "PyTorch": ", ".join(parts) if torch else "not installed",
        "jemalloc": jemalloc or "not installed",
    }
