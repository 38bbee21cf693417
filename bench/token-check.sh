#!/bin/bash
# What checking a token and deciding by one policy takes, on one thread (JMH).
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants a JDK 25 as JAVA_HOME.
set -eu
cd "$(dirname "$0")/.."
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:server/target/andiron.jar:bench/target/lib/*" \
  org.openjdk.jmh.Main TokenCheckBench "$@"
