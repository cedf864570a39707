"""Sweeps over many traces and settings, on a Dask cluster.

    from dask.distributed import Client
    import gctrace.fleet

    with Client("scheduler:8786") as client:
        gctrace.fleet.sweep(logs, {"threshold": [700, 5000, 50000]}, client, "results")

A task is one log and a few settings. It imports the log into a database of its own on the worker's disk, replays it, and writes its
results as one Parquet file, which appears whole or not at all and whose name follows from the task alone. So a task that is run twice,
because a worker died, writes the same file twice, and a sweep that is begun again does only what is not there yet. Needs
`gctrace[dask]`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import pathlib
import tempfile
import typing
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Tuple

from .command import import_log, replay
from .database import Database, PathLike
from .parquet import write_table

if typing.TYPE_CHECKING:
    import distributed

Setting = Tuple[Tuple[str, Any], ...]

# The results of a setting: sums over its collections.
MEASURES = """
SELECT
  count(*) AS collections,
  coalesce(sum(generation = 0), 0) AS collections0,
  coalesce(sum(generation = 1), 0) AS collections1,
  coalesce(sum(generation = 2), 0) AS collections2,
  coalesce(sum(candidates), 0) AS candidates,
  coalesce(sum(visits), 0) AS visits,
  coalesce(sum(collected), 0) AS collected
FROM collection
WHERE run_id = ?
"""


class Task(NamedTuple):
    """A log, and the settings under which to replay it."""

    log: str
    settings: Tuple[Setting, ...]

    @property
    def file(self) -> str:
        """The name of the file with its results."""
        text = json.dumps([self.log, self.settings], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32] + ".parquet"


def settings(grid: Mapping[str, Iterable[Any]]) -> List[Setting]:
    """All settings of a grid: {"threshold": [700, 5000], "python": ["3.12", "3.13"]} has four."""
    keys = sorted(grid)
    return [tuple(zip(keys, values)) for values in itertools.product(*(grid[key] for key in keys))]


def tasks(logs: Iterable[PathLike], grid: Mapping[str, Iterable[Any]], chunk: int = 4) -> List[Task]:
    """The tasks of a sweep: `chunk` settings each, so that a log is not imported too often, and little work is lost if a worker dies."""
    every = settings(grid)
    chunks = [tuple(every[start : start + chunk]) for start in range(0, len(every), chunk)]
    return [Task(os.fspath(log), part) for log in logs for part in chunks]


def run_task(task: Task, folder: str) -> str:
    """Runs a task unless its results exist already. Returns the file with the results."""
    import pyarrow

    path = pathlib.Path(folder) / task.file
    if path.exists():
        return str(path)
    rows: List[Dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="gctrace-fleet-") as scratch:
        place = os.path.join(scratch, "task.db")
        import_log(task.log, place, truncated=True)
        with Database(place) as database:
            trace = database.trace()
            for setting in task.settings:
                run = replay(database, trace.id, **dict(setting))
                measures = database.query(MEASURES, [run.id]).columns()
                rows.append(
                    {
                        "log": task.log,
                        "trace": trace.name,
                        "setting": json.dumps(dict(setting), sort_keys=True),
                        "python": run.python,
                        "events": run.events,
                        "peak_objects": run.peak_objects,
                        "peak_bytes": run.peak_bytes,
                        **{name: values[0] for name, values in measures.items()},
                    }
                )
    write_table(pyarrow.Table.from_pylist(rows), path)
    return str(path)


def sweep(
    logs: Iterable[PathLike],
    grid: Mapping[str, Iterable[Any]],
    client: "distributed.Client",
    folder: PathLike,
    chunk: int = 4,
    retries: int = 3,
) -> List[str]:
    """Replays each log under each setting of a grid on a Dask cluster; the files with the results, which `folder` has in the end.

    logs, folder: paths that every worker sees. grid: keyword arguments of `gctrace.replay` and their values. retries: how often a task
    that raised is tried again; a task whose worker died is always done anew, up to Dask's own `allowed-failures`. Raises what a task
    raised at last; the other tasks' files are there all the same.
    """
    root = pathlib.Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    every = tasks(logs, grid, chunk)
    futures = client.map(run_task, every, folder=str(root), retries=retries, key=[_key(task, root) for task in every])
    return typing.cast(List[str], client.gather(futures))


def _key(task: Task, root: pathlib.Path) -> str:
    """Dask's name of a task. It has the folder in it: results elsewhere are another task."""
    return "gctrace-sweep-{}-{}".format(hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:8], task.file)
