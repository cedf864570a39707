"""Reads a database of gctrace, and runs the command `gctrace`, from Python.

    import gctrace

    gctrace.record("app.log.gz", "app.py", import_into="gctrace.db")
    with gctrace.open("gctrace.db") as database:
        run = database.replay(threshold=5000)
        frame = database.collections(run).pandas()

The package reads the database with Python's own sqlite3, read-only. Functions that change it (`import_log`, `replay`, `sweep`) run the command.
NumPy, pandas, polars and pyarrow are imported only for their own frames: `pip install gctrace[pandas]` and so on.
"""

from __future__ import annotations

from ._version import __version__
from .command import command_path, import_log, record, replay, sweep
from .database import Database, open
from .errors import CommandError, DatabaseError, GctraceError
from .parquet import to_parquet
from .records import (
    Collection,
    Cycle,
    Garbage,
    Observed,
    Pause,
    Promotion,
    Reachable,
    Run,
    Signature,
    Site,
    Snapshot,
    Survivor,
    Trace,
    Type,
    Unreachable,
)
from .rows import Rows
from .table import Table

__all__ = [
    "Collection",
    "CommandError",
    "Cycle",
    "Database",
    "DatabaseError",
    "Garbage",
    "GctraceError",
    "Observed",
    "Pause",
    "Promotion",
    "Reachable",
    "Rows",
    "Run",
    "Signature",
    "Site",
    "Snapshot",
    "Survivor",
    "Table",
    "Trace",
    "Type",
    "Unreachable",
    "__version__",
    "command_path",
    "import_log",
    "open",
    "record",
    "replay",
    "sweep",
    "to_parquet",
]
