#!/bin/bash
# How long it takes to check a token that a node has never seen, with few sessions and with millions.
#   bench/sessions.sh [tokens that are looked up each time] [numbers of sessions, "10000 10000000"]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. For ten millions it wants
# some 6 GB of disk and ten minutes.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
lookups=${1:-1000} sizes=${2:-10000 1000000 10000000}
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
"$JAVA_HOME/bin/java" $(server_flags) \
  -jar server/target/andiron.jar --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
tries=0
until grep -q '^Andiron is ready' "$folder/out"; do
  kill -0 $server && [ $((tries += 1)) -lt 300 ] || { cat "$folder/err" >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" -cp bench/target/classes:server/target/andiron.jar dev.andiron.api.SessionLookups \
  "$url" bench-root "$folder/data" "$lookups" $sizes
