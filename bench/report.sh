#!/bin/bash
# Runs Merapi beside its peers, one after the other on the same cores, in several rounds of fresh processes, and writes
# docs/BENCHMARKS.md from what they print.
#   bench/report.sh [ROUNDS] [FILTER]      default 3 rounds of cifar-cnn/train,mlp; run it on an otherwise idle machine
# PyTorch runs eagerly, plain, with fused Adam, and channels_last.
# PEERS names the folder of the peers' scripts (default ../shared/peers); needs PyTorch for python3 and a JDK 25.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} filter=${2:-cifar-cnn/train,mlp}
peers=${PEERS:-../shared/peers}
work=bench/target/report
mkdir -p "$work" && rm -f "$work"/*.jsonl
# A copy: the scripts write beside themselves.
[ -d "$work/peers" ] || { cp -r "$peers" "$work/peers" && chmod -R u+w "$work/peers"; }
./merapi --version >/dev/null
for round in $(seq "$rounds"); do
  for peer in torch torch-jemalloc merapi; do
    echo "round $round: $peer" >&2
    # run.sh asks for a JAVA_HOME, which neither PyTorch nor ./merapi (it finds its own) needs.
    JAVA_HOME=${JAVA_HOME:-/} "$work/peers/run.sh" -p "$peer" -f "$filter" -t 2 -v eager,fused,channels_last -o "$PWD/$work/round-$round.jsonl" >/dev/null
  done
done
python3 bench/report.py "$rounds" "$filter" "$work"/round-*.jsonl >docs/BENCHMARKS.md
echo "wrote docs/BENCHMARKS.md" >&2
