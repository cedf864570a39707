"""The current recording of this process."""

import os
import sys

from . import _native, layout, log_file
from .header import header
from .text import one_line


class Recording:
    """A recording from its start to its end, and what it came to.

    path: the log. summary: None until the end, then what the extension module counted: events, objects, collections, bytes, samples,
    seconds (spent in the recorder), stopped_early (None, or why the log ends before the program did).
    """

    def __init__(self, path, descriptor, options, *, argv, force=False, parent=None):
        """Starts to record into the open file, and takes the descriptor over: it is closed when this returns, or raises.

        argv: the program and its arguments, as the log shows them. force: what the logs of forked children may overwrite. parent: the
        recorded process that started this one, if one did.

        Raises RuntimeError where this interpreter cannot be recorded or is recorded already, OSError if the log cannot be written, and
        MemoryError; then the file is removed.
        """
        self.path = path
        self.summary = None
        self._argv = argv
        self._force = force
        self._options = options
        # The process of this recording. A forked child has a copy of this object.
        self._pid = os.getpid()
        try:
            layout.require()
            wanted = options.as_dict()
            # Python's affair.
            del wanted["follow"]
            _native.start(descriptor, header(argv, options, parent), gzip=log_file.is_compressed(path), **wanted)
        except BaseException:
            log_file.discard(path, descriptor)
            raise
        os.close(descriptor)
        if options.follow_fork:
            os.register_at_fork(after_in_child=self._follow)

    def finish(self):
        """Ends the recording and says on standard error if the log is not whole. Does nothing in a process that is not recorded."""
        if self.summary is not None or self._pid != os.getpid():
            return
        try:
            self.summary = _native.stop()
        except RuntimeError:
            # The extension module ended it already.
            return
        reason = self.summary["stopped_early"]
        if reason == "max-size":
            report(self.path, "the recording ended at --max-size, before the program did")
        elif reason is not None:
            report(self.path, "the recording ended before the program did: " + reason)

    def _follow(self):
        """Goes on in a forked child, in a log of its own."""
        if self.summary is not None:
            return
        parent, self._pid = self._pid, os.getpid()
        self.path = log_file.child_path(self.path, self._pid)
        try:
            descriptor = log_file.create(self.path, force=self._force)
            try:
                _native.restart_in_child(descriptor, header(self._argv, self._options, parent))
            except BaseException:
                log_file.discard(self.path, descriptor)
                raise
            os.close(descriptor)
        except (OSError, RuntimeError, MemoryError) as error:
            self._pid = None
            report(self.path, "this child is not recorded: {}".format(reason_of(error)))
            return
        self._finish_with_multiprocessing()

    def _finish_with_multiprocessing(self):
        # Its children leave by os._exit, which calls no atexit handlers, but they call these finalizers.
        util = sys.modules.get("multiprocessing.util")
        if util is not None:
            util.register_after_fork(
                self, lambda recording: util.Finalize(None, recording.finish, exitpriority=-1000)
            )


def reason_of(error):
    """The reason why a recording could not begin, for people."""
    if isinstance(error, MemoryError):
        return "out of memory"
    return getattr(error, "strerror", None) or str(error)


def report(path, message):
    """Tells a person about the log, in one line on standard error as the process got it."""
    try:
        sys.__stderr__.write("gctrace_recorder: {}\n".format(one_line("{}: {}".format(path, message))))
        sys.__stderr__.flush()
    except (AttributeError, OSError, ValueError):
        # The program closed it, or never had one.
        pass
