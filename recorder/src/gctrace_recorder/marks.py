"""Labels that a program sets in its own log."""

from . import _native
from .text import one_line


def mark(text):
    """Names the phase of the program that begins now; collections carry the name until the next mark.

    Does nothing without a recording, so it may stay in the program. Line ends become spaces. Raises TypeError if `text` is no
    str, and ValueError if it is empty or blank.
    """
    if not isinstance(text, str):
        raise TypeError("mark() takes a str, found " + type(text).__name__)
    if not text or text.isspace():
        raise ValueError("mark() takes a text, found an empty one")
    if _native.recording():
        _native.mark(one_line(text).strip())
