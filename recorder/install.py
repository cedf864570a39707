"""Keeps the recorder, built for the interpreter that runs this, in a folder of a cache: `gctrace record` calls it.

usage: python install.py [--build] CACHE

Prints the folder that has the package, or is to have it. Exits with 3 if it is not there and --build is not given. The folder's name
has the interpreter's version and a digest of the sources, so that a change of either makes another one.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile

SOURCES = os.path.dirname(os.path.abspath(__file__))
NOT_BUILT = 3


def source_files():
    """The files that the package is made of, as paths from here, in a fixed order."""
    yield from ("pyproject.toml", "setup.cfg", "setup.py", "README.md", "MANIFEST.in")
    for folder, folders, names in os.walk(os.path.join(SOURCES, "src")):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.endswith(".egg-info"))
        for name in sorted(names):
            # What an editable installation built is not a source.
            if not name.endswith((".pyc", ".so")):
                yield os.path.relpath(os.path.join(folder, name), SOURCES)


def place(cache):
    """Where the package built from these sources for this interpreter is."""
    digest = hashlib.sha256()
    for path in source_files():
        with open(os.path.join(SOURCES, path), "rb") as file:
            digest.update(path.encode() + b"\0" + file.read())
    version = "{}.{}.{}".format(*sys.version_info[:3])
    name = "{}-{}-{}".format(version, sysconfig.get_config_var("SOABI"), digest.hexdigest()[:16])
    return os.path.join(cache, name)


def build(target):
    """Builds the package into the folder, which appears whole or not at all. Raises CalledProcessError, having shown why."""
    cache = os.path.dirname(target)
    os.makedirs(cache, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="build-") as work:
        # From a copy: building leaves its traces beside the sources, which may not be ours to write to.
        copy = os.path.join(work, "source")
        for path in source_files():
            os.makedirs(os.path.dirname(os.path.join(copy, path)), exist_ok=True)
            shutil.copyfile(os.path.join(SOURCES, path), os.path.join(copy, path))
        built = os.path.join(work, "built")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
        # Standard output is for the folder's name.
        subprocess.check_call([*command, "--target", built, copy], stdout=sys.stderr, env=environment)
        try:
            os.rename(built, target)
        except OSError:
            # Somebody else was quicker.
            if not os.path.isdir(target):
                raise


def main(words):
    wants_build = words[:1] == ["--build"]
    if len(words) != 1 + wants_build:
        sys.exit(__doc__)
    target = place(os.path.abspath(words[-1]))
    print(target)
    if os.path.isdir(os.path.join(target, "gctrace_recorder")):
        return 0
    if not wants_build:
        return NOT_BUILT
    try:
        build(target)
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    except OSError as error:
        print("cannot build the recorder in {}: {}".format(target, error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
