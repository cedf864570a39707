#!/bin/sh
# Makes a tarball of the tree that tree.sh builds. gctrace runs wherever it is unpacked.
# usage: tarball.sh TREE OUTPUT
set -eu
tree=$1 output=$2
name=gctrace-$("$tree/bin/gctrace" --version)-linux-$(uname -m)
mkdir -p "$output"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --transform "s,^\.,$name," -C "$tree" -czf "$output/$name.tar.gz" .
echo "$output/$name.tar.gz"
