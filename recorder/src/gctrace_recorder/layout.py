"""Chooses the build of the extension that fits this interpreter, before it is imported.

A wheel serves every release of a series, and releases of a series may lay the collector's lists out differently (layout.c has the
case). Such a wheel has a second build of the extension, in the folder `aligned`.
"""

import gc
import os
import sys

from .releases import refusal

FOLDER = os.path.dirname(os.path.abspath(__file__))


class _Choice:
    """refusal: the reason why no build fits, for people; None if one does."""

    refusal = None


def choose(path):
    """Imports the build that fits as `gctrace_recorder._native`. `path`: where the package looks for its modules."""
    _Choice.refusal = refusal()
    if _Choice.refusal is not None:
        return
    from . import _layout

    if _layout.fits(*gc.get_threshold()):
        return
    folder = os.path.join(FOLDER, "aligned")
    if os.path.isdir(folder):
        path.insert(0, folder)
        try:
            # Imported anew, from that folder. Not with importlib, which the program would find imported.
            del sys.modules[_layout.__name__], sys.modules[__package__]._layout
            from . import _layout

            if _layout.fits(*gc.get_threshold()):
                from . import _native  # noqa: F401

                return
        finally:
            path.remove(folder)
    _Choice.refusal = (
        "this gctrace-recorder was built for another release of Python {}.{}; for {}.{}.{}: "
        "{} -m pip install --force-reinstall --no-binary gctrace-recorder gctrace-recorder".format(
            *sys.version_info[:2], *sys.version_info[:3], sys.executable
        )
    )


def require():
    """Raises RuntimeError if no build fits this interpreter."""
    if _Choice.refusal is not None:
        raise RuntimeError(_Choice.refusal)
