"""The file of a recording."""

import os
import stat


def default_path(pid):
    """The default path of a recording."""
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
            # The system refuses this with its own message.
            return os.open(path, os.O_WRONLY)
    os.unlink(path)
    return create_anew(path)


def create_anew(path):
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def open_special(path):
    # Opening a pipe without a reader would wait for one before the program begins.
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        # Another process has created a file there in the meantime, and the system refuses to create it again.
        return create_anew(path)
    os.set_blocking(descriptor, True)
    return descriptor


def discard(path, descriptor):
    """Closes and removes a log without a recording."""
    is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    os.close(descriptor)
    if is_regular:
        os.unlink(path)


def is_same(path, other):
    """Whether both exist and are the same file."""
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
