#!/bin/bash
# Measures the float32 functions at all 2^32 floats and writes docs/NUMERICS.md: a minute or so per function and core, sin
# and cos five.
#   bench/numerics.sh                          all functions, on all cores
#   bench/numerics.sh --function exp           one function anew, the other rows stay
#   bench/numerics.sh --stride 997             every 997th float; prints, writes nothing
# JAVA_HOME names a JDK 25, unless the default java is one.
set -euo pipefail
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -version 2>&1 | grep -qE 'version "(2[5-9]|[3-9][0-9])' ||
  { echo "numerics.sh needs a JDK 25 or newer: point JAVA_HOME at it." >&2; exit 1; }
mvn -B -q -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dquick -pl bench -am compile >&2
modules=$(printf ':%s' {simd,tensor,autograd,models}/target/launch/classes)
exec "$java" --add-modules=jdk.incubator.vector -cp "bench/target/launch/classes$modules" \
  dev.merapi.bench.numerics.Numerics "$@"
