#!/bin/sh
# Runs the recorder's tests with a build that shows what it does to memory: its vectors move at every push (moving_vectors.c), under the
# address sanitizer, with the program's objects in memory that it watches as well; and, where interpreters can have a GIL of their own,
# one program under the thread sanitizer. Wants gcc and its sanitizers.
# usage: [PYTEST='tests/test_sites.py -x'] sanitize.sh WORK [X.Y|X.Y.Z ...]   WORK: where the virtual environments are kept; 3.11 and 3.13 if
# no series is named
set -eu
recorder=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
. "$recorder/tests/interpreters.sh"
CC=${CC:-gcc}
export CC
address=$("$CC" -print-file-name=libasan.so)
thread=$("$CC" -print-file-name=libtsan.so)
if ! [ -e "$address" ]; then echo "recorder sanitizers: skipped, $CC has no libasan"; exit 0; fi

# install PYTHON FLAGS: builds the recorder with them into the interpreter's environment, from a copy.
install() {
  rm -rf "$folder/source"
  mkdir -p "$folder/source"
  (cd "$recorder" && tar cf - --exclude=__pycache__ --exclude=tests --exclude=evaluation --exclude='*.so' .) | tar xf - -C "$folder/source"
  cp "$recorder/tests/moving_vectors.c" "$folder/source/src/gctrace_recorder/native/"
  CFLAGS="-O1 -g -fno-omit-frame-pointer $2" LDFLAGS="$2" "$1" -m pip install --quiet --disable-pip-version-check \
    --no-build-isolation --no-deps --force-reinstall "$folder/source"
}

for series in ${*:-3.11 3.13}; do
  python=$(find_pythons "$series" | tail -n 1 | cut -d' ' -f2-)
  if [ -z "$python" ]; then echo "recorder sanitizers: skipped, not found on PATH or under pyenv: CPython $series"; continue; fi
  folder=$work/sanitize-$series
  if ! [ -x "$folder/venv/bin/pytest" ]; then
    "$python" -m venv --clear "$folder/venv"
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check pytest setuptools wheel
  fi
  venv=$folder/venv/bin/python
  cd "$recorder"

  install "$venv" "-fsanitize=address -DGCTRACE_VECTORS_MOVE"
  # Not those of test_memory.py, whose allocator would take the sanitizer's place, nor of test_gctrace.py, which builds its own recorder;
  # test_command.py and test_thresholds.py go nowhere that the others do not. Leaks are the interpreter's: it ends without freeing what it has.
  GCTRACE_SANITIZED=1 LD_PRELOAD=$address ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 PYTHONMALLOC=malloc \
    "$venv" -m pytest -q -p no:cacheprovider ${PYTEST:-tests/test_programs.py tests/test_record.py tests/test_sites.py tests/test_fork.py tests/test_hard.py}
  echo "recorder sanitizers: CPython $series ($python): nothing found by the address sanitizer"

  if ! [ -e "$thread" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then continue; fi
  install "$venv" "-fsanitize=thread"
  # Its memory must lie where it expects it.
  plain=''
  if command -v setarch >/dev/null 2>&1 && setarch -R true 2>/dev/null; then plain='setarch -R'; fi
  LD_PRELOAD=$thread TSAN_OPTIONS=report_signal_unsafe=0:halt_on_error=1 $plain \
    "$venv" -m gctrace_recorder run -o "$folder/own_gil.log" --force tests/programs/own_gil.py >/dev/null
  echo "recorder sanitizers: CPython $series ($python): nothing found by the thread sanitizer"
done
