#!/bin/bash
# Password grants per second of a server of its own, against the bare library in the same run.
#   bench/password-grant.sh [rounds] [seconds of a turn] [clients]
# Build first: mvn -Pbench -pl bench -am package -DskipTests.
set -eu
cd "$(dirname "$0")/.."
. .mvn/jdk.sh
require_jdk
rounds=${1:-7} seconds=${2:-8} clients=${3:-16}
folder=$(mktemp -d)
export ANDIRON_ROOT_CLIENT_SECRET=bench-root ANDIRON_ADMIN_PASSWORD=bench-admin
"$JAVA_HOME/bin/java" $(server_flags) -jar server/target/andiron.jar \
  --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
until grep -q '^Andiron is ready' "$folder/out"; do
  kill -0 $server || { cat "$folder/err" >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^Andiron is ready at //p' "$folder/out")
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp bench/target/classes:server/target/andiron.jar \
  dev.andiron.crypto.PasswordGrantBench "$url" bench-root "$rounds" "$seconds" "$clients"
