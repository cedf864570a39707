# For run.sh and sanitize.sh: the interpreters on PATH and under pyenv.

# Asked of each candidate. Prints `use KIND VERSION PATH`, or `not PATH: why`; nothing if it is no such CPython as was asked for. Releases
# of one kind have one collector and, but for bugs, one recorder.
about_interpreter='
import platform, sys, sysconfig
wanted, release = sys.argv[1].split("."), sys.version_info
version = platform.python_version()
if [str(number) for number in release[:2]] != wanted[:2] or wanted[2:] and version != sys.argv[1]:
    sys.exit()
if platform.python_implementation() != "CPython":
    print("not", sys.executable + ": it is no CPython")
elif sysconfig.get_config_var("Py_GIL_DISABLED") == 1:
    print("not", sys.executable + ": it is a free-threaded build, which the recorder refuses")
else:
    changes = {(3, 12): [3], (3, 13): [13], (3, 14): [1, 5]}.get(release[:2], [])
    print("use", sum(release[2] >= change for change in changes), version, sys.executable)
'

# find_pythons X.Y or X.Y.Z: a line `VERSION PATH` for each kind of releases of a series, of which the first on PATH is taken, or else the
# newest under pyenv; of an X.Y.Z, that one. Says on standard error of what is there and not taken why.
find_pythons() {
  series=$(echo "$1" | cut -d. -f1,2)
  {
    echo "$PATH" | tr ':' '\n' | sed "s|\$|/python$series|"
    ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$series"[.abr]*/bin/python3 2>/dev/null | sort -rV
  } | while read -r candidate; do
    # A shim of pyenv's answers only for the versions that are switched on.
    if [ -x "$candidate" ]; then "$candidate" -I -c "$about_interpreter" "$1" 2>/dev/null </dev/null || true; fi
  done | awk '
    $1 == "use" && !($2 in taken) { taken[$2] = 1; print $3, $4 }
    $1 == "not" && !($0 in told) { told[$0] = 1; sub(/^not /, "recorder tests: not used: "); print > "/dev/stderr" }' | sort -V
}
