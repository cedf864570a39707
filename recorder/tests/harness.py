"""Running programs, recorded and not."""

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
RECORDER = [sys.executable, "-m", "gctrace_recorder", "run"]


class Outcome:
    """How a process ended; status: negative for the signal that ended it."""

    def __init__(self, process):
        self.status = process.returncode
        self.output = without_addresses(process.stdout)
        self.errors = without_addresses(process.stderr)

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return "status {}\n--- output\n{}\n--- errors\n{}".format(self.status, self.output, self.errors)


def without_addresses(text):
    """The text with each address in it the same: they differ from run to run."""
    return re.sub("0x[0-9a-f]+", "0x...", text)


def with_folder(folder):
    """PYTHONPATH with one folder more."""
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))


def environment(**changes):
    """This process's environment, such that equal programs do equal things; a change to None takes a variable out."""
    variables = dict(os.environ, PYTHONHASHSEED="0", **{k: v for k, v in changes.items() if v is not None})
    return {name: value for name, value in variables.items() if changes.get(name, "") is not None}


# The collector of 3.14.0 to 3.14.4, if this is one of those: what an increment examines depends on what the interpreter marks, and on how much
# it has marked since it started.
IS_INCREMENTAL = (3, 14, 0) <= sys.version_info[:3] < (3, 14, 5)
UNKNOWN_ROOTS = "what an increment marks from is not in the log"
# Set by sanitize.sh: all takes several times as long, and the sanitizer's own memory is as large as addresses go.
SANITIZED = "GCTRACE_SANITIZED" in os.environ
PATIENCE = 20 if SANITIZED else 1


def limit_memory():
    """A recorder gone wrong must not take the machine's memory; a shell's background job, which ignores it, can be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def run(words, folder, variables=None, stdin="", timeout=30, preexec_fn=limit_memory, **options):
    """Runs a command to its end, in a folder."""
    return Outcome(
        subprocess.run(
            [str(word) for word in words],
            cwd=str(folder),
            env=variables or environment(),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=timeout * PATIENCE,
            preexec_fn=preexec_fn,
            **options
        )
    )


def python(folder, *words, **options):
    """Runs a program as it is."""
    return run([sys.executable, *words], folder, **options)


def recorded(folder, log, *words, **options):
    """Runs the same program recorded; what comes before the program in `words` is the recorder's."""
    return run([*RECORDER, "-o", log, *words], folder, **options)
