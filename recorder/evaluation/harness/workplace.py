"""Where an evaluation runs programs and keeps recordings."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from harness import process
from harness.gctrace import GCTrace, GCTraceFailure

COUNTER = Path(__file__).resolve().parent / "counted.py"


@dataclass(frozen=True)
class Workplace:
    folder: Path
    #: gctrace; None: nothing is replayed.
    binary: Path | None
    #: Options of `gctrace_recorder run`, as words.
    recorder_options: tuple
    #: A folder to import gctrace_recorder from, ahead of the installed one; None: the installed one.
    recorder_path: Path | None
    #: Recordings that are in the folder already are used again.
    reuse: bool
    #: Seconds after which a run is ended.
    timeout: float
    #: The program's own size argument; None: its default.
    size: int | None

    def at(self, environment, program):
        return Place(self, environment, program)

    @property
    def python_path(self):
        return {"PYTHONPATH": str(self.recorder_path)} if self.recorder_path else {}


@dataclass(frozen=True)
class Place:
    """One program under one interpreter."""

    workplace: Workplace
    environment: object
    program: object

    @property
    def title(self):
        return "%s %s" % (self.environment.series, self.program.name)

    def path(self, suffix):
        folder = self.workplace.folder / self.environment.series
        folder.mkdir(parents=True, exist_ok=True)
        return folder / (self.program.name + suffix)

    @property
    def log(self):
        return self.path(".log.gz")

    @property
    def gctrace(self):
        return GCTrace(self.workplace.binary, self.path(".db"))

    def discard(self):
        """Removes what was kept of this program: databases are large."""
        for path in self.log.parent.glob(self.program.name + ".*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def note(self, text):
        print("%s: %s" % (self.title, text), file=sys.stderr, flush=True)

    def python(self, *words):
        """Runs words under the interpreter, with the program and its size after them."""
        size = [] if self.workplace.size is None else [self.workplace.size]
        command = [self.environment.python, *words, self.program.path, *size]
        return process.run(command, self.path(".folder"), self.workplace.timeout, self.workplace.python_path)

    def run_bare(self):
        return self.python()

    def run_recorded(self):
        """Records the program anew."""
        self.log.unlink(missing_ok=True)
        return self.python("-m", "gctrace_recorder", "run", "-o", self.log, "--force", *self.workplace.recorder_options)

    def run_counted(self, threshold):
        """Runs the program under a threshold; its collections and what they collected, by generation."""
        report = self.path(".counts")
        report.unlink(missing_ok=True)
        outcome = self.python(COUNTER, report, threshold)
        if not report.exists():
            return outcome, None
        numbers = tuple(int(word) for word in report.read_text().split())
        return outcome, (numbers[:3], numbers[3:6])

    def recording(self):
        """The program's recording: the one that is there where that will do, a new one otherwise.

        Returns what is wrong with it, or None.
        """
        if self.workplace.reuse and self.log.exists():
            return None
        self.note("recording")
        return fault(self.run_recorded(), self.log)

    def imported_recording(self):
        """The same, imported into the program's database, which is then new."""
        problem = self.recording()
        if problem:
            return problem
        try:
            self.gctrace.import_log(self.log)
        except GCTraceFailure as failure:
            return "import: %s" % failure
        return None


def fault(outcome, log=None):
    """What is wrong with a run, as a phrase; None: nothing."""
    if outcome.timed_out:
        return "ended after its time was over"
    if outcome.status != 0:
        return "exit status %d: %s" % (outcome.status, outcome.complaint)
    if log is not None and not log.exists():
        return "no log was written: %s" % outcome.complaint
    return None
