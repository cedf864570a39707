"""Makes the wheel of the project `gctrace`: the command as it is, with the Python package beside it.

usage: python wheel.py --binary FILE --package FOLDER --metadata FILE --tag TAG -o FOLDER

A wheel is a zip file (the binary distribution format of the Python Packaging Authority's specifications). No build tool is used, for
none puts a compiled command into a wheel without a launcher in Python: `gctrace` is to start in milliseconds. The same input makes
the same bytes. Prints the wheel's path.
"""

import argparse
import base64
import hashlib
import pathlib
import stat
import subprocess
import sys
import zipfile

# The earliest time that a zip file can hold: the wheel does not depend on when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)


class Wheel:
    """A wheel while it is written, and the record of what is in it."""

    def __init__(self, path, name, version):
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
        self.folder = "{}-{}".format(name, version)
        self.record = []

    def add(self, name, content, executable=False):
        """Adds a file of these bytes under the name."""
        self._write(name, content, 0o755 if executable else 0o644)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self.record.append("{},sha256={},{}".format(name, digest, len(content)))

    def finish(self):
        """Writes the record, which has to be the last file, and closes the wheel."""
        name = self.folder + ".dist-info/RECORD"
        lines = self.record + [name + ",,", ""]
        self._write(name, "\n".join(lines).encode(), 0o644)
        self.archive.close()

    def _write(self, name, content, mode):
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | mode) << 16
        self.archive.writestr(entry, content)


def package_files(folder):
    """The files of a package, each with its name in the wheel."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield (pathlib.PurePath(folder.name) / path.relative_to(folder)).as_posix(), path.read_bytes()


def version_of(binary):
    """What `gctrace --version` prints."""
    return subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def main(words):
    parser = argparse.ArgumentParser(description="Make the wheel of the project gctrace.")
    parser.add_argument("--binary", type=pathlib.Path, required=True, help="the command")
    parser.add_argument("--package", type=pathlib.Path, required=True, help="the folder of the package `gctrace`")
    parser.add_argument("--metadata", type=pathlib.Path, required=True, help="METADATA, with {version} where the version goes")
    parser.add_argument("--description", type=pathlib.Path, required=True, help="the project's page, in Markdown")
    parser.add_argument("--licence", type=pathlib.Path, required=True)
    parser.add_argument("--tag", required=True, help="the platform, such as manylinux_2_17_x86_64")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="the folder to put it in")
    options = parser.parse_args(words)

    version = version_of(options.binary.resolve())
    tag = "py3-none-" + options.tag
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "gctrace-{}-{}.whl".format(version, tag)
    wheel = Wheel(path, "gctrace", version)
    for name, content in package_files(options.package):
        wheel.add(name, content)
    wheel.add(wheel.folder + ".data/scripts/gctrace", options.binary.read_bytes(), executable=True)
    metadata = options.metadata.read_text().replace("{version}", version) + "\n" + options.description.read_text()
    information = wheel.folder + ".dist-info/"
    wheel.add(information + "METADATA", metadata.encode())
    wheel.add(
        information + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: gctrace Packaging/wheel.py\nRoot-Is-Purelib: false\nTag: {}\n".format(tag).encode(),
    )
    # The pytest plugin is found by this.
    wheel.add(information + "entry_points.txt", b"[pytest11]\ngctrace = gctrace.pytest_plugin\n")
    wheel.add(information + "licenses/LICENSE", options.licence.read_bytes())
    wheel.finish()
    print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
