# For run.sh and sanitize.sh. find_python X.Y: the interpreter of a series, as a path; nothing if it is neither on PATH nor under pyenv.
# A shim of pyenv's answers only for the versions that are switched on, so each is asked.
find_python() {
  for candidate in "$(command -v "python$1" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python3; do
    if [ -x "$candidate" ] && "$candidate" -c '
import platform, sys, sysconfig
sys.exit(platform.python_implementation() != "CPython" or sysconfig.get_config_var("Py_GIL_DISABLED") == 1
         or "%d.%d" % sys.version_info[:2] != sys.argv[1])' "$1" 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
}
