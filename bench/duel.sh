#!/bin/bash
# How many times as fast this checkout is as another, case by case of ./merapi bench, in one JVM: each has a class loader of
# its own, and they are timed in turn for a few milliseconds each. What slows a shared machine for seconds slows both.
#   bench/duel.sh ../old                             products, one thread
#   bench/duel.sh ../old --filter resnet50 --threads 2 --seconds 8
# The JVM compiles both while it warms up for as long as it measures (default 1 s a case): give slow cases more. Two runs of
# equal checkouts tell what a ratio is worth. For the peers' ratios there is bench/report.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -version 2>&1 | grep -qE 'version "(2[5-9]|[3-9][0-9])' ||
  { echo "duel.sh needs a JDK 25 or newer: point JAVA_HOME at it." >&2; exit 1; }
for checkout in . "${1:-.}"; do
  if [ -x "$checkout/merapi" ]; then "$checkout/merapi" --version >/dev/null; fi
done
mvn -B -q -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dquick -pl bench -am compile >&2
exec "$java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:MaxDirectMemorySize=1024g \
  -XX:+UseSerialGC -Xmn32m -cp bench/target/launch/classes dev.merapi.bench.duel.Duel . "$@"
