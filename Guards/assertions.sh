#!/bin/sh
# Runs a release build that has its assertions over every log of fixtures/: golden ones, recordings, faulty ones, what a fuzzer found.
# An assertion that does not hold ends a program by a signal, as a crash does. Whether answers are right is for the tests to say.
# usage: assertions.sh GCTRACE
set -eu
gctrace=$1
# In memory, if there is a disk of it: each command waits for its disk.
work=$(mktemp -d "$(test -w /dev/shm && echo /dev/shm || echo /tmp)/gctrace-assertions-XXXXXX")
trap 'rm -rf "$work"' EXIT
database=$work/logs.db
export SWIFT_BACKTRACE=enable=no

# try STATUSES COMMAND...: the command must end with one of the statuses.
try() {
  allowed=$1
  shift
  status=0
  "$gctrace" "$@" --db "$database" >"$work/output" 2>&1 || status=$?
  case " $allowed " in *" $status "*) ;; *)
    echo "$log: gctrace $* ended with $status" >&2
    tail -n 5 "$work/output" >&2
    exit 1 ;;
  esac
}

logs=0
for log in $(find fixtures/replay fixtures/truncated fixtures/recordings fixtures/errors fixtures/fuzz -name '*.log' -o -name '*.log.gz' | sort); do
  rm -f "$database"
  logs=$((logs + 1))
  try '0 65' import --truncated "$log"
  if [ "$status" != 0 ]; then continue; fi
  try '0 65' replay
  try '0 65' replay --python 3.14.4 --threshold 50,5,5 --with garbage,deaths,cycles
  try '0 65' replay --policy free-threaded --threshold 50
  try '0 1 66' verify --all
  try '0 66' leaks
  try '0 66' snapshot
done
echo "$logs logs: no assertion failed"
