"""The command `python -m gctrace_recorder`."""

import errno
import os
import shlex
import sys

from . import arguments, interpreter, log_file
from .handover import hand_over
from .text import one_line
from .version import VERSION

USAGE = """\
usage: python -m gctrace_recorder run [options] script.py [args...]
       python -m gctrace_recorder run --help
       python -m gctrace_recorder --version
"""


def main(words):
    """Runs the command with these words. Returns the exit status, unless this process becomes the program's."""
    if words and words[0] == "run":
        return run(words[1:])
    if words in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if words == ["--version"]:
        print(VERSION)
        return 0
    return fail(64, "expected run and a program" + (", found {!r}".format(words[0]) if words else ""))


def run(words):
    try:
        wanted = arguments.parse(words)
    except arguments.UsageError as error:
        return fail(64, str(error))
    if wanted is None:
        sys.stdout.write(arguments.USAGE)
        return 0
    refusal = None if wanted.isolated else interpreter.refusal()
    if refusal is not None:
        return fail(64, refusal)
    hook = os.path.join(os.path.dirname(os.path.abspath(__file__)), "startup_hook")
    if os.pathsep in hook:
        return fail(70, "the recorder lies in a folder whose name has a {!r}: {}".format(os.pathsep, hook))
    script = wanted.target[0]
    if not script.startswith("-") and not os.path.exists(script):
        found = on_path(script)
        if found is None:
            return fail(66, "no such script: {}".format(script or "''"))
        if not is_python_script(found):
            return fail(66, "{} is no Python script".format(found))
        script = wanted.target[0] = found
    # The program may change its working directory before a child needs a log.
    path = os.path.abspath(wanted.output or log_file.default_path(os.getpid()))
    if log_file.is_same(path, script):
        return fail(64, "{} is the program itself; -o needs another file".format(wanted.output))
    try:
        descriptor = log_file.create(path, force=wanted.force)
    except FileExistsError:
        return fail(73, "{} exists; --force overwrites it".format(wanted.output or path))
    except OSError as error:
        reason = "nobody reads this pipe" if error.errno == errno.ENXIO else error.strerror
        return fail(73, "cannot make {}: {}".format(wanted.output or path, reason))
    become(wanted, hook, path, descriptor)


def on_path(name):
    """The executable that a shell runs for the name of a command; None: none."""
    if not name or os.path.basename(name) != name:
        return None
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def is_python_script(path):
    """Whether the first lines name a Python to run it; where its path is longer than a kernel takes, pip has a shell start it."""
    try:
        with open(path, "rb") as file:
            first, second = file.readline(1024), file.readline(1024)
    except OSError:
        return False
    return first.startswith(b"#!") and (b"python" in first or (second.startswith(b"'''exec'") and b"python" in second))


def become(wanted, hook, path, descriptor):
    """Replaces this process with the program. The interpreter alone then decides what the program does and how it ends."""
    environment = dict(os.environ)
    hand_over(
        environment,
        hook,
        {
            "path": path,
            "descriptor": descriptor,
            "argv": " ".join(shlex.quote(word) for word in wanted.target),
            "options": wanted.options.as_dict(),
            "force": wanted.force,
            "summary": wanted.summary,
            "words": arguments.words_of(wanted),
        },
    )
    os.set_inheritable(descriptor, True)
    try:
        os.execve(sys.executable, [sys.executable, *interpreter.arguments(isolated=wanted.isolated), *wanted.interpreter, *wanted.target], environment)
    except OSError as error:
        log_file.discard(path, descriptor)
        sys.exit(fail(70, "cannot start {}: {}".format(sys.executable, error.strerror)))


def fail(status, message):
    sys.stderr.write("gctrace_recorder: {}\n".format(one_line(message)))
    return status
