#!/bin/sh
# Checks that three commands lead from a fresh Debian with only Python to a summary of a program.
#
# usage: fresh-debian.sh WHEELS WORK SUITE...     such as bookworm trixie
# Needs root and debootstrap. Skips a suite that Debian's mirror does not have, with a line that says so.
#
# The new root has Python and python3-venv, but no compiler and no network. pip takes the wheels from a folder instead of PyPI.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wheels=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
shift 2
passed=0 skipped=0
for suite in "$@"; do
  root=$work/$suite
  if ! [ -e "$root/complete" ]; then
    rm -rf "$root"
    if ! debootstrap --variant=minbase --include=python3,python3-venv "$suite" "$root" > "$work/$suite.txt" 2>&1; then
      echo "fresh-debian: $suite skipped: $(tail -n 1 "$work/$suite.txt")"
      skipped=$((skipped + 1))
      continue
    fi
    touch "$root/complete"
  fi
  rm -rf "$root/home/person"
  mkdir -p "$root/home/person" "$root/wheels"
  rm -f "$root"/wheels/*
  cp "$wheels"/*.whl "$root/wheels/"
  cp "$here/tests/app.py" "$root/home/person/app.py"
  cat > "$root/home/person/try.sh" <<'END'
set -eux
! command -v cc
cd /home/person
python3 -m venv .venv && . .venv/bin/activate
# The three commands.
pip install gctrace
gctrace record --import -- app.py
gctrace summary
END
  # A separate namespace: no network, and its /proc disappears with it.
  if unshare --net --mount --pid --fork chroot "$root" /usr/bin/env -i HOME=/home/person PATH=/usr/bin:/bin LC_ALL=C.UTF-8 \
    PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
    sh -c 'mount -t proc proc /proc && sh /home/person/try.sh' > "$work/$suite.out" 2>&1 \
    && grep -q 'imported as trace 1' "$work/$suite.out" && grep -q '^  collections ' "$work/$suite.out"; then
    echo "fresh-debian: $suite, $(chroot "$root" python3 --version), glibc $(chroot "$root" ldd --version | sed -n '1s/.* //p'): passed"
    passed=$((passed + 1))
  else
    echo "fresh-debian: $suite FAILED:" >&2
    cat "$work/$suite.out" >&2
    exit 1
  fi
done
echo "$passed passed, 0 failed, $skipped skipped"
[ "$passed" -gt 0 ]
