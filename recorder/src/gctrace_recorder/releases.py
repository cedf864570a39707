"""Which CPython can be recorded. Also run by setup.py and install.py, before there is a package."""

import sys

# The series that the extension module knows, which says so too (native/interpreter.h).
FIRST, LAST = (3, 8), (3, 15)


def refusal():
    """Why this interpreter cannot be recorded, in words for a person; None if it can."""
    release = sys.version_info[:3]
    name = "CPython {}.{}.{}".format(*release)
    if sys.implementation.name != "cpython":
        return "{} cannot be recorded, only CPython".format(sys.implementation.name)
    if "t" in sys.abiflags:
        return "{} without the GIL cannot be recorded: its free-threaded collector is another one".format(name)
    if not FIRST <= release[:2] <= LAST:
        return "{} cannot be recorded: the recorder knows {}.{} to {}.{}".format(name, *FIRST, *LAST)
    return None
