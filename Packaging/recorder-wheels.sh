#!/bin/sh
# Builds the wheels and the sdist of gctrace-recorder.
# usage: recorder-wheels.sh WORK OUTPUT TAG LINKER-FLAGS TOOLS X.Y ...
#   WORK    a folder to work in; it keeps the build tools of each interpreter
#   OUTPUT  where the wheels and the sdist go
#   TAG     the platform that the wheels name, such as manylinux_2_17_x86_64
#   TOOLS   the environment that has `wheel` and `build`
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$1 output=$2 tag=$3 flags=$4 tools=$5
shift 5
rm -rf "$work/built" "$work/source"
mkdir -p "$work/built" "$work/source" "$output"
# From a copy: building leaves its traces in the sources' folder.
(cd "$here/../recorder" && tar cf - --exclude=__pycache__ --exclude='*.so' --exclude='*.egg-info' --exclude=evaluation .) \
  | tar xf - -C "$work/source"
cp "$here/../LICENSE" "$work/source/"

cat > "$work/one.sh" <<'END'
set -eu
work=$1 series=$2 python=$3
environment=$work/$series
if ! "$environment/bin/python" -c 'import setuptools, wheel' 2>/dev/null; then
  "$python" -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check setuptools wheel
fi
rm -rf "$work/source-$series"
cp -R "$work/source" "$work/source-$series"
# -g0: debugging information is four fifths of a wheel that no one debugs.
GCTRACE_RECORDER_ALL_LAYOUTS=1 CFLAGS=-g0 "$environment/bin/pip" wheel --quiet --disable-pip-version-check --no-deps \
  --no-build-isolation --no-cache-dir --wheel-dir "$work/built" "$work/source-$series" > "$work/$series.txt" 2>&1 \
  || { echo "the recorder's wheel for CPython $series cannot be built:"; cat "$work/$series.txt"; exit 255; } >&2
END
sh "$here/interpreters.sh" "$@" > "$work/found"
LDFLAGS=$flags xargs -P 2 -L 1 sh "$work/one.sh" "$work" < "$work/found"
rm -f "$output"/gctrace_recorder-*
"$tools/bin/python" -m wheel tags --platform-tag "$tag" --remove "$work"/built/*.whl > /dev/null
mv "$work"/built/*.whl "$output/"
"$tools/bin/python" -m build --sdist --no-isolation --outdir "$output" "$work/source" > "$work/sdist.txt" 2>&1 || { cat "$work/sdist.txt" >&2; exit 1; }
