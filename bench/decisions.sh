#!/bin/bash
# What deciding by 200 policies takes of a processor, and a trace of it; then what is meant to take
# long. One thread. Prints two tables, tabs between.
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants a JDK 25 as JAVA_HOME.
set -eu
cd "$(dirname "$0")/.."
classes=${BENCH_CLASSES:-bench/target/classes} server=${BENCH_JAVA_CLASSPATH:-server/target/andiron.jar}
for bench in DecisionBench HostileBench; do
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx432m -cp "$classes:$server" "dev.andiron.access.$bench"
done
