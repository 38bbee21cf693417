#!/bin/bash
# A system export of many patients of a server of its own: how long the job takes, how long fetching
# the files does, what the process holds in memory, and beside it the limit: the same rows written
# out by PostgreSQL alone (COPY). Prints a table, tabs between.
#   bench/export.sh [patients] [rounds] [bin folder of a PostgreSQL, for psql]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants curl.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
patients=${1:-100000} rounds=${2:-3} bin=${3:-/usr/lib/postgresql/15/bin}
flags="$(server_flags)"
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" || true; }; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

andiron() { # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $flags ${ANDIRON_JAVA_OPTIONS:-} -jar server/target/andiron.jar "$@"
}
serve() {
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $flags ${ANDIRON_JAVA_OPTIONS:-} -jar server/target/andiron.jar --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
  server=$!
  tries=0
  until grep -q '^Andiron is ready' "$folder/out"; do
    kill -0 "$server" && [ $((tries += 1)) -lt 600 ] || { cat "$folder/err" >&2; exit 1; }
    sleep 0.2
  done
  url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
}
stop() { kill "$server"; wait "$server" || true; server=; }
now() { date +%s.%N; }
as_root() { curl -sS -u root:bench-root "$@"; }

# One Synthea patient is about 2.6 kB; so is each of these.
awk -v n="$patients" 'BEGIN {
  for (i = 0; i < 1800; i++) text = text "x"
  for (i = 1; i <= n; i++)
    printf "{\"resourceType\":\"Patient\",\"id\":\"e%d\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">%s %d</div>\"},\"identifier\":[{\"system\":\"urn:example:mrn\",\"value\":\"%d\"}],\"name\":[{\"family\":\"Family%d\",\"given\":[\"Given%d\",\"Other\"]}],\"gender\":\"%s\",\"birthDate\":\"19%02d-0%d-1%d\",\"address\":[{\"line\":[\"%d Long Street\"],\"city\":\"City%d\",\"state\":\"MA\",\"postalCode\":\"0%d\"}],\"telecom\":[{\"system\":\"phone\",\"value\":\"555-%d\"}]}\n",
      i, text, i, i, i % 5000, i % 700, i % 2 ? "female" : "male", i % 100, i % 9 + 1, i % 10, i, i % 300, i % 10000, i }' >"$folder/patients.ndjson"
serve
stop
andiron load --data "$folder/data" --report "$folder/report" "$folder/patients.ndjson" >/dev/null 2>"$folder/said" ||
  { cat "$folder/said" >&2; exit 1; }
tail -n 1 "$folder/said" >&2

printf 'round\tpatients\tjob_s\tfetch_s\tmb\tlines\tpeak_rss_mb\trss_before_mb\tcopy_s\n'
for round in $(seq "$rounds"); do
  serve
  before=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")
  begun=$(now)
  job=$(as_root -D - -o /dev/null -H 'Prefer: respond-async' "$url/fhir/\$export?_type=Patient" |
    tr -d '\r' | sed -n 's/^[Cc]ontent-[Ll]ocation: //p')
  until [ "$(as_root -o "$folder/done" -w '%{http_code}' "$job")" = 200 ]; do sleep 1; done
  ended=$(now)
  : >"$folder/lines"
  for file in $(grep -o '"url":"[^"]*"' "$folder/done" | cut -d'"' -f4); do
    as_root "$file" >>"$folder/lines"
  done
  fetched=$(now)
  peak=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
  where="postgresql://andiron:$(cat "$folder/data/postgresql/password")@127.0.0.1:$(sed -n 's/^port = //p' "$folder/data/postgresql/cluster/postgresql.conf")/andiron?sslmode=disable"
  copying=$(now)
  "$bin/psql" "$where" -qAtXc 'copy (select text from patient order by id) to stdout' >"$folder/copied"
  copied=$(now)
  awk -v r="$round" -v n="$patients" -v a="$begun" -v b="$ended" -v c="$fetched" -v l="$(sort -u "$folder/lines" | wc -l)" \
    -v mb="$(($(stat -c %s "$folder/lines") / 1000000))" -v p="$peak" -v q="$before" -v x="$copying" -v y="$copied" \
    'BEGIN { printf "%s\t%s\t%.1f\t%.1f\t%s\t%s\t%s\t%s\t%.1f\n", r, n, b - a, c - b, mb, l, p, q, y - x }'
  as_root -X DELETE -o /dev/null "$job"
  stop
done
