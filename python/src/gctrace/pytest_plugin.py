"""The pytest plugin: `pytest --gctrace` records a session, and two markers hold tests to making no cyclic garbage.

    @pytest.mark.no_cyclic_garbage
    @pytest.mark.max_cyclic_objects(10)

A marked test fails if it leaves more cyclic garbage than it may. It runs under gc.DEBUG_SAVEALL, so garbage counts whether a collection
in the midst of the test finds it or the one at its end.
"""

from __future__ import annotations

import gc
import importlib
import os
import pathlib
import tracemalloc
from typing import Any, Generator, List, Optional

import pytest

from . import command
from .cycles import Cycle, find_cycles
from .database import Database
from .errors import GctraceError

# How many cycles, sites and tests a message shows.
SHOWN = 5

BY_TEST = """
SELECT substr(mark, 6) AS test, sum(collected) AS collected, count(*) AS collections
FROM collection WHERE run_id = ? AND mark LIKE 'test %'
GROUP BY mark HAVING sum(collected) > 0 ORDER BY 2 DESC LIMIT ?
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gctrace", "cyclic garbage")
    group.addoption(
        "--gctrace",
        nargs="?",
        const=".gctrace",
        metavar="FOLDER",
        help="record the session, each test as a mark and forked children too, and keep the logs and their database in FOLDER (.gctrace)",
    )
    group.addoption("--gctrace-sites", action="store_true", help="with --gctrace: note where each object was allocated")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "no_cyclic_garbage: the test fails if it leaves cyclic garbage")
    config.addinivalue_line("markers", "max_cyclic_objects(n): the test fails if its cyclic garbage is more than n objects")
    folder = config.getoption("--gctrace")
    if folder is not None:
        session = RecordedSession(pathlib.Path(folder), config)
        config.pluginmanager.register(session, "gctrace-session")
        session.start()


class RecordedSession:
    """The recording of a session, from its beginning to its summary."""

    def __init__(self, folder: pathlib.Path, config: pytest.Config) -> None:
        # A worker of pytest-xdist is a process of its own, with a log of its own.
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self.folder = folder.absolute()
        self.log = self.folder / "{}.log.gz".format(worker)
        self.database = self.folder / "{}.db".format(worker)
        self.sites = bool(config.getoption("--gctrace-sites"))
        self.pid = os.getpid()
        self.recorder: Any = None
        self.recording: Any = None
        self.failure: Optional[str] = None

    def start(self) -> None:
        try:
            self.recorder = importlib.import_module("gctrace_recorder")
        except ImportError as error:
            raise pytest.UsageError("--gctrace needs the package gctrace-recorder: {}".format(error)) from error
        self.folder.mkdir(parents=True, exist_ok=True)
        for stale in self.folder.glob(self.log.name.replace(".log.gz", ".*log.gz")):
            stale.unlink()
        self.recording = self.recorder.record(str(self.log), sites=self.sites, follow_fork=True, force=True)
        self.recording.__enter__()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.recorder.mark("test " + nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        # A forked child that runs on to the session's end has nothing to conclude.
        if self.recording is None or self.pid != os.getpid():
            return
        recording, self.recording = self.recording, None
        recording.__exit__(None, None, None)
        try:
            if self.database.exists():
                self.database.unlink()
            for log in sorted(self.folder.glob(self.log.name.replace(".log.gz", ".*log.gz"))):
                command.import_log(log, self.database, truncated=True)
                command.replay(self.database)
        except (GctraceError, OSError) as error:
            self.failure = str(error)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("cyclic garbage")
        if self.failure is not None:
            terminalreporter.write_line("gctrace: {}; the log is {}".format(self.failure, self.log))
            return
        with Database(self.database) as database:
            collections = freed = 0
            tests: List[Any] = []
            for run in database.runs():
                for collection in database.collections(run):
                    collections += 1
                    freed += collection.collected
                tests += database.query(BY_TEST, [run.id, SHOWN])
            terminalreporter.write_line("{:,} objects were collected by {:,} collections".format(freed, collections))
            for row in sorted(tests, key=lambda row: -int(row.collected))[:SHOWN]:
                terminalreporter.write_line("{:>12,} while {} ran".format(row.collected, row.test))
        terminalreporter.write_line("gctrace query \"...\" --db {} has more".format(self.database))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    limit = limit_of(item)
    if limit is None:
        return (yield)
    with Garbage() as garbage:
        outcome = yield
    if garbage.objects > limit:
        pytest.fail(describe(garbage, limit), pytrace=False)
    return outcome


def limit_of(item: pytest.Item) -> Optional[int]:
    """How many objects of cyclic garbage a test may leave; None: it has no marker."""
    if item.get_closest_marker("no_cyclic_garbage") is not None:
        return 0
    marker = item.get_closest_marker("max_cyclic_objects")
    if marker is None:
        return None
    if len(marker.args) != 1 or not isinstance(marker.args[0], int) or marker.args[0] < 0:
        raise pytest.UsageError("{}: max_cyclic_objects takes a number of objects".format(item.nodeid))
    return int(marker.args[0])


class Garbage:
    """What becomes cyclic garbage within a `with` statement.

    objects: how many, in cycles or hanging on one. cycles: the cycles, without the objects themselves, which are let go.
    """

    def __enter__(self) -> "Garbage":
        self.objects = 0
        self.cycles: List[Cycle] = []
        gc.collect()
        self._kept = list(gc.garbage)
        self._debug = gc.get_debug()
        self._starts_tracing = not tracemalloc.is_tracing()
        if self._starts_tracing:
            tracemalloc.start()
        gc.set_debug(self._debug | gc.DEBUG_SAVEALL)
        return self

    def __exit__(self, *exception: Any) -> None:
        # What an exception holds is no garbage while it is on its way.
        gc.collect()
        gc.set_debug(self._debug)
        garbage = gc.garbage[len(self._kept) :]
        try:
            self.objects = len(garbage)
            self.cycles = find_cycles(garbage)
        finally:
            if self._starts_tracing:
                tracemalloc.stop()
            gc.garbage[:] = self._kept
            garbage.clear()
            gc.collect()


def describe(garbage: Garbage, limit: int) -> str:
    """A failure in words: how much, and for each kind of cycle what it is made of, what held it together, and where it came from."""
    allowed = "none" if limit == 0 else "at most {:,}".format(limit)
    lines = ["the test left {:,} objects of cyclic garbage; {} allowed".format(garbage.objects, allowed + (" is" if limit == 0 else " are"))]
    kinds: "dict[str, List[Cycle]]" = {}
    for cycle in garbage.cycles:
        kinds.setdefault(cycle.signature, []).append(cycle)
    for signature, cycles in sorted(kinds.items(), key=lambda kind: -sum(cycle.objects for cycle in kind[1]))[:SHOWN]:
        objects = sum(cycle.objects for cycle in cycles)
        lines.append("")
        lines.append("{}: {:,} cycle{}, {:,} objects".format(signature, len(cycles), "s" if len(cycles) > 1 else "", objects))
        lines.append("  held together by  " + ", ".join(cycles[0].references))
        sites = sorted({site for cycle in cycles for site in cycle.sites})
        if sites:
            lines.append("  allocated at      " + ", ".join(sites[:SHOWN]) + (", ..." if len(sites) > SHOWN else ""))
    if len(kinds) > SHOWN:
        lines += ["", "and {} more kinds of cycle".format(len(kinds) - SHOWN)]
    return "\n".join(lines)
