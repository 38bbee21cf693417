#!/bin/sh
# What each page of the console costs a browser that has nothing of it yet: bytes and requests over the wire, and
# milliseconds until it can be used, on loopback, on a server of its own that the test starts. Prints a table in Markdown.
#   bench/console.sh [runs] >bench/results/console-DATE.md
# Wants Chromium, and a JDK 25 as JAVA_HOME.
set -eu
cd "$(dirname "$0")/.."
results=$(mktemp)
log=$(mktemp)
trap 'rm -f "$results" "$log"' EXIT
if ! ANDIRON_BROWSER_TESTS=required ANDIRON_CONSOLE_RUNS=${1:-7} ANDIRON_CONSOLE_RESULTS=$results \
  mvn -B -ntp test -pl server -am -Dtest=ConsoleSpeed -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1; then
  grep -E 'ERROR|Tests run' "$log" >&2
  exit 1
fi
cat "$results"
