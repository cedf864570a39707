"""What a recording came to, for people."""


def summary_line(summary):
    """The summary as one line of text, without the log's name."""
    counts = ["{:,} {}".format(summary[name], name) for name in ("collections", "events", "objects", "bytes")]
    return "{}, {:.2f} s in the recorder".format(", ".join(counts), summary["seconds"])
