"""The `meta` records of a log."""

import os
import sys
import time

from .text import one_line
from .version import VERSION


def header(argv, options, parent=None):
    """The `meta` lines of a recording that begins now, as bytes.

    argv: the program and its arguments, as one text. options: see `Options`. parent: the process that this one was forked from, if its
    log is of a child.
    """
    lines = [
        ("python", sys.version.split()[0]),
        ("argv", one_line(argv)),
        ("recorder", "gctrace-recorder " + VERSION),
        ("pid", str(os.getpid())),
        ("start", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())),
        ("freelists", "simulated"),
        ("sampling", sampling(options.every)),
        ("platform", "{}-{}".format(sys.platform, os.uname().machine)),
    ]
    if options.sites and sys.version_info < (3, 13):
        # tracemalloc looks up a traceback for each block; from 3.13 on the reference tracer tells the sites.
        lines.append(("pauses", "inflated by --sites"))
    if options.names != "none":
        lines.append(("names", options.names))
    if parent is not None:
        lines.append(("parent", str(parent)))
    return "".join("meta {} {}\n".format(key, text) for key, text in lines if text).encode("utf-8")


def sampling(every):
    """The sampling density, in words for people and as every=N for programs."""
    more = ", and each time that {} more objects have been allocated than deallocated".format(every) if every else ""
    return "at each collection{}, every={}".format(more, every)
