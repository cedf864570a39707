"""Runs the command `gctrace`."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import typing
from typing import Any, ContextManager, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from .errors import CommandError, GctraceError
from .table import Table

if typing.TYPE_CHECKING:
    from .database import Database
    from .records import Run

PathLike = Union[str, "os.PathLike[str]"]


def command_path() -> str:
    """The command's path: $GCTRACE, the one that this package was installed with, or the one on PATH. Raises GctraceError if there is none."""
    given = os.environ.get("GCTRACE")
    if given:
        return given
    for folder in (sysconfig.get_path("scripts"), os.path.dirname(sys.executable)):
        path = os.path.join(folder, "gctrace")
        if os.access(path, os.X_OK):
            return path
    found = shutil.which("gctrace")
    if found is None:
        raise GctraceError("there is no gctrace here; {} -m pip install gctrace".format(sys.executable))
    return found


def run(*words: str, cwd: Optional[PathLike] = None) -> str:
    """Runs the command to its end and returns its standard output. Raises CommandError with its message if it fails."""
    done = subprocess.run([command_path(), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise CommandError(words, done.returncode, lines[-1] if lines else "")
    return done.stdout


@typing.overload
def record(
    log: PathLike,
    *,
    sites: bool = ...,
    names: Union[bool, str] = ...,
    every: Optional[int] = ...,
    max_size: Optional[str] = ...,
    follow_fork: bool = ...,
    force: bool = ...,
    import_into: Optional[PathLike] = ...,
) -> ContextManager[Any]: ...


@typing.overload
def record(
    log: PathLike,
    program: str,
    *arguments: str,
    sites: bool = ...,
    names: Union[bool, str] = ...,
    every: Optional[int] = ...,
    max_size: Optional[str] = ...,
    follow_fork: bool = ...,
    force: bool = ...,
    python: Optional[str] = ...,
    import_into: Optional[PathLike] = ...,
) -> int: ...


def record(
    log: PathLike,
    program: Optional[str] = None,
    *arguments: str,
    sites: bool = False,
    names: Union[bool, str] = False,
    every: Optional[int] = None,
    max_size: Optional[str] = None,
    follow_fork: bool = False,
    force: bool = False,
    python: Optional[str] = None,
    import_into: Optional[PathLike] = None,
) -> Union[int, ContextManager[Any]]:
    """Records a part of this program, or another program.

        with gctrace.record("app.log.gz"):
            serve()
        gctrace.record("app.log.gz", "app.py", "--port", "8000")

    Without a program it is a context manager, as `gctrace_recorder.record` is, and gives the same recording. With one it runs the program in
    a Python of its own: a script, `-m` and a module, or `-c` and code, and arguments. That Python is this one unless `python` names
    another, and the program's output is not captured. The result is its exit status. A negative one means that this signal ended it.

    `names` notes what each reference goes by; "attributes" leaves out the keys of dicts, which may hold personal data. With
    `import_into` the log is imported there at the end. The other options are those of `gctrace record`.
    """
    if program is None:
        if python is not None:
            raise TypeError("record() takes python= only with a program")
        given = {"every": every, "max_size": max_size, "names": names or None}
        options = {name: value for name, value in given.items() if value is not None}
        return _recorded_here(log, import_into, sites=sites, follow_fork=follow_fork, force=force, **options)
    words = ["record", "--python", python or sys.executable, "--output", os.fspath(log)]
    words += ["--sites"] if sites else []
    words += ["--names=attributes" if names == "attributes" else "--names"] if names else []
    words += ["--every", str(every)] if every is not None else []
    words += ["--max-size", max_size] if max_size is not None else []
    words += ["--follow-fork"] if follow_fork else []
    words += ["--force"] if force else []
    words += ["--import", "--db", os.fspath(import_into)] if import_into is not None else []
    return subprocess.run([command_path(), *words, "--", program, *arguments]).returncode


@contextlib.contextmanager
def _recorded_here(log: PathLike, import_into: Optional[PathLike], **options: Any) -> Iterator[Any]:
    recorder = importlib.import_module("gctrace_recorder")
    with recorder.record(log, **options) as recording:
        yield recording
    if import_into is not None:
        import_log(log, import_into, truncated=True)


def import_log(log: PathLike, database: PathLike = "gctrace.db", name: Optional[str] = None, truncated: bool = False) -> None:
    """Imports a log into a database, and creates the database if there is none. Raises CommandError."""
    words = ["import", os.fspath(log), "--db", os.fspath(database)]
    words += ["--name", name] if name is not None else []
    words += ["--truncated"] if truncated else []
    run(*words)


def replay(
    database: "Union[Database, PathLike]",
    trace: Union[int, str, None] = None,
    *,
    threshold: Union[int, Sequence[int], None] = None,
    python: Optional[str] = None,
    name: Optional[str] = None,
    options: Iterable[str] = (),
) -> "Run":
    """Replays a trace of a database (by default the newest) and returns the new run.

    threshold: of generation 0, or of up to three generations. python: the release whose collector to use, such as "3.13". options: other options
    own, such as ["--policy", "pep848"]. Raises CommandError.
    """
    from .database import Database

    if not isinstance(database, Database):
        with Database(database) as opened:
            return replay(opened, trace, threshold=threshold, python=python, name=name, options=options)
    words = ["replay", "--db", os.fspath(database.path)]
    words += [str(trace)] if trace is not None else []
    words += ["--threshold", _thresholds(threshold)] if threshold is not None else []
    words += ["--python", python] if python is not None else []
    words += ["--name", name] if name is not None else []
    [(before,)] = database.connection.execute("SELECT coalesce(max(id), 0) FROM run")
    run(*words, *options)
    new = [row[0] for row in database.connection.execute("SELECT id FROM run WHERE id > ? ORDER BY id", [before])]
    if not new:
        raise GctraceError("the replay wrote no run; --dry-run writes none")
    return database.run(new[-1])


def sweep(
    database: "Union[Database, PathLike]", trace: Union[int, str, None], grid: Mapping[str, Any]
) -> Table:
    """Replays a trace under each setting of a grid. Returns the results, as `gctrace sweep --format json` prints them.
    The first row is that of the recording's own setting.

    grid: the command's options and their values, {"threshold": [700, 5000], "policy": ["generational", "pep848"]}. A threshold may be
    a tuple of up to three. The result is a list of dictionaries that makes frames: gctrace.sweep(...).pandas(). Raises CommandError.
    """
    path = os.fspath(database if isinstance(database, (str, os.PathLike)) else database.path)
    words = ["sweep", "--db", path, "--format", "json"]
    words += [str(trace)] if trace is not None else []
    for key, values in grid.items():
        given = values if isinstance(values, (list, range)) else [values]
        words += ["--" + key.replace("_", "-"), ",".join(_setting(value) for value in given)]
    return Table(json.loads(run(*words)))


def _thresholds(value: Union[int, Sequence[int]]) -> str:
    return str(value) if isinstance(value, int) else ",".join(map(str, value))


def _setting(value: Any) -> str:
    """A value for a list with commas between values: / joins the thresholds of one setting."""
    return "/".join(map(str, value)) if isinstance(value, tuple) else str(value)
