#!/bin/bash
# Runs the JMH benchmarks of the kernels and of the operators, building them when sources have changed.
#   bench/jmh.sh [REGEX] [JMH'S OPTIONS]
#   bench/jmh.sh                                        all: hours
#   bench/jmh.sh Gemm -p shape=512x512x512 -p stored=nn
#   bench/jmh.sh OperatorBenchmark                      every operator, loss and layer of the table, forward
#   bench/jmh.sh OperatorGradient -p differentiable=lstm,crf    these two, forward and back
#   bench/jmh.sh Unary -p function=EXP,TANH -prof gc    and what is allocated: gc.alloc.rate.norm, bytes a call
#   bench/jmh.sh -l                                     lists them
# One thread each; more by -jvmArgsAppend "--add-modules=jdk.incubator.vector -Dmerapi.threads=2" (JMH drops the benchmark's own
# options for it, and without that module the scalar kernels run). Pin it: taskset -c 0 bench/jmh.sh ...
set -euo pipefail
cd "$(dirname "$0")/.."
for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
  if [ -n "$version" ] && [ "$version" -ge 25 ]; then jdk=$home; break; fi
done
[ -n "${jdk:-}" ] || { echo "bench/jmh.sh needs a JDK 25 or newer: point JAVA_HOME at one." >&2; exit 1; }
jar=bench/target/launch/merapi-bench-0.1.0.jar
if [ ! -f "$jar" ] || [ -n "$(find pom.xml simd tensor autograd models bench -path '*/target' -prune -o \
    \( -name '*.java' -o -name pom.xml \) -newer "$jar" -print -quit)" ]; then
  JAVA_HOME=$jdk PATH=$jdk/bin:$PATH mvn -B -q -ntp -Dmaven.test.skip=true -Dquick -pl bench -am package </dev/null 1>&2
fi
exec "$jdk/bin/java" -jar "$jar" "$@"
