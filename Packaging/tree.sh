#!/bin/sh
# Builds the tree of an installation under a folder, like /usr: the command, the manual page, completions for three shells, the
# recorder for each series with a wheel, the licence and the list of changes.
# usage: tree.sh BINARY WHEELS MANUAL FOLDER
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
binary=$1 wheels=$2 manual=$3 folder=$4
rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/share/man/man1" "$folder/share/doc/gctrace" "$folder/share/gctrace/recorders" \
  "$folder/share/bash-completion/completions" "$folder/share/zsh/vendor-completions" "$folder/share/fish/vendor_completions.d"
install -m 755 "$binary" "$folder/bin/gctrace"
gzip -9n < "$manual" > "$folder/share/man/man1/gctrace.1.gz"
"$binary" --generate-completion-script bash > "$folder/share/bash-completion/completions/gctrace"
"$binary" --generate-completion-script zsh > "$folder/share/zsh/vendor-completions/_gctrace"
"$binary" --generate-completion-script fish > "$folder/share/fish/vendor_completions.d/gctrace.fish"
for wheel in "$wheels"/gctrace_recorder-*.whl; do
  # gctrace_recorder-0.1.0-cp311-cp311-....whl is for 3.11.
  tag=${wheel#*-cp3}
  series=3.${tag%%-*}
  mkdir -p "$folder/share/gctrace/recorders/$series"
  python3 -m zipfile -e "$wheel" "$folder/share/gctrace/recorders/$series"
done
install -m 644 "$here/LICENSE" "$here/CHANGELOG.md" "$here/README.md" "$folder/share/doc/gctrace/"
find "$folder" -type d -exec chmod 755 {} +
