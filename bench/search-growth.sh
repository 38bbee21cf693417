#!/bin/bash
# How the time of a search grows with the number of resources, on a server and a PostgreSQL of its
# own; writes a table and draws it. About ten minutes and 8 GB of the temporary folder, which are
# given back.
#   bench/search-growth.sh ["10000 100000 1000000"] [table] [picture]
# Finds a JDK 25 as ./andiron does, and builds what it measures.
set -eu
cd "$(dirname "$0")/.."
home=$PWD
. "$home/.mvn/jdk.sh"
require_jdk
sizes=${1:-10000 100000 1000000}
table=${2:-bench/results/search-growth-$(date -u +%F).tsv}
picture=${3:-docs/search-growth.svg}
folder=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" || true; }
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

require_maven
timeout 900 mvn -B -q -Pbench -pl bench -am package -Dmaven.test.skip=true -Dspotless.check.skip=true >"$folder/build" 2>&1 ||
  { tail -n 30 "$folder/build" >&2; fail "the build failed"; }

export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
"$JAVA_HOME/bin/java" $(server_flags) \
  -jar server/target/andiron.jar --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
server=$!
tries=0
until grep -q '^Andiron is ready' "$folder/out"; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $server; then
    cat "$folder/err" >&2
    exit 1
  fi
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
bench() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED -cp bench/target/classes:server/target/andiron.jar "$@"
}
export -f bench
export JAVA_HOME
# shellcheck disable=SC2086
timeout 1800 bash -c 'bench "$@"' bench dev.andiron.search.GrowthBench "$url" bench-root "$folder/data" $sizes >"$folder/table"
cp "$folder/table" "$table"
bench dev.andiron.search.GrowthPicture "$table" "$picture"
cat "$table"
