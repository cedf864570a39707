"""Looking into logs."""

import gzip
from pathlib import Path


def lines(log):
    """The lines of a whole log."""
    path = Path(str(log))
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    assert data.endswith(b"\n")
    return data.decode("utf-8").splitlines()


def metadata(log):
    """What the log says of itself, by key."""
    words = (line.split(" ", 2) for line in lines(log) if line.startswith("meta "))
    return {word[1]: word[2] for word in words}


def records(log, name):
    """The log's records of a name, each as the words after it."""
    return [line.split(" ")[1:] for line in lines(log) if line.split(" ")[0] == name]
