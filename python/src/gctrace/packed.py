"""The packed columns of the database, unfolded with NumPy.

The head of schema.sql has the format: a number a character. The views unfold it in SQL; this does the same at ten million members a
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
    # The characters from U+D800 to U+FFFF are left out.
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
    # All blocks at once: a block is 512 runs at most, too few for NumPy to be quick about.
    length = numbers("".join(lengths)) + 1
    start = numpy.repeat(numpy.array(bases, dtype="int64"), runs)
    start += numbers("".join(starts))
    total = int(length.sum())
    if total == len(length):
        objects = start
    else:
        # The objects of a run are start, start + 1, ...: a count through all of them, less what came before the run.
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
