"""The program gctrace, with which a log is put to the test."""

import os
from pathlib import Path

import pytest
from harness import IS_INCREMENTAL, UNKNOWN_ROOTS, environment, run

# Generation 0's thresholds that a log is replayed at beside the recorded one.
THRESHOLDS = (20, 100, 5000)


def find():
    """The program: $GCTRACE, or what `make build` made; None if there is neither."""
    candidates = [os.environ.get("GCTRACE"), Path(__file__).parents[2] / ".build/release/gctrace"]
    return next((str(path) for path in candidates if path and os.access(str(path), os.X_OK)), None)


class Laboratory:
    """Imports, replays and verifies a log, in a folder of its own."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def __call__(self, *words):
        """Runs a command of gctrace; its outcome."""
        # What is preloaded is for the recorded programs.
        return run([self.program, *words], self.folder, environment(LD_PRELOAD=None))

    def done(self, *words):
        """The same, where nothing but success will do; its output."""
        outcome = self(*words)
        assert outcome.status == 0, outcome
        return outcome.output

    def examine(self, log, *import_options, known=None):
        """Imports the log, replays it as it was recorded, holds it against what the real collector did, and replays it otherwise.

        known: why the replay need not agree with the real collector in every collection; the rest has to hold all the same.
        """
        self.done("import", *import_options, log)
        self.done("replay")
        verified = self("verify")
        for threshold in THRESHOLDS:
            self.done("replay", "--threshold", threshold, "--dry-run")
        if verified.status == 1 and (known is not None or IS_INCREMENTAL):
            pytest.xfail(known or UNKNOWN_ROOTS)
        assert verified.status == 0, verified

    def rows(self, sql):
        """The rows of a query, each a list of texts."""
        return [line.split(",") for line in self.done("query", sql, "--format", "csv").splitlines()[1:]]
