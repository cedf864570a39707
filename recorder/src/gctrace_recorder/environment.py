"""Recording a program that something else starts: the environment says so, to each interpreter that has the recorder installed.

    GCTRACE_RECORD=app.log.gz gunicorn app:app

GCTRACE_RECORD_OPTIONS has options of `run`. The first interpreter that finds the variable is recorded, and with --follow what it starts
is as well: GCTRACE_RECORD_ROOT is then the first one's process.
"""

import os
import sys

from . import _native, arguments, log_file
from .handover import VARIABLE as HANDOVER_VARIABLE
from .recording import Recording, reason_of, report
from .startup import finish_at_exit

VARIABLE = "GCTRACE_RECORD"
OPTIONS_VARIABLE = "GCTRACE_RECORD_OPTIONS"
ROOT_VARIABLE = "GCTRACE_RECORD_ROOT"
# In the path, the process's number.
PLACEHOLDER = "%p"
# A process that becomes another program by exec keeps its number.
MOST_LOGS_OF_A_PROCESS = 100


def start():
    """Records this process from now on, if the environment says so. Whatever is wrong with that is said, and the program runs all the same."""
    template = os.environ.get(VARIABLE)
    if not template or _native.recording() or is_helper():
        return
    if is_commanded():
        forget(os.environ)
        return
    is_child = ROOT_VARIABLE in os.environ
    try:
        wanted = arguments.parse_options(os.environ.get(OPTIONS_VARIABLE, "").split())
    except arguments.UsageError as error:
        forget(os.environ)
        report(template, "not recorded: {}: {}".format(OPTIONS_VARIABLE, error))
        return
    template = os.path.abspath(template)
    if wanted.options.follow:
        announce(os.environ, template)
    else:
        forget(os.environ)
    try:
        path, descriptor = create(template, is_child, wanted.force)
        parent = os.getppid() if is_child else None
        recording = Recording(path, descriptor, wanted.options, argv=command_line(), force=wanted.force, parent=parent)
    except FileExistsError:
        report(template, "not recorded: it exists; --force in {} overwrites it, {} in the name stands for the process".format(
            OPTIONS_VARIABLE, PLACEHOLDER))
    except (OSError, RuntimeError, MemoryError) as error:
        report(template, "not recorded: {}".format(reason_of(error)))
    else:
        finish_at_exit(recording, wanted.summary)


def announce(environment, template):
    """Has what this process starts be recorded too, wherever its working folder is."""
    environment[VARIABLE] = template
    environment.setdefault(ROOT_VARIABLE, str(os.getpid()))


def forget(environment):
    """Leaves what this process starts alone."""
    for name in (VARIABLE, OPTIONS_VARIABLE, ROOT_VARIABLE):
        environment.pop(name, None)


def create(template, is_child, force):
    """Makes the log of this process: its path and descriptor. Raises as log_file.create does."""
    path = template.replace(PLACEHOLDER, str(os.getpid()))
    if not is_child:
        return path, log_file.create(path, force=force)
    for number in range(1, MOST_LOGS_OF_A_PROCESS):
        process = str(os.getpid()) + (".{}".format(number) if number > 1 else "")
        if PLACEHOLDER in template:
            own = template.replace(PLACEHOLDER, process)
        else:
            own = log_file.child_path(path, process)
        try:
            return own, log_file.create(own)
        except FileExistsError:
            continue
    raise FileExistsError(path)


def command_line():
    """The program and its arguments, as the log shows them."""
    return " ".join(words_of_process()[1:])


def words_of_process():
    """What this process was started with; sys.argv is not there yet."""
    words = getattr(sys, "orig_argv", None)
    if words is None:
        # Before 3.10.
        try:
            with open("/proc/self/cmdline", "rb") as file:
                words = [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]
        except OSError:
            words = [sys.executable]
    return words


def is_commanded():
    """Whether this is `run`, or what it has become: that has its own log."""
    words = words_of_process()[1:4]
    return HANDOVER_VARIABLE in os.environ or any(os.path.basename(word) == __package__ for word in words)


def is_helper():
    """Whether this is multiprocessing's own process, which runs nothing of the program's."""
    return any("from multiprocessing.resource_tracker import main" in word for word in words_of_process())
