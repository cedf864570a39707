"""Keeps the recorder, built for the interpreter that runs this, in a folder of a cache: `gctrace record` calls it.

usage: python -I install.py [--build] CACHE

Prints the folder that has the package, or is to have it. Exits with 3 if it is not there and --build is not given, and with 4 if the
cache, or what is in it, is not ours alone: then nothing of it may be run. The folder's name has the interpreter's version and a digest
of the sources, so that a change of either makes another one. If this interpreter cannot be recorded, says why
on standard error, and exits with 5.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile

SOURCES = os.path.dirname(os.path.abspath(__file__))
NOT_BUILT = 3
NOT_OURS = 4
NOT_RECORDED = 5
BUILDING = "build-"


class NotOurs(Exception):
    """What of the cache somebody else could have written: a path, and why."""

    def __init__(self, path, reason):
        super().__init__("{} {}; remove it, or set XDG_CACHE_HOME to a folder of your own".format(path, reason))


def source_files():
    """The files that the package is made of, as paths from here, in a fixed order."""
    yield from ("pyproject.toml", "setup.cfg", "setup.py", "README.md", "MANIFEST.in")
    for folder, folders, names in os.walk(os.path.join(SOURCES, "src")):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.endswith(".egg-info"))
        for name in sorted(names):
            # What an editable installation built is not a source.
            if not name.endswith((".pyc", ".so")):
                yield os.path.relpath(os.path.join(folder, name), SOURCES)


def refusal():
    """Why this interpreter cannot be recorded; None if it can."""
    room = {}
    with open(os.path.join(SOURCES, "src", "gctrace_recorder", "releases.py")) as file:
        exec(file.read(), room)
    return room["refusal"]()


def place(cache):
    """Where the package built from these sources for this interpreter is."""
    digest = hashlib.sha256()
    for path in source_files():
        with open(os.path.join(SOURCES, path), "rb") as file:
            digest.update(path.encode() + b"\0" + file.read())
    version = "{}.{}.{}".format(*sys.version_info[:3])
    name = "{}-{}-{}".format(version, sysconfig.get_config_var("SOABI"), digest.hexdigest()[:16])
    return os.path.join(cache, name)


def check_ours(path):
    """Raises NotOurs unless the file or folder is this user's and nobody else may write to it."""
    status = os.lstat(path)
    if status.st_uid != os.geteuid():
        raise NotOurs(path, "belongs to another user")
    if stat.S_ISLNK(status.st_mode):
        raise NotOurs(path, "is a symbolic link")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise NotOurs(path, "can be written by others")


def check_above(folder):
    """Raises NotOurs if another user could put another folder in this one's place."""
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        status = os.stat(folder)
        # In a sticky folder, as /tmp is, nobody renames what is another's.
        if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
            raise NotOurs(folder, "can be written by everybody")


def check_cache(cache):
    """Raises NotOurs unless the cache is ours alone: its folder, and the one above, which gctrace makes for it."""
    check_above(os.path.realpath(os.path.dirname(cache)))
    for folder in (os.path.dirname(cache), cache):
        check_ours(folder)


def check_package(target):
    """Raises NotOurs unless all that would be imported is ours alone."""
    check_ours(target)
    for folder, folders, names in os.walk(target):
        for name in folders + names:
            check_ours(os.path.join(folder, name))


@contextlib.contextmanager
def locked(folder):
    """While one builds, others wait: what somebody who has the lock finds half built was given up."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def build(target):
    """Builds the package into the folder, which appears whole or not at all. Raises CalledProcessError, having shown why."""
    cache = os.path.dirname(target)
    with locked(cache):
        for name in os.listdir(cache):
            if name.startswith(BUILDING):
                shutil.rmtree(os.path.join(cache, name), ignore_errors=True)
        if os.path.isdir(target):
            # Somebody else was quicker.
            return
        with tempfile.TemporaryDirectory(dir=cache, prefix=BUILDING) as work:
            # From a copy: building leaves its traces beside the sources, which may not be ours to write to.
            copy = os.path.join(work, "source")
            for path in source_files():
                os.makedirs(os.path.dirname(os.path.join(copy, path)), exist_ok=True)
                shutil.copyfile(os.path.join(SOURCES, path), os.path.join(copy, path))
            built = os.path.join(work, "built")
            # -I, and from a folder of ours: a pip.py of the working folder is not pip.
            command = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
            # What builds, pip starts without -I.
            environment.pop("PYTHONPATH", None)
            # Standard output is for the folder's name.
            subprocess.check_call([*command, "--target", built, copy], stdout=sys.stderr, env=environment, cwd=work)
            os.rename(built, target)


def main(words):
    wants_build = words[:1] == ["--build"]
    if len(words) != 1 + wants_build:
        sys.exit(__doc__)
    reason = refusal()
    if reason is not None:
        print("gctrace: {}".format(reason), file=sys.stderr)
        return NOT_RECORDED
    # What is made here is for this user alone.
    os.umask(0o077)
    cache = os.path.abspath(words[-1])
    target = place(cache)
    print(target)
    package = os.path.join(target, "gctrace_recorder")
    try:
        if wants_build:
            os.makedirs(cache, exist_ok=True)
        elif not os.path.isdir(package):
            return NOT_BUILT
        check_cache(cache)
        if not os.path.isdir(package):
            build(target)
        check_package(target)
    except NotOurs as error:
        print("gctrace: {}".format(error), file=sys.stderr)
        return NOT_OURS
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    except OSError as error:
        print("gctrace: cannot build the recorder in {}: {}".format(target, error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
