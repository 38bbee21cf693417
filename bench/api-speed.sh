#!/bin/bash
# Requests per second of a server of its own with 10,000 patients, and what its PostgreSQL and its
# signatures do by themselves in the same run. wrk runs on the same processors.
#   bench/api-speed.sh [rounds] [seconds of a turn] [clients] [patients] [cases, "read create …"]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants wrk.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
rounds=${1:-5} seconds=${2:-8} clients=${3:-16} patients=${4:-10000}
cases=${5:-read identifier family create credentials credentials-jwt refresh introspect}
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" $(server_flags) \
  ${ANDIRON_JAVA_OPTIONS:-} -jar server/target/andiron.jar --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
tries=0
until grep -q '^Andiron is ready' "$folder/out"; do
  kill -0 $server && [ $((tries += 1)) -lt 300 ] || { cat "$folder/err" >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
bench() {
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp bench/target/classes:server/target/andiron.jar "$@"
}
bench dev.andiron.api.ApiLoad "$url" bench-root "$folder" "$patients"

# CPU time in ms: of the server, and of everything on the machine but what is idle.
server_cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' /proc/$server/stat; }
postgres_cpu() {
  local pids
  pids=$(pgrep -P "$(head -n 1 "$folder"/data/postgresql/cluster/postmaster.pid)" -d ' ')
  # shellcheck disable=SC2086
  (cd /proc && cat $(printf '%s/stat ' $pids) 2>/dev/null) | awk -v hz="$(getconf CLK_TCK)" '{ s += $14 + $15 } END { print s * 1000 / hz }'
}
turn() {
  local before after begun ended
  [ "$1" != refresh ] || bench dev.andiron.api.ApiLoad "$url" bench-root "$folder" refresh
  begun=$(server_cpu) before=$(postgres_cpu)
  wrk -t2 -c"$clients" -d"$2s" --latency -s bench/api-speed.lua "$url" -- "$1" "$folder" >"$folder/wrk"
  after=$(postgres_cpu) ended=$(server_cpu)
  if grep -qE 'Non-2xx|Socket errors' "$folder/wrk"; then grep -E 'Non-2xx|Socket errors' "$folder/wrk" >&2; fi
  awk -v case="$1" -v begun="$begun" -v ended="$ended" -v before="$before" -v after="$after" \
    -v rss="$(awk '/VmRSS/ { print int($2 / 1024) }' /proc/$server/status)" '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) }
    $2 == "requests" && $3 == "in" { n = $1 } $1 == "Requests/sec:" { rate = $2 }
    END { printf "%s\t%.0f\t%.2f\t%.2f\t%.3f\t%.3f\t%d\n", case, rate, p50, p99, (ended - begun) / n, (after - before) / n, rss }' "$folder/wrk"
}

for each in $cases; do turn "$each" "$((seconds > 5 ? 5 : seconds))" >/dev/null; done # warm up
printf 'round\tcase\tper_second\tp50_ms\tp99_ms\tserver_cpu_ms\tpostgres_cpu_ms\tserver_rss_mb\n'
for round in $(seq "$rounds"); do
  for each in $cases; do printf '%s\t%s\n' "$round" "$(turn "$each" "$seconds")"; done
  bench dev.andiron.api.BareLimits "$folder/data" "$folder/ids" "$clients" "$((seconds / 2))" | sed "s/^/$round\t/"
done | tee "$folder/results"
printf 'median of %s rounds\n' "$rounds"
awk -F'\t' '{ v[$2] = v[$2] " " $3; p[$2] = p[$2] " " ($5 + 0) }
  function median(list, a, n, i, j, t) {
    n = split(list, a, " ")
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (a[j] + 0 < a[i] + 0) { t = a[i]; a[i] = a[j]; a[j] = t }
    return a[int((n + 1) / 2)]
  }
  END { for (c in v) printf "%s\t%s per second\tp99 %s ms\n", c, median(v[c]), median(p[c]) }' "$folder/results" | sort
