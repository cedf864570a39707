"""Records what a Python program does to its heap, for gctrace to replay.

    with gctrace_recorder.record("app.log.gz"):
        serve()

    gctrace_recorder.mark("request 17")

A whole program is recorded by ``python -m gctrace_recorder run -o app.log.gz script.py``.
"""

from . import layout

# Before the extension is imported, which these do.
layout.choose(__path__)

from .marks import mark
from .recorder import record
from .version import VERSION as __version__

__all__ = ["__version__", "mark", "record"]
