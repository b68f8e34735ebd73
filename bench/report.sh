#!/bin/bash
# Runs Merapi beside its peers in rounds of fresh processes, in turns on the same cores, and writes
# docs/BENCHMARKS.md and docs/roofline.svg from all results there are; on a processor without AVX-512 the document's and
# the figure's names end in its vector extension, such as docs/BENCHMARKS-AVX2.md.
#   bench/report.sh [--rounds N] [--only FAMILY,...]
#   --rounds  default 5; 0 only writes the document from what was measured before
#   --only    measure these families anew and keep the others' results; --help lists them; default all, about an hour
# Run it on an otherwise idle machine. bench/results/FAMILY holds what each round printed; bench/report/targets.py
# declares what is measured and what it must reach. PEERS names the folder of the peers' scripts (default
# ../shared/peers), which need PyTorch for python3, Maven, a JDK 25 and libjemalloc2; what is missing shows as a gap and
# a sentence.
set -euo pipefail
cd "$(dirname "$0")/.."
case " $* " in *" --help "* | *" -h "* | *" --rounds 0 "*) ;; *) ./merapi --version >/dev/null ;; esac
exec env PYTHONDONTWRITEBYTECODE=1 python3 bench/report "$@"
