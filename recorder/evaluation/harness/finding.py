"""What an examination of one program under one interpreter found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    #: Rows of the table.
    rows: list
    #: Whether every bar is met.
    met: bool
    #: Sentences that would not fit in the table.
    remarks: tuple = ()


def failed(place, columns, text):
    """A finding of one row without figures, since something went wrong."""
    row = [place.environment.series, place.program.name] + [""] * (columns - 3) + ["failed"]
    return Finding([row], False, ("%s: %s" % (place.title, text),))
