#!/bin/sh
# Runs the recorder's tests under each CPython from 3.8 to 3.15 that is on PATH or under pyenv, two at a time.
# usage: run.sh WORK [X.Y|X.Y.Z ...]   WORK: where the virtual environments and the outputs are kept
set -eu
recorder=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
versions=${*:-3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.15}

. "$recorder/tests/interpreters.sh"

# Tests one version.
cat > "$work/one.sh" <<'END'
set -eu
recorder=$1 work=$2/$3 python=$4
mkdir -p "$work"
exec > "$work/output.txt" 2>&1
if ! [ -x "$work/venv/bin/pytest" ]; then
  "$python" -m venv --clear "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check pytest setuptools wheel attrs
fi
if ! [ -e "$work/installed" ] || [ -n "$(find "$recorder/src" "$recorder/setup.py" "$recorder/setup.cfg" -type f \
  -not -name '*.pyc' -newer "$work/installed" -print -quit)" ]; then
  # From a copy: building leaves its traces in the sources' folder, and two versions may be at it.
  rm -rf "$work/source" "$work/installed"
  mkdir "$work/source"
  (cd "$recorder" && tar cf - --exclude=__pycache__ --exclude=tests --exclude=evaluation .) | tar xf - -C "$work/source"
  touch "$work/copied"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall "$work/source"
  mv "$work/copied" "$work/installed"
fi
cd "$recorder"
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider
END

missing=''
: > "$work/found"
for version in $versions; do
  found=$(find_pythons "$version")
  if [ -n "$found" ]; then echo "$found" >> "$work/found"; else missing="$missing $version"; fi
done
if [ -n "$missing" ]; then echo "recorder tests: skipped, not found on PATH or under pyenv: CPython$missing"; fi
if ! [ -s "$work/found" ]; then echo 'recorder tests: no CPython to run them'; exit 0; fi

status=0
xargs -P 2 -L 1 sh -c 'sh "$0" "$1" "$2" "$3" "$4"; echo $? > "$2/$3/status"' "$work/one.sh" "$recorder" "$work" < "$work/found" || true
while read -r version python; do
  if [ "$(cat "$work/$version/status")" = 0 ]; then
    echo "recorder tests: CPython $version ($python): $(tail -n 1 "$work/$version/output.txt")"
  else
    status=1
    echo "recorder tests: CPython $version ($python) FAILED:"
    cat "$work/$version/output.txt"
  fi
done < "$work/found"
exit $status
