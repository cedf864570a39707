#!/bin/sh
# Makes a Debian package from the tree that tree.sh builds.
# usage: deb.sh TREE WORK OUTPUT
# The maintainer comes from DEBFULLNAME and DEBEMAIL, as for Debian's tools, or else from git.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$1 work=$2 output=$3
version=$("$tree/bin/gctrace" --version)
architecture=$(dpkg --print-architecture)
name=${DEBFULLNAME:-$(git config user.name || echo "${USER:-unknown}")}
address=${DEBEMAIL:-$(git config user.email || echo "${USER:-unknown}@localhost")}
rm -rf "$work"
mkdir -p "$work/DEBIAN" "$output"
cp -R "$tree" "$work/usr"
documents=$work/usr/share/doc/gctrace
rm "$documents/LICENSE" "$documents/README.md"
install -m 644 "$here/debian/copyright" "$documents/copyright"
gzip -9n < "$documents/CHANGELOG.md" > "$documents/changelog.gz"
rm "$documents/CHANGELOG.md"
(cd "$work" && find usr -type f -exec md5sum {} +) > "$work/DEBIAN/md5sums"
cat > "$work/DEBIAN/control" <<END
Package: gctrace
Version: $version
Architecture: $architecture
Maintainer: $name <$address>
Installed-Size: $(du -sk "$work/usr" | cut -f 1)
Depends: libc6 (>= 2.17), libgcc-s1
Recommends: python3
Suggests: sqlite3
Section: devel
Priority: optional
Description: laboratory for CPython's cyclic garbage collector
 gctrace records what a Python program does to its heap, and replays the
 recording through the collector of any CPython from 3.8 on, under any
 thresholds. What each collection examined, freed and promoted is rows in
 an SQLite database.
END
dpkg-deb --root-owner-group --build "$work" "$output/gctrace_${version}_$architecture.deb"
