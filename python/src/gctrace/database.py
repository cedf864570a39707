"""A database of gctrace, read-only."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import sqlite3
import sys
import typing
from types import TracebackType
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import command, packed
from .errors import DatabaseError
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
    Unreachable,
)
from .records import Type as TypeRecord
from .rows import Kind, Rows, kind_of
from .table import Table

Record = TypeVar("Record")

# "gctr" in ASCII, as PRAGMA application_id has it.
APPLICATION = 0x67637472

# The relation of each record, and the column with its trace or run.
RELATIONS: Dict[Any, Tuple[str, str]] = {
    TypeRecord: ("type", "trace_id"),
    Site: ("site", "trace_id"),
    Observed: ("observed", "trace_id"),
    Collection: ("collection", "run_id"),
    Reachable: ("reachable", "run_id"),
    Unreachable: ("unreachable", "run_id"),
    Promotion: ("promotion", "run_id"),
    Survivor: ("survivor", "run_id"),
    Pause: ("pause", "run_id"),
    Garbage: ("garbage", "run_id"),
    Cycle: ("cycle", "run_id"),
    Signature: ("signature", "run_id"),
    Snapshot: ("snapshot", "run_id"),
}

PathLike = Union[str, "os.PathLike[str]"]
TraceLike = Union[Trace, int, str, None]
RunLike = Union[Run, int, None]


def open(path: PathLike = "gctrace.db") -> "Database":
    """Opens a database to read. Raises DatabaseError if there is none at the path, or if the file is something else."""
    return Database(path)


class Database:
    """A database that is open for reading; close it, or use it in a `with` statement.

    A trace is named by its record, its id or its name, a run by its record or its id; the default is the newest.
    """

    def __init__(self, path: PathLike) -> None:
        self.path = pathlib.Path(path)
        if not self.path.is_file():
            raise DatabaseError("no database at {}".format(self.path))
        # As a URI, so that it can be opened read-only. as_uri() escapes characters with a meaning in a URI.
        self._connection = sqlite3.connect(self.path.absolute().as_uri() + "?mode=ro", uri=True)
        try:
            [application] = self._connection.execute("PRAGMA application_id").fetchone()
            if application == APPLICATION:
                # Reads the schema, which an SQLite before 3.37 does not understand.
                self._connection.execute("SELECT count(*) FROM trace").fetchone()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            if sqlite3.sqlite_version_info < (3, 37):
                raise DatabaseError(
                    "Python {}.{} here has SQLite {}; 3.37 or later is needed".format(
                        *sys.version_info[:2], sqlite3.sqlite_version
                    )
                ) from error
            raise DatabaseError("{} is not a database of gctrace: {}".format(self.path, error)) from error
        if application != APPLICATION:
            self._connection.close()
            raise DatabaseError("{} is not a database of gctrace".format(self.path))

    def __enter__(self) -> "Database":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database. Existing Rows can no longer be read."""
        self._connection.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, which is read-only."""
        return self._connection

    # ---- traces and runs ----

    def traces(self) -> Rows[Trace]:
        """The imported logs."""
        return self._select(Trace, "trace", "", [])

    def trace(self, trace: TraceLike = None) -> Trace:
        """One trace. Raises DatabaseError if there is no such trace."""
        if isinstance(trace, Trace):
            return trace
        if trace is None:
            rows = list(self._select(Trace, "trace", "ORDER BY id DESC LIMIT 1", []))
        elif isinstance(trace, int):
            rows = list(self._select(Trace, "trace", "WHERE id = ?", [trace]))
        else:
            rows = list(self._select(Trace, "trace", "WHERE name = ? ORDER BY id DESC LIMIT 1", [trace]))
        if not rows:
            raise DatabaseError("there is no trace" if trace is None else "there is no trace {}".format(trace))
        return rows[0]

    def runs(self, trace: TraceLike = None) -> Rows[Run]:
        """The replays of a trace, or of all traces."""
        if trace is None:
            return self._select(Run, "run", "", [])
        return self._select(Run, "run", "WHERE trace_id = ?", [self.trace(trace).id])

    def run(self, run: RunLike = None) -> Run:
        """One run. Raises DatabaseError if there is no such run."""
        if isinstance(run, Run):
            return run
        if run is None:
            rows = list(self._select(Run, "run", "WHERE status = 'complete' ORDER BY id DESC LIMIT 1", []))
        else:
            rows = list(self._select(Run, "run", "WHERE id = ?", [run]))
        if not rows:
            raise DatabaseError("there is no run; replay() makes one" if run is None else "there is no run {}".format(run))
        return rows[0]

    # ---- of a trace ----

    def types(self, trace: TraceLike = None) -> Rows[TypeRecord]:
        """The types of a trace's objects."""
        return self._of_trace(TypeRecord, trace)

    def sites(self, trace: TraceLike = None) -> Rows[Site]:
        """The places in the program that allocated a trace's objects."""
        return self._of_trace(Site, trace)

    def observed(self, trace: TraceLike = None) -> Rows[Observed]:
        """The collections that really happened."""
        return self._of_trace(Observed, trace)

    # ---- of a run ----

    def collections(self, run: RunLike = None) -> Rows[Collection]:
        """The collections of a run."""
        return self._of_run(Collection, run)

    def pauses(self, run: RunLike = None) -> Rows[Pause]:
        """The collections whose duration was recorded."""
        return self._of_run(Pause, run)

    def reachable(self, run: RunLike = None, collection: Optional[int] = None) -> Rows[Reachable]:
        """The candidates that collections found reachable, of one collection or of all."""
        return self._set(Reachable, run, collection, "outcome = 'reachable'", {"generation": "generation"})

    def unreachable(self, run: RunLike = None, collection: Optional[int] = None) -> Rows[Unreachable]:
        """The candidates that collections found unreachable, with their outcomes, of one collection or of all."""
        outcomes = "outcome IN ('freed', 'resurrected', 'uncollectable', 'saved')"
        return self._set(Unreachable, run, collection, outcomes, {"generation": "generation", "outcome": "outcome"})

    def promotions(self, run: RunLike = None, collection: Optional[int] = None) -> Rows[Promotion]:
        """The objects that collections moved to an older generation, of one collection or of all."""
        constants = {"from_generation": "generation", "to_generation": "to_generation"}
        return self._set(Promotion, run, collection, "to_generation > generation", constants)

    def survivors(self, run: RunLike = None) -> Rows[Survivor]:
        """The objects alive at the end of the log."""
        return self._of_run(Survivor, run)

    def garbage(self, run: RunLike = None) -> Rows[Garbage]:
        """When objects became garbage, for a run made with garbage."""
        return self._of_run(Garbage, run)

    def cycles(self, run: RunLike = None) -> Rows[Cycle]:
        """The cycles that collections found, for a run made with cycles."""
        return self._of_run(Cycle, run)

    def signatures(self, run: RunLike = None) -> Rows[Signature]:
        """The cycles by cause, for a run made with cycles."""
        return self._of_run(Signature, run)

    def snapshots(self, run: RunLike = None) -> Rows[Snapshot]:
        """The snapshots of a run's heap."""
        return self._of_run(Snapshot, run)

    # ---- anything else ----

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Rows[Any]:
        """The rows of a SELECT, as named tuples. Raises DatabaseError if the SQL is wrong or would write."""
        names = self._names_of(sql, parameters)
        row = NamedTuple("Row", [(name, Any) for name in _unique(names)])  # type: ignore[misc]
        return Rows(names, [None] * len(names), row, lambda: self._execute(sql, parameters))

    # ---- functions that run the command ----

    def replay(self, trace: TraceLike = None, **options: Any) -> Run:
        """Replays a trace; options as those of `gctrace.replay`. The new run."""
        return command.replay(self, self.trace(trace).id, **options)

    def sweep(self, grid: typing.Mapping[str, Any], trace: TraceLike = None) -> Table:
        """Replays a trace under each setting of a grid, as `gctrace.sweep` does."""
        return command.sweep(self, self.trace(trace).id, grid)

    # ---- within ----

    def _of_trace(self, record: Type[Record], trace: TraceLike) -> Rows[Record]:
        relation, owner = RELATIONS[record]
        return self._select(record, relation, "WHERE {} = ?".format(owner), [self.trace(trace).id])

    def _of_run(self, record: Type[Record], run: RunLike) -> Rows[Record]:
        relation, owner = RELATIONS[record]
        return self._select(record, relation, "WHERE {} = ?".format(owner), [self.run(run).id])

    def _set(
        self, record: Type[Record], run: RunLike, collection: Optional[int], condition: str, constants: Dict[str, str]
    ) -> Rows[Record]:
        """The rows of a packed set: through its view, and as arrays from its blocks. constants: the block's column of each of the view's."""
        number = self.run(run).id
        relation, _ = RELATIONS[record]
        clause, parameters = "WHERE run_id = ?", [number]
        if collection is not None:
            clause += " AND collection = ?"
            parameters.append(collection)

        def arrays() -> Dict[str, Any]:
            columns = packed.members(self._connection, number, collection, condition, list(constants.values()))
            for name, block in constants.items():
                columns[name] = columns[block] if name == block else columns.pop(block)
            return columns

        return self._select(record, relation, clause, parameters, arrays)

    def _select(
        self, record: Type[Record], relation: str, clause: str, parameters: Sequence[Any], arrays: Any = None
    ) -> Rows[Record]:
        hints = typing.get_type_hints(record)
        names = [field.name for field in dataclasses.fields(typing.cast(Any, record))]
        kinds: List[Kind] = [kind_of(hints[name]) for name in names]
        columns = ", ".join('"{}"'.format(name) for name in names)
        sql = "SELECT {} FROM {} {}".format(columns, relation, clause)
        self._names_of(sql, parameters)
        return Rows(names, kinds, record, lambda: self._execute(sql, parameters), arrays)

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Iterator[Sequence[Any]]:
        try:
            yield from self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            raise DatabaseError(str(error)) from error

    def _names_of(self, sql: str, parameters: Sequence[Any]) -> List[str]:
        """The columns of a SELECT. Raises DatabaseError now, not while the rows are read."""
        try:
            cursor = self._connection.execute(sql, parameters)
            description = cursor.description
            cursor.close()
        except sqlite3.Error as error:
            if "no such table" in str(error) or "no such column" in str(error):
                raise DatabaseError("{} has {}; a newer gctrace may".format(self.path, error)) from error
            raise DatabaseError(str(error)) from error
        if description is None:
            raise DatabaseError("expected a SELECT")
        return [column[0] for column in description]


def _unique(names: Sequence[str]) -> List[str]:
    """The names as attributes: each a Python name, none twice."""
    result: List[str] = []
    for number, name in enumerate(names):
        is_name = name.isidentifier() and not name.startswith("_")
        result.append(name if is_name and name not in result else "column{}".format(number))
    return result
