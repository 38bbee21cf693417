#!/bin/bash
# What records cost: the same requests to two servers, one with --audit all and one with --audit off, in turns.
# wrk and both PostgreSQLs run on the same processors; the one that has no turn is idle.
#   bench/audit-cost.sh [rounds] [seconds of a turn] [clients] [patients] [cases, "read create …"]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants wrk.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
rounds=${1:-5} seconds=${2:-6} clients=${3:-16} patients=${4:-10000} cases=${5:-read identifier family create}
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
declare -A server url
finish() {
  kill "${server[@]}" && wait || true
  rm -rf "$folder"
}
trap finish EXIT
for audit in all off; do
  mkdir "$folder/$audit"
  "$JAVA_HOME/bin/java" $(server_flags) \
    -jar server/target/andiron.jar --port 0 --data "$folder/$audit/data" --audit "$audit" >"$folder/$audit/out" 2>"$folder/$audit/err" &
  server[$audit]=$!
  tries=0
  until grep -q '^Andiron is ready' "$folder/$audit/out"; do
    kill -0 "${server[$audit]}" && [ $((tries += 1)) -lt 900 ] || { cat "$folder/$audit/err" >&2; exit 1; }
    sleep 0.2
  done
  url[$audit]=$(sed -n 's/^Andiron is ready at //p' "$folder/$audit/out")
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp bench/target/classes:server/target/andiron.jar \
    dev.andiron.api.ApiLoad "${url[$audit]}" bench-root "$folder/$audit" "$patients"
done
# CPU time in ms: of a server, and of its PostgreSQL.
server_cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/${server[$1]}/stat"; }
postgres_cpu() {
  local pids
  pids=$(pgrep -P "$(head -n 1 "$folder/$1/data/postgresql/cluster/postmaster.pid")" -d ' ')
  # shellcheck disable=SC2086
  (cd /proc && cat $(printf '%s/stat ' $pids) 2>/dev/null) | awk -v hz="$(getconf CLK_TCK)" '{ s += $14 + $15 } END { print s * 1000 / hz }'
}
turn() {
  local begun before ended after
  begun=$(server_cpu "$1") before=$(postgres_cpu "$1")
  wrk -t2 -c"$clients" -d"$3s" --latency -s bench/api-speed.lua "${url[$1]}" -- "$2" "$folder/$1" >"$folder/wrk"
  if grep -qE 'Non-2xx|Socket errors' "$folder/wrk"; then grep -E 'Non-2xx|Socket errors' "$folder/wrk" >&2; fi
  sleep 1 # what waits is written, and counts
  ended=$(server_cpu "$1") after=$(postgres_cpu "$1")
  awk -v audit="$1" -v case="$2" -v server="$begun $ended" -v postgres="$before $after" '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    function used(pair, a) { split(pair, a, " "); return a[2] - a[1] }
    $2 == "requests" && $3 == "in" { n = $1 } $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $1 == "Requests/sec:" { rate = $2 }
    END { printf "%s\t%s\t%.0f\t%.2f\t%.2f\t%.3f\t%.3f\n", case, audit, rate, p50, p99, used(server) / n, used(postgres) / n }' "$folder/wrk"
}
for each in $cases; do for audit in all off; do turn "$audit" "$each" 4 >/dev/null; done; done # warm up
printf 'round\tcase\taudit\tper_second\tp50_ms\tp99_ms\tserver_cpu_ms\tpostgres_cpu_ms\n'
for round in $(seq "$rounds"); do
  for each in $cases; do for audit in all off; do printf '%s\t%s\n' "$round" "$(turn "$audit" "$each" "$seconds")"; done; done
done | tee "$folder/results"
printf 'medians of %s rounds\n' "$rounds"
awk -F'\t' '{ v[$2 FS $3] = v[$2 FS $3] " " $4; p[$2 FS $3] = p[$2 FS $3] " " ($6 + 0); s[$2 FS $3] = s[$2 FS $3] " " $7; g[$2 FS $3] = g[$2 FS $3] " " $8 }
  function median(list, a, n, i, j, t) {
    n = split(list, a, " ")
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (a[j] + 0 < a[i] + 0) { t = a[i]; a[i] = a[j]; a[j] = t }
    return a[int((n + 1) / 2)]
  }
  END { for (c in v) printf "%s\t%s per second\tp99 %s ms\tCPU %s + %s ms\n", c, median(v[c]), median(p[c]), median(s[c]), median(g[c]) }' "$folder/results" | sort
