#!/bin/bash
# Synthea's transactions by 1, 2, 4 and 8 clients, on a server of its own with the PostgreSQL inside
# and with another one; beside it the limit: the same rows inserted by PostgreSQL alone. Then
# ./andiron load, from disk, past HTTP and by HTTP. Prints a table, tabs between.
#   bench/bundles.sh [rounds] [seconds of a turn] [clients, "1 2 4 8"] [bin folder of a PostgreSQL]
# Build first: mvn -Pbench -pl bench -am package -DskipTests. Wants psql in the bin folder.
# As root, the other PostgreSQL runs as the user postgres.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
rounds=${1:-3} seconds=${2:-10} clients=${3:-1 2 4 8} bin=${4:-/usr/lib/postgresql/15/bin}
files=$PWD/server/src/test/resources/synthea
java=${BENCH_JAVA_CLASSPATH:-server/target/andiron.jar} bench=${BENCH_CLASSES:-bench/target/classes}
flags="$(server_flags) ${ANDIRON_JAVA_OPTIONS:-}"
folder=$(mktemp -d)
chmod 755 "$folder"
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
server= cluster=
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
cleanup() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" || true; }
  [ -z "$cluster" ] || as_postgres "$bin/pg_ctl" -D "$cluster" -m immediate stop >/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

andiron() { # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $flags -cp "$java" dev.andiron.main.Andiron "$@"
}
serve() {
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $flags -cp "$java" dev.andiron.main.Andiron --port 0 "$@" >"$folder/out" 2>"$folder/err" &
  server=$!
  tries=0
  until grep -q '^Andiron is ready' "$folder/out"; do
    kill -0 $server && [ $((tries += 1)) -lt 600 ] || { cat "$folder/err" >&2; exit 1; }
    sleep 0.2
  done
  url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
}
stop() { kill "$server"; wait "$server" || true; server=; }
peak() { awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status"; }
# CPU time in ms: of the server, and of its PostgreSQL.
server_cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$server/stat"; }
postgres_cpu() {
  local pids
  pids=$(pgrep -P "$(head -n 1 "$postmaster")" -d ' ')
  # shellcheck disable=SC2086
  (cd /proc && cat $(printf '%s/stat ' $pids) 2>/dev/null) | awk -v hz="$(getconf CLK_TCK)" '{ s += $14 + $15 } END { print s * 1000 / hz }'
}
turn() { "$JAVA_HOME/bin/java" -cp "$bench:$java" dev.andiron.load.BundleBench "$url" bench-root "$files" "$@"; }

# The rows of all tables but the smallest once more, with their indexes, in one transaction.
limit() {
  "$bin/psql" "$1" -qAtX <<'SQL'
set synchronous_commit = on;
create temp table entries as select sum(n) as n from (
  select (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I', relname), false, true, '')))[1]::text::bigint as n
  from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname in (select replace(c.relname, '_history', '') from pg_class c where c.relname like '%\_history')) t;
do $$
declare t text; columns text; began timestamptz; spent interval := '0';
begin
  for t in select c.relname from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace and relpages > 4 loop
    execute format('create table bare_%s (like %I including all)', md5(t), t);
    select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
      where attrelid = quote_ident(t)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    began := clock_timestamp();
    execute format('insert into bare_%s (%s) select %s from %I', md5(t), columns, columns, t);
    spent := spent + (clock_timestamp() - began);
  end loop;
  create temp table took as select extract(epoch from spent) as s;
end $$;
select round(n / s) from entries, took;
do $$
declare t text;
begin
  for t in select relname from pg_class where relname like 'bare\_%' and relkind = 'r' loop
    execute format('drop table %I', t);
  end loop;
end $$;
SQL
}
inside() { # the PostgreSQL inside, by the files of its data folder
  echo "postgresql://andiron:$(cat "$1/postgresql/password")@127.0.0.1:$(sed -n 's/^port = //p' "$1/postgresql/cluster/postgresql.conf")/andiron?sslmode=disable"
}
measure() { # name, where for psql, round; the server runs
  local kind n row before after begun ended
  turn single 4 "$seconds" >/dev/null # warm up
  for kind in single merged; do
    for n in $clients; do
      begun=$(server_cpu) before=$(postgres_cpu)
      row=$(turn "$kind" "$n" "$seconds")
      ended=$(server_cpu) after=$(postgres_cpu)
      printf '%s\t%s\t%s\t%s\t%s\n' "$3" "$1" "$row" "$(peak)" "$(echo "$row" | awk -F'\t' \
        -v b="$begun" -v e="$ended" -v x="$before" -v y="$after" '{ printf "%.2f\t%.2f", (e - b) / $4, (y - x) / $4 }')"
    done
  done
  printf '%s\t%s\tlimit\t1\t\t\t%s\n' "$3" "$1" "$(limit "$2")"
}
printf 'round\tpostgresql\tcase\tclients\tbundles\tentries\tentries_per_second\tmb_per_second\tp50_ms\tp95_ms\tpeak_rss_mb\tserver_cpu_ms_per_entry\tpostgres_cpu_ms_per_entry\n'
for round in $(seq "$rounds"); do
  data=$folder/inside-$round
  serve --data "$data"
  postmaster=$data/postgresql/cluster/postmaster.pid
  measure inside "$(inside "$data")" "$round"
  stop
  rm -rf "$data"
  if [ -x "$bin/initdb" ]; then
    cluster=$folder/cluster-$round port=$((20000 + RANDOM % 20000))
    mkdir "$cluster"
    [ "$(id -u)" != 0 ] || chown postgres: "$cluster"
    as_postgres "$bin/initdb" -D "$cluster" -A trust -U andiron >/dev/null
    as_postgres "$bin/pg_ctl" -D "$cluster" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=128MB -c max_wal_size=2GB" -l "$cluster/log" start >/dev/null
    where=postgresql://andiron@127.0.0.1:$port/postgres
    postmaster=$cluster/postmaster.pid
    serve --data "$folder/keys-$round" --database-url "postgres://andiron:x@127.0.0.1:$port/postgres"
    measure "$("$bin/postgres" --version | awk '{ print $3 }')" "$where" "$round"
    stop
    as_postgres "$bin/pg_ctl" -D "$cluster" -m immediate stop >/dev/null
    rm -rf "$cluster" "$folder/keys-$round"
    cluster=
  fi
  # ./andiron load of all sixteen files: past HTTP, each time into an empty database; the JVM begins anew.
  said() { tail -n 1 "$1" | sed 's/ resources, /\t/; s/,//g; s/ per second in /\t/; s/ s$//' | awk -F'\t' -v r="$round" -v c="$2" '{ printf "%s\tinside\t%s\t4\t16\t%s\t%s\n", r, c, $1, $2 }'; }
  data=$folder/load-$round
  serve --data "$data"
  stop
  andiron load --data "$data" --report "$folder/report" "$files" 2>"$folder/said"
  said "$folder/said" load-past-http
  rm -rf "$data"
  # By HTTP, twice over, 8 at once: the second time with other ids, so that all is there twice.
  data=$folder/http-$round
  serve --data "$data"
  for ids in keep new; do
    andiron load --server "$url" --ids "$ids" --parallel 8 --report "$folder/report" "$files" 2>"$folder/said"
    printf '%s\t\t\t\t%s\n' "$(said "$folder/said" "load-http-$ids")" "$(peak)"
  done
  stop
  rm -rf "$data"
done
