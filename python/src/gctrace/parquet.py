"""A database as Parquet files, for DuckDB, polars, Spark and the like."""

from __future__ import annotations

import os
import pathlib
import tempfile
import typing
from typing import Any, List, Tuple, Union

from .database import Database, PathLike
from .errors import DatabaseError
from .rows import Rows

if typing.TYPE_CHECKING:
    import pyarrow

# The relations of a trace and those of a run, each with the method that has its rows.
TRACE_RELATIONS = ("types", "sites", "observed")
RUN_RELATIONS = (
    "collections",
    "reachable",
    "unreachable",
    "promotions",
    "survivors",
    "pauses",
    "garbage",
    "cycles",
    "signatures",
    "snapshots",
)


def to_parquet(database: Union[Database, PathLike], folder: PathLike) -> List[pathlib.Path]:
    """Writes a database as Parquet, partitioned by trace; the files.

    folder/RELATION/trace=DIGEST/part.parquet, where DIGEST is that of the log's bytes: the databases of many machines can be written
    to one folder, and a trace that several of them have is there once. In place of ids, which mean something in one database only, every
    relation has the column `trace`. Types are int64, double and string; the names and meanings are those of the database. A trace that
    was written before is replaced as a whole. Needs `gctrace[arrow]`.
    """
    import pyarrow

    if not isinstance(database, Database):
        with Database(database) as opened:
            return to_parquet(opened, folder)
    root = pathlib.Path(folder)
    written: List[pathlib.Path] = []
    for trace, digest in database.connection.execute("SELECT id, lower(hex(digest)) FROM trace ORDER BY id").fetchall():
        for relation, table in _tables(database, trace):
            table = table.append_column("trace", pyarrow.array([digest] * len(table), type=pyarrow.string()))
            path = root / relation / ("trace=" + digest) / "part.parquet"
            write_table(table, path)
            written.append(path)
    return written


def _tables(database: Database, trace: int) -> "typing.Iterator[Tuple[str, pyarrow.Table]]":
    """Each relation of a trace that the database has."""
    import pyarrow

    yield "traces", _select(database, "SELECT name, source, python, events, objects, imported_at, meta FROM trace WHERE id = ?", trace)
    for relation in TRACE_RELATIONS:
        yield relation, getattr(database, relation)(trace).arrow().drop_columns(["trace_id"])
    runs = list(database.runs(trace))
    yield "runs", database.runs(trace).arrow().drop_columns(["trace_id"])
    for relation in RUN_RELATIONS:
        parts: List[Any] = []
        try:
            for run in runs:
                rows: Rows[Any] = getattr(database, relation)(run)
                parts.append(rows.arrow())
        except DatabaseError:
            # An older database does not have the relation.
            continue
        if parts:
            yield relation, pyarrow.concat_tables(parts)


def _select(database: Database, sql: str, trace: int) -> "pyarrow.Table":
    import pyarrow

    cursor = database.connection.execute(sql, [trace])
    names = [column[0] for column in cursor.description]
    types = {"events": pyarrow.int64(), "objects": pyarrow.int64()}
    columns = list(zip(*cursor.fetchall()))
    return pyarrow.table(
        {name: pyarrow.array(column, type=types.get(name, pyarrow.string())) for name, column in zip(names, columns)}
    )


def write_table(table: "pyarrow.Table", path: pathlib.Path) -> None:
    """Writes a Parquet file that appears completely or not at all. A reader never sees half of it, and a killed writer never leaves half of it."""
    import pyarrow.parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    # The name begins with a dot, so readers of a folder of Parquet files ignore it.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    os.close(descriptor)
    try:
        pyarrow.parquet.write_table(table, temporary, compression="zstd")
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
