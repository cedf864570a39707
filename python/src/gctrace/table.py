"""The command's tables: rows as dictionaries, and frames of them."""

from __future__ import annotations

import typing
from typing import Any, Dict, List

if typing.TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Table(List[Dict[str, Any]]):
    """A list of rows, each a dictionary by the names of the columns."""

    def pandas(self) -> "pandas.DataFrame":
        """A pandas frame. Needs `gctrace[pandas]`."""
        import pandas

        return pandas.DataFrame(list(self))

    def polars(self) -> "polars.DataFrame":
        """A polars frame. Needs `gctrace[polars]`."""
        import polars

        # Every row counts for the columns' types, because the first rows may lack a value.
        return polars.DataFrame(list(self), infer_schema_length=None)

    def arrow(self) -> "pyarrow.Table":
        """An Arrow table. Needs `gctrace[arrow]`."""
        import pyarrow

        return pyarrow.Table.from_pylist(list(self))
