#!/bin/sh
# Prints a line `X.Y PATH` for each series asked for of which a CPython is found that the recorder records: pythonX.Y on PATH, or else the
# newest of pyenv's. A wheel of 3.14 is built by 3.14.5 or later, whose collector is not that of the releases before it.
# usage: interpreters.sh X.Y ...
set -eu
for series in "$@"; do
  newest=$(ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$series".*/bin/python3 2>/dev/null | sort -V | tail -n 1)
  # A shim of pyenv's is on PATH for versions that are not switched on, so each is asked.
  for candidate in "$(command -v "python$series" || true)" "$newest"; do
    if [ -x "$candidate" ] && "$candidate" -c '
import platform, sys, sysconfig
sys.exit(platform.python_implementation() != "CPython" or sysconfig.get_config_var("Py_GIL_DISABLED") == 1
         or "%d.%d" % sys.version_info[:2] != sys.argv[1] or (3, 14, 0) <= sys.version_info[:3] < (3, 14, 5))' "$series" 2>/dev/null; then
      echo "$series $("$candidate" -c 'import sys; print(sys.executable)')"
      break
    fi
  done
done
