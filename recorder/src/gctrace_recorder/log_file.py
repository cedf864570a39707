"""The file that a recording goes into."""

import os
import stat


def default_path(pid):
    """Where a recording goes if nobody says where."""
    return "gctrace-{}.log.gz".format(pid)


def child_path(path, pid):
    """The log of a forked child, next to its parent's: app.log.gz, app.4711.log.gz."""
    folder, name = os.path.split(path)
    stem, suffix = name, ""
    for ending in (".gz", ".log"):
        if stem.endswith(ending) and len(stem) > len(ending):
            stem, suffix = stem[: -len(ending)], ending + suffix
    return os.path.join(folder, "{}.{}{}".format(stem, pid, suffix))


def is_compressed(path):
    """Whether the log is to be gzip-compressed: its name says so."""
    return path.endswith(".gz")


def create(path, *, force=False):
    """Makes the file and returns its descriptor, which a program that is executed does not get.

    Raises FileExistsError if there is a file and not `force`; what is no regular file (a pipe, a device) holds nothing that could be
    lost, and is taken. Raises OSError for whatever else the system has against it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
    if force or is_special(path):
        return os.open(path, flags | os.O_TRUNC, 0o666)
    return os.open(path, flags | os.O_EXCL, 0o666)


def discard(path, descriptor):
    """Closes and removes a log that no recording came into."""
    is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    os.close(descriptor)
    if is_regular:
        os.unlink(path)


def is_same(path, other):
    """Whether both are there, and one file."""
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False


def is_special(path):
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
