#!/bin/bash
# Searches that a policy narrows against the same searches written out, in turns, on a server and a
# PostgreSQL of their own. Prints a table, tabs between.
#   bench/restricted-search.sh [resources] [requests of each kind in a round]
# Build first: mvn -Pbench -pl bench -am package -DskipTests.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
classes=${BENCH_CLASSES:-bench/target/classes} andiron=${BENCH_JAVA_CLASSPATH:-server/target/andiron.jar}
folder=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" || true; }
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
chmod 755 "$folder"
ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin \
  "$JAVA_HOME/bin/java" $(server_flags) \
  -cp "$andiron" dev.andiron.main.Andiron --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
server=$!
tries=0
until grep -q '^Andiron is ready' "$folder/out"; do
  kill -0 $server && [ $((tries += 1)) -lt 600 ] || { cat "$folder/err" >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classes:$andiron" \
  dev.andiron.search.RestrictedSearchBench "$url" bench-root "$folder/data" "${1:-20000}" "${2:-400}"
