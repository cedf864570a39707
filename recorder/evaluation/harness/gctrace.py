"""The gctrace command."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.errors import NO_INPUT, EvaluationError

BUILT = Path(__file__).resolve().parents[3] / ".build" / "release" / "gctrace"


class GCTraceFailure(Exception):
    """gctrace refused a log or a command; the text is what it said."""


@dataclass(frozen=True)
class Replay:
    """What a replay found, by generation."""

    collections: tuple
    collected: tuple


class GCTrace:
    """Calls one gctrace binary on one database."""

    def __init__(self, binary, database):
        self.binary = binary
        self.database = database

    def call(self, *words, allowed=(0,)):
        command = [str(self.binary), words[0], "--db", str(self.database)] + [str(word) for word in words[1:]]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if answer.returncode not in allowed:
            lines = (answer.stderr or answer.stdout).strip().splitlines()
            raise GCTraceFailure("exit status %d: %s" % (answer.returncode, lines[-1] if lines else "no message"))
        return answer.stdout

    def rows(self, *words, allowed=(0,)):
        return json.loads(self.call(*words, "--format", "json", allowed=allowed))

    def import_log(self, log):
        """Imports a log into a new database; a row of `gctrace traces`: events, objects, observed."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(str(self.database) + suffix).unlink(missing_ok=True)
        self.call("import", log)
        return self.rows("traces")[0]

    def observed_without_sizes(self):
        """How many reports of real collections do not say how long the lists were."""
        return self.rows("query", "SELECT count(*) AS n FROM observed WHERE size0 IS NULL OR size1 IS NULL OR size2 IS NULL")[0]["n"]

    def replay(self):
        """Replays at the recorded configuration and keeps the run."""
        self.call("replay")

    def replay_at(self, threshold):
        """What the replay at a threshold of generation 0 finds; nothing is kept."""
        row = self.rows("replay", "--threshold", threshold, "--dry-run")[0]
        generations = range(3)
        return Replay(
            tuple(row["gen%d_collections" % generation] for generation in generations),
            tuple(row["gen%d_collected" % generation] for generation in generations),
        )

    def differences(self):
        """The figures in which the kept run is not what really happened: rows of `gctrace verify`."""
        return self.rows("verify", allowed=(0, 1))


def find_binary(given):
    """The binary that was named, or the checkout's, or the one on PATH."""
    if given is not None:
        candidates = [given]
    else:
        candidates = [BUILT] + [Path(found) for found in [shutil.which("gctrace")] if found]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    raise EvaluationError("no gctrace: make build makes it, --gctrace names it", NO_INPUT)
