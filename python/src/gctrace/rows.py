"""Rows of a query, as dataclasses, as columns or as a frame."""

from __future__ import annotations

import typing
from typing import Any, Callable, Dict, Generic, Iterator, List, Mapping, Optional, Sequence, Type, TypeVar, Union

from .errors import GctraceError

if typing.TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Row = TypeVar("Row")

# The type of a column's values, whether or not it may be NULL.
Kind = Union[Type[int], Type[float], Type[str], Type[bytes], None]


class Rows(Generic[Row]):
    """The rows of a query: an iterable that reads the database anew in each iteration.

        for collection in database.collections(run): ...
        frame = database.collections(run).pandas()
    """

    def __init__(
        self,
        names: Sequence[str],
        kinds: Sequence[Kind],
        make: Callable[..., Row],
        fetch: Callable[[], Iterator[Sequence[Any]]],
        arrays: Optional[Callable[[], Mapping[str, Any]]] = None,
    ) -> None:
        """names, kinds: the columns. make: a row of its values. fetch: the values of all rows. arrays: the columns as arrays, if there is a
        quicker way to these."""
        self._names = tuple(names)
        self._kinds = tuple(kinds)
        self._make = make
        self._fetch = fetch
        self._arrays = arrays

    @property
    def names(self) -> Sequence[str]:
        """The names of the columns."""
        return self._names

    def __iter__(self) -> Iterator[Row]:
        make = self._make
        return (make(*values) for values in self._fetch())

    def one(self) -> Row:
        """The only row. Raises GctraceError if there is none, or more than one."""
        rows = list(self)
        if len(rows) != 1:
            raise GctraceError("expected one row, found {}".format(len(rows)))
        return rows[0]

    def columns(self) -> Dict[str, Any]:
        """Each column by its name: a NumPy array where the rows come from packed sets and NumPy is there, a list otherwise."""
        if self._arrays is not None and has_numpy():
            return dict(self._arrays())
        values: List[Any] = list(zip(*self._fetch())) or [()] * len(self._names)
        return {name: list(column) for name, column in zip(self._names, values)}

    def pandas(self) -> "pandas.DataFrame":
        """A pandas frame. Integers that may be missing are of pandas' nullable type. Needs `gctrace[pandas]`."""
        import pandas

        dtypes = {int: "Int64", float: "float64", str: "object", bytes: "object", None: None}
        columns = self.columns()
        series = {}
        for name, kind in zip(self._names, self._kinds):
            column = columns[name]
            if kind is int and not isinstance(column, list):
                series[name] = pandas.Series(column)
            elif kind is int and all(value is not None for value in column):
                series[name] = pandas.Series(column, dtype="int64")
            else:
                series[name] = pandas.Series(column, dtype=typing.cast(Any, dtypes[kind]))
        return pandas.DataFrame(series)

    def polars(self) -> "polars.DataFrame":
        """A polars frame. Needs `gctrace[polars]`."""
        import polars

        types: Dict[Kind, Any] = {int: polars.Int64, float: polars.Float64, str: polars.String, bytes: polars.Binary}
        schema = {name: types[kind] for name, kind in zip(self._names, self._kinds) if kind is not None}
        return polars.DataFrame(self.columns(), schema_overrides=schema)

    def arrow(self) -> "pyarrow.Table":
        """An Arrow table. Needs `gctrace[arrow]`."""
        import pyarrow

        columns = self.columns()
        types = {int: pyarrow.int64(), float: pyarrow.float64(), str: pyarrow.string(), bytes: pyarrow.binary(), None: None}
        return pyarrow.table(
            {name: pyarrow.array(columns[name], type=types[kind]) for name, kind in zip(self._names, self._kinds)}
        )


def has_numpy() -> bool:
    """Whether NumPy can be imported."""
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True


def kind_of(annotation: Any) -> Kind:
    """The type of a dataclass's field with this annotation: Optional[int] gives int."""
    arguments = [argument for argument in getattr(annotation, "__args__", ()) if argument is not type(None)]
    kind = arguments[0] if arguments else annotation
    return typing.cast(Kind, kind)
