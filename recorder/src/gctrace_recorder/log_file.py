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

    Only its owner may read it: the log holds the program's command line. With `force` a file or symbolic link that is there gives way to
    a new file; what a link leads to stays as it is. What is no regular file (a pipe, a device) holds nothing that could be lost, and is
    taken as it is.

    Raises FileExistsError if there is a file and not `force`, and OSError for whatever else the system has against it: a pipe that nobody
    reads is ENXIO.
    """
    try:
        return create_anew(path)
    except FileExistsError:
        if is_special(path):
            return open_special(path)
        if not force:
            raise
        if os.path.isdir(path):
            # Which the system refuses, in its own words.
            return os.open(path, os.O_WRONLY)
    os.unlink(path)
    return create_anew(path)


def create_anew(path):
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def open_special(path):
    # Without a reader the opening of a pipe would wait for one, before the program has begun.
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        # Somebody has put a file in its place meanwhile, which the system refuses to make anew.
        return create_anew(path)
    os.set_blocking(descriptor, True)
    return descriptor


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
