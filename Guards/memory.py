"""What an import takes of memory, for logs that are made to take much: each must end within the bound that docs/promises.md states.

usage: memory.py GCTRACE FOLDER
"""

import gzip
import os
import resource
import subprocess
import sys

BOUND = 512  # MiB
MB, MIB = 1_000_000, 1 << 20


# What is written at a time: a process inherits the peak of the one that starts it, so this one stays small.
PIECE = 1000


def repeated(letter, length):
    for _ in range(length // PIECE):
        yield letter * PIECE


def records(count, start, length):
    """So many records that begin alike, with text of some length after that; `%d` is the record's number."""
    for number in range(1, count + 1):
        yield start.replace(b"%d", b"%d" % number)
        yield from repeated(b"x", length)
        yield b"\n"


def sites(count, length):
    for number in range(1, count + 1):
        yield b"site %d " % number
        yield from repeated(b"s", length)
        yield b":1 f\n"


# What the import of each ends with, and its text after the first line.
LOGS = {
    "a mark of 66 MB": (0, records(1, b"mark ", 66 * MB)),
    "twelve marks of 60 MB": (0, records(12, b"mark ", 60 * MB)),
    "a meta of 66 MB": (0, records(1, b"meta key ", 66 * MB)),
    "two metas of 60 MB": (65, records(2, b"meta key%d ", 60 * MB)),
    "a line of 70 MB": (65, records(1, b"mark ", 70 * MB)),
    "names of 10 MB": (0, records(3, b"type %d ", 10 * MB)),
    "a million types": (0, records(MB, b"type %d T%d", 0)),
    "400 sites of 1 MB": (0, sites(400, MB)),
    "gzip: 1 GB of empty lines": (0, repeated(b"\n", 1000 * MB)),
    "gzip: 1 GB of comments": (0, records(MB, b"# ", 1000)),
    "gzip: 1 GB in one line": (65, records(1, b"mark ", 1000 * MB)),
}


def write(log, pieces):
    with gzip.open(log, "wb", compresslevel=1) if log.endswith(".gz") else open(log, "wb", buffering=MB) as file:
        file.write(b"gctrace 1\n")
        for piece in pieces:
            file.write(piece)


def peak(command):
    """The exit status, below 0 for a signal, and the most memory that was taken at a time, in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024 / MIB, errors


def main():
    gctrace, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    holds = True
    for name, (expected, pieces) in LOGS.items():
        log = os.path.join(folder, "memory.log.gz" if name.startswith("gzip") else "memory.log")
        database = os.path.join(folder, "memory.db")
        write(log, pieces)
        status, mebibytes, errors = peak([gctrace, "import", "--db", database, log])
        for file in (log, database):
            if os.path.exists(file):
                os.unlink(file)
        is_right = status == expected and mebibytes <= BOUND and errors.count("\n") == (status != 0)
        print("%-28s status %d  %4d MiB%s" % (name, status, mebibytes, "" if is_right else "  FAILS: " + errors[:300].strip()), flush=True)
        holds = holds and is_right
    sys.exit(not holds)


main()
