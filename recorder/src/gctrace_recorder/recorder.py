"""Recording a part of a program, from within."""

import os
import sys

from . import _native, log_file
from .options import Options
from .recording import Recording
from .text import one_line


class record:
    """A context manager that records what happens within it.

        with record("app.log.gz", sites=True) as recording:
            serve()
        print(recording.summary["collections"])

    path: the log; gzip-compressed if its name ends in .gz. force: overwrite an existing file. The rest: see `Options`.

    Entering it raises FileExistsError if there is a file and not `force`, OSError if the log cannot be made, and RuntimeError where this
    interpreter cannot be recorded or is recorded already, and MemoryError. What goes wrong later (a full disk, say) ends the recording and not the
    program: a line on standard error says so, and `recording.summary["stopped_early"]`.
    """

    def __init__(self, path, *, force=False, **options):
        self._path = os.path.abspath(os.fsdecode(path))
        self._force = force
        self._options = Options(**options)
        self._recording = None

    def __enter__(self):
        if _native.recording():
            raise RuntimeError("this process is being recorded already")
        descriptor = log_file.create(self._path, force=self._force)
        self._recording = Recording(
            self._path, descriptor, self._options, argv=one_line(" ".join(sys.argv)), force=self._force
        )
        return self._recording

    def __exit__(self, *exception):
        self._recording.finish()
        return False
