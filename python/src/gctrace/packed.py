"""The packed columns of the database, unfolded with NumPy.

The head of schema.sql describes the format: one character for each number. The views unfold it in SQL; this does the same at ten million members a
second.
"""

from __future__ import annotations

import sqlite3
import typing
from typing import Any, Dict, List, Optional, Sequence

if typing.TYPE_CHECKING:
    import numpy


def numbers(text: str) -> "numpy.ndarray[Any, Any]":
    """The numbers of a packed column that has no wide ones."""
    import numpy

    units = numpy.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype("int32")
    units -= 2
    # The format skips the characters from U+D800 to U+FFFF.
    beyond = units > 65533
    if beyond.any():
        units[beyond] -= 10240
    return typing.cast("numpy.ndarray[Any, Any]", units)


def members(
    connection: sqlite3.Connection, run: int, collection: Optional[int], condition: str, constants: Sequence[str]
) -> Dict[str, Any]:
    """The objects of member_block's rows, as columns: run_id, collection, object_id and the columns of the block named in `constants`.

    condition: SQL about the block, of ours.
    """
    import numpy

    where = "run_id = ? AND " + condition
    parameters: List[int] = [run]
    if collection is not None:
        where += " AND collection = ?"
        parameters.append(collection)
    query = "SELECT members, base_object, start, length, runs, collection{} FROM member_block WHERE {}".format(
        "".join(", " + name for name in constants), where
    )
    blocks = connection.execute(query, parameters).fetchall()
    if not blocks:
        empty = numpy.zeros(0, dtype="int64")
        text = numpy.zeros(0, dtype=object)
        others = {name: text if name == "outcome" else empty for name in constants}
        return {"run_id": empty, "collection": empty, "object_id": empty, **others}
    counts, bases, starts, lengths, runs, collections, *rest = zip(*blocks)
    # All blocks at once, because a block has at most 512 runs, too few for NumPy to be fast.
    length = numbers("".join(lengths)) + 1
    start = numpy.repeat(numpy.array(bases, dtype="int64"), runs)
    start += numbers("".join(starts))
    total = int(length.sum())
    if total == len(length):
        objects = start
    else:
        # The objects of a run are start, start + 1, ...: a running count over all objects, minus the count before the run.
        start -= numpy.cumsum(length, dtype="int64")
        start += length
        objects = numpy.repeat(start, length)
        objects += numpy.arange(total, dtype="int64")
    columns: Dict[str, Any] = {
        "run_id": numpy.full(total, run, dtype="int64"),
        "collection": numpy.repeat(numpy.array(collections, dtype="int64"), counts),
        "object_id": objects,
    }
    for name, column in zip(constants, rest):
        # Texts are shared, not copied: an array of fixed-length ones would be many times as long.
        columns[name] = numpy.repeat(numpy.array(column, dtype=object if name == "outcome" else "int64"), counts)
    return columns
