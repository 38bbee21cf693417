#!/bin/bash
# How long reads take at rest, and while 500 clients sign in as fast as they can: the 99th percentile
# of both, in turns, and its ratio. wrk and the readers run on the same processors.
#   bench/sign-in-storm.sh [rounds] [seconds of a turn] [clients that sign in]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants wrk.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
rounds=${1:-5} seconds=${2:-15} clients=${3:-500}
readers=8 pace=25
server_path=${ANDIRON_CLASS_PATH:-server/target/andiron.jar} bench_path=${BENCH_CLASS_PATH:-bench/target/classes}
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
"$JAVA_HOME/bin/java" $(server_flags) \
  -cp "$server_path" dev.andiron.main.Andiron --port 0 --data "$folder/data" --sign-in-source-failures 0 \
  --sign-in-global-failures 0 >"$folder/out" 2>"$folder/err" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
tries=0
until grep -q '^Andiron is ready' "$folder/out"; do
  kill -0 $server && [ $((tries += 1)) -lt 300 ] || { cat "$folder/err" >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
put() { curl -sf -o "$folder/put" -u root:bench-root -X PUT -H 'Content-Type: application/json' "$url/$1" -d "$2"; }
put Client/bench '{"secret":"bench","grant_types":["password"]}'
put User/bench '{"password":"correct horse battery staple"}'
put AccessPolicy/bench '{"engine":"allow","link":[{"resourceType":"User","id":"bench"}]}'
put Patient/bench '{"name":[{"family":"Bench"}]}'
token=$(curl -sf -u bench:bench "$url/auth/token" -d grant_type=password -d username=bench \
  --data-urlencode 'password=correct horse battery staple' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
read_for() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$bench_path" dev.andiron.load.ReadLatency \
    "$url/Patient/bench" "$token" "$1" $readers $pace
}
storm() { wrk -t1 -c"$clients" -d"$1s" -s bench/sign-in-storm.lua "$url" >"$folder/storm"; }
storm 25 & # and be compiled
stormed=$!
read_for 20 >"$folder/warm"
wait $stormed
printf 'round\trest_p50\trest_p99\tstorm_p50\tstorm_p99\trefused_reads\tratio_p99\tsign_ins\n'
for round in $(seq "$rounds"); do
  read -r rest50 rest99 _ _ < <(read_for "$seconds")
  storm $((seconds + 7)) &
  stormed=$!
  sleep 2
  read -r storm50 storm99 _ refused < <(read_for "$seconds")
  wait $stormed
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$round" "$rest50" "$rest99" "$storm50" "$storm99" "$refused" \
    "$(awk "BEGIN { printf \"%.2f\", $storm99 / $rest99 }")" "$(sed -n 's/^answers //p' "$folder/storm")"
done | tee "$folder/rounds"
printf 'median\t\t\t\t\t\t%s\n' "$(cut -f 7 "$folder/rounds" | sort -n | sed -n "$(((rounds + 1) / 2))p")"
