"""The pytest plugin: `pytest --gctrace` records a session, and two markers make tests fail on cyclic garbage.

    @pytest.mark.no_cyclic_garbage
    @pytest.mark.max_cyclic_objects(10)

A marked test fails if it leaves more cyclic garbage than it may. It runs under gc.DEBUG_SAVEALL, so garbage counts whether a collection
in the midst of the test finds it or the one at its end. It is recorded, too: only a recording knows in which order references were made,
and so which of them closed a cycle.
"""

from __future__ import annotations

import gc
import importlib
import os
import pathlib
import tempfile
import tracemalloc
from typing import Any, Callable, Dict, Generator, List, Optional

import pytest

from . import command, garbage_kinds
from .cycles import find_cycles
from .database import Database
from .errors import GctraceError
from .garbage_kinds import Kind
from .records import Run

# How many tests the summary shows.
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
        action="store_true",
        help="record the session, each test as a mark and forked children too",
    )
    group.addoption(
        "--gctrace-folder",
        default=".gctrace",
        metavar="FOLDER",
        help="with --gctrace: keep the logs and their database in FOLDER (.gctrace)",
    )
    group.addoption(
        "--gctrace-sites",
        action="store_true",
        help="with --gctrace: note where each object was allocated, and by which name each reference goes",
    )
    parser.addini(
        "gctrace_closing",
        "record each test that is marked, so that its failure names the references that closed its cycles (true)",
        type="bool",
        default=True,
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "no_cyclic_garbage: the test fails if it leaves cyclic garbage")
    config.addinivalue_line("markers", "max_cyclic_objects(n): the test fails if its cyclic garbage is more than n objects")
    if config.getoption("--gctrace"):
        session = RecordedSession(pathlib.Path(config.getoption("--gctrace-folder")), config)
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
        # The reports of tests that failed because of their garbage, by the tests' ids; None: not made yet.
        self.reports: Dict[str, Optional[pytest.TestReport]] = {}

    def start(self) -> None:
        try:
            self.recorder = importlib.import_module("gctrace_recorder")
        except ImportError as error:
            raise pytest.UsageError("--gctrace needs the package gctrace-recorder: {}".format(error)) from error
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise pytest.UsageError("--gctrace-folder: cannot make {}: {}".format(self.folder, error.strerror)) from error
        for stale in self.folder.glob(self.log.name.replace(".log.gz", ".*log.gz")):
            stale.unlink()
        self.recording = self.recorder.record(str(self.log), sites=self.sites, follow_fork=True, force=True, names=self.sites)
        try:
            self.recording.__enter__()
        except (RuntimeError, OSError, MemoryError) as error:
            raise pytest.UsageError("--gctrace cannot record this session: {}".format(error)) from error

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.recorder.mark("test " + nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid in self.reports and report.when == "call":
            self.reports[report.nodeid] = report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        # A forked child that runs to the end of the session has nothing to finish.
        if self.recording is None or self.pid != os.getpid():
            return
        recording, self.recording = self.recording, None
        recording.__exit__(None, None, None)
        try:
            if self.database.exists():
                self.database.unlink()
            for log in sorted(self.folder.glob(self.log.name.replace(".log.gz", ".*log.gz"))):
                command.import_log(log, self.database, truncated=True)
                explains = log == self.log and bool(self.reports)
                run = command.replay(self.database, options=["--with", "cycles"] if explains else [])
                if explains:
                    self.explain(run)
        except (GctraceError, OSError) as error:
            self.failure = str(error)

    def explain(self, run: Run) -> None:
        """Adds the closing references of the cycles to the report of each test that failed because of its garbage."""
        with Database(self.database) as database:
            for test, report in self.reports.items():
                if report is not None:
                    kinds = garbage_kinds.of_marked(database, run, "test " + test)
                    report.sections.append(("cyclic garbage, as recorded", garbage_kinds.describe(kinds)))

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
    session: Optional[RecordedSession] = item.config.pluginmanager.get_plugin("gctrace-session")
    recording = None
    if session is not None:
        mark: Callable[[], None] = lambda: session.recorder.mark("test " + item.nodeid)
    elif item.config.getini("gctrace_closing"):
        recording = RecordedTest.begin()
        mark = recording.mark if recording is not None else lambda: None
    else:
        mark = lambda: None
    try:
        with Garbage(mark, finds_sites=recording is None) as garbage:
            outcome = yield
        if garbage.objects > limit:
            kinds = garbage.kinds
            if session is not None:
                session.reports[item.nodeid] = None
            elif recording is not None:
                kinds = recording.kinds() or kinds
            pytest.fail(describe(garbage.objects, limit, kinds), pytrace=False)
        return outcome
    finally:
        if recording is not None:
            recording.discard()


def limit_of(item: pytest.Item) -> Optional[int]:
    """The most objects of cyclic garbage that a test may leave; None: it has no marker."""
    if item.get_closest_marker("no_cyclic_garbage") is not None:
        return 0
    marker = item.get_closest_marker("max_cyclic_objects")
    if marker is None:
        return None
    if len(marker.args) != 1 or not isinstance(marker.args[0], int) or marker.args[0] < 0:
        raise pytest.UsageError("{}: max_cyclic_objects takes a number of objects".format(item.nodeid))
    return int(marker.args[0])


class RecordedTest:
    """A recording of one test, in a temporary folder."""

    MARK = "the test"

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        self._folder = tempfile.TemporaryDirectory(prefix="gctrace-")
        self._log = os.path.join(self._folder.name, "test.log.gz")
        self._recording = recorder.record(self._log, sites=True, names=True)

    @classmethod
    def begin(cls) -> "Optional[RecordedTest]":
        """Begins to record. None where this process cannot be recorded, or is recorded already, or there is no recorder."""
        try:
            recording = cls(importlib.import_module("gctrace_recorder"))
        except ImportError:
            return None
        try:
            recording._recording.__enter__()
        except (RuntimeError, OSError, MemoryError):
            recording._folder.cleanup()
            return None
        return recording

    def mark(self) -> None:
        self._recorder.mark(self.MARK)

    def kinds(self) -> List[Kind]:
        """Ends the recording, and replays it to tell the kinds of cycle. None of them if that fails: the test's failure is told all the same."""
        self._end()
        database = os.path.join(self._folder.name, "test.db")
        try:
            command.import_log(self._log, database, truncated=True)
            run = command.replay(database, options=["--with", "cycles"])
            with Database(database) as opened:
                return garbage_kinds.of_marked(opened, run, self.MARK)
        except (GctraceError, OSError):
            return []

    def discard(self) -> None:
        """Ends the recording and removes it."""
        self._end()
        self._folder.cleanup()

    def _end(self) -> None:
        self._recording.__exit__(None, None, None)


class Garbage:
    """The objects that become cyclic garbage within a `with` statement.

    mark: called as the statement's body begins, and when its garbage has been found. finds_sites: whether tracemalloc is to tell where the
    objects were allocated.

    objects: how many, in cycles or hanging on one. kinds: the kinds of cycle, as the heap shows them; the objects themselves are let go.
    """

    def __init__(self, mark: Callable[[], None], finds_sites: bool) -> None:
        self.objects = 0
        self.kinds: List[Kind] = []
        self._mark = mark
        self._finds_sites = finds_sites

    def __enter__(self) -> "Garbage":
        gc.collect()
        self._kept = list(gc.garbage)
        self._debug = gc.get_debug()
        self._starts_tracing = self._finds_sites and not tracemalloc.is_tracing()
        if self._starts_tracing:
            tracemalloc.start()
        gc.set_debug(self._debug | gc.DEBUG_SAVEALL)
        # A recording reads the flag at the end of a collection.
        gc.collect()
        self._mark()
        return self

    def __exit__(self, *exception: Any) -> None:
        # Objects that a propagating exception holds are not garbage.
        gc.collect()
        self._mark()
        gc.set_debug(self._debug)
        garbage = gc.garbage[len(self._kept) :]
        try:
            self.objects = len(garbage)
            self.kinds = garbage_kinds.of_heap(find_cycles(garbage))
        finally:
            if self._starts_tracing:
                tracemalloc.stop()
            gc.garbage[:] = self._kept
            garbage.clear()
            gc.collect()


def describe(objects: int, limit: int, kinds: List[Kind]) -> str:
    """A failure in words: how much garbage there is, and of which kinds."""
    allowed = "none is allowed" if limit == 0 else "at most {:,} are allowed".format(limit)
    text = "the test left {:,} objects of cyclic garbage; {}".format(objects, allowed)
    return "\n\n".join([text] + ([garbage_kinds.describe(kinds)] if kinds else []))
