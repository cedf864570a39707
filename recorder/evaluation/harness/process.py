"""Runs a program and measures it."""

import hashlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    #: Exit status; negative: the signal that ended it, as subprocess has it.
    status: int
    #: User and system time of the process and the children that it waited for, seconds.
    cpu: float
    #: Most resident memory, bytes.
    memory: int
    #: SHA-256 of standard output.
    digest: str
    #: The last line of standard error, for messages.
    complaint: str
    timed_out: bool


def clean_environment(folder, extra):
    """An environment in which a program does the same each time: nothing of ours that Python or a library reads."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    kept.update(LANG="C.UTF-8", TZ="UTC", PYTHONHASHSEED="0", TMPDIR=str(folder))
    kept.update(extra)
    return kept


def run(command, folder, timeout, extra=None):
    """Runs a command in a folder of its own, made anew; its output goes to files beside it."""
    # Emptied rather than removed: the name is in the program's strings.
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    output, errors = folder.with_suffix(".stdout"), folder.with_suffix(".stderr")
    with open(output, "wb") as out, open(errors, "wb") as err:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env=clean_environment(folder, extra or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        status, usage, timed_out = wait(process, timeout)
    lines = errors.read_text(errors="replace").strip().splitlines()
    return Outcome(
        status=status,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024,
        digest=hashlib.sha256(output.read_bytes()).hexdigest(),
        complaint=lines[-1] if lines else "",
        timed_out=timed_out,
    )


def wait(process, timeout):
    """Waits for a process, which is ended after `timeout` seconds; its resources are its own, not those of all children."""
    deadline = time.monotonic() + timeout
    timed_out = False
    try:
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, usage, timed_out
            if time.monotonic() > deadline and not timed_out:
                timed_out = True
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.01)
    except BaseException:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        raise
