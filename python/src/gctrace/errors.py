"""The errors of this package, with the command's message if there is one."""

from __future__ import annotations

from typing import Sequence


class GctraceError(Exception):
    """The base of what this package raises of its own."""


class DatabaseError(GctraceError):
    """A file is not a database that this package can read, or does not have the requested data."""


class CommandError(GctraceError):
    """The command `gctrace` failed.

    status: its exit status; the manual page lists them. message: its line on standard error. words: the command line.
    """

    def __init__(self, words: Sequence[str], status: int, message: str) -> None:
        super().__init__(message or "gctrace ended with status {}".format(status))
        self.words = tuple(words)
        self.status = status
        self.message = message
