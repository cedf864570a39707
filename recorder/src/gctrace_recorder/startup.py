"""The start of a recording in the interpreter that runs the program, before the program's first line."""

import atexit
import os

from .handover import add_hook, take_over
from .options import Options
from .recording import Recording, reason_of, report
from .summary import summary_line


def start():
    """Records this process from now on until its atexit handlers have run, if the environment says so.

    The process ends here, with one line on standard error, if it cannot be recorded.
    """
    message = take_over(os.environ)
    if message is None:
        return
    path = message["path"]
    try:
        recording = Recording(
            path,
            message["descriptor"],
            Options(**message["options"]),
            argv=message["argv"],
            force=message["force"],
        )
    except (OSError, RuntimeError, MemoryError) as error:
        report(path, "cannot record: {}".format(reason_of(error)))
        # The site module turns SystemExit into a fatal error of the interpreter.
        os._exit(74 if isinstance(error, OSError) else 70)
    finish_at_exit(recording, message["summary"])
    if message["options"]["follow"]:
        follow(message)


def follow(message):
    """Has what this process starts be recorded too."""
    # Nobody else needs it.
    from . import environment

    environment.announce(os.environ, message["path"])
    os.environ[environment.OPTIONS_VARIABLE] = message["words"]
    # What is started need not have the package installed.
    add_hook(os.environ, message["hook"])


def finish_at_exit(recording, wants_summary):
    """The first handler to be registered is the last to be called, and threads are waited for before."""
    atexit.register(finish, recording, wants_summary)


def finish(recording, wants_summary):
    recording.finish()
    if wants_summary and recording.summary is not None:
        report(recording.path, summary_line(recording.summary))
