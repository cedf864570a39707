#!/bin/sh
# make bench: CPU time and peak memory of import, dry run and replay of a service's log. $1: gctrace; $2: a folder; $3: events.
set -eu
gctrace=$1 folder=$2 events=${3:-1000000}
log=$folder/service-$events.log
GCTRACE_DB=$folder/bench.db
export GCTRACE_DB
rm -f "$GCTRACE_DB"
[ -f "$log" ] || python3 "$(dirname "$0")/service.py" "$events" > "$log"
echo "service, $events events, $(wc -c < "$log") bytes of log"
for step in "import $log" "replay --dry-run" "replay"; do
  # shellcheck disable=SC2086
  { /usr/bin/time -f "%U user s  %S system s  %M KB peak" "$gctrace" $step > /dev/null; } 2>&1 | sed "s|^|${step%% "$folder"*}: |"
done
echo "database: $(wc -c < "$GCTRACE_DB") bytes"
