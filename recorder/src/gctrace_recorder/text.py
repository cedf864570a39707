"""Text that goes into a record of the log: one line of UTF-8."""


def one_line(text):
    """The text with a space for each end of line, and what is not UTF-8 (a file's name may hold it) spelled out."""
    return " ".join(text.splitlines()).encode("utf-8", "backslashreplace").decode("utf-8")
