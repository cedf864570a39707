"""What goes wrong, in the words of the command where it has any."""

from __future__ import annotations

from typing import Sequence


class GctraceError(Exception):
    """The base of what this package raises of its own."""


class DatabaseError(GctraceError):
    """A file is not a database that this package can read, or lacks what was asked for."""


class CommandError(GctraceError):
    """The command `gctrace` failed.

    status: its exit status; the manual page lists them. message: its line on standard error. words: what was run.
    """

    def __init__(self, words: Sequence[str], status: int, message: str) -> None:
        super().__init__(message or "gctrace ended with status {}".format(status))
        self.words = tuple(words)
        self.status = status
        self.message = message
