"""The message from the command to the interpreter that replaces it, in one variable of the environment."""

import marshal
import os

VARIABLE = "GCTRACE_RECORDER_HANDOVER"
PATH_VARIABLE = "PYTHONPATH"
# The longest text of one variable that Linux passes on is 128 KB, and ours is doubled by the hexadecimal form.
LONGEST_ARGV = 16 << 10


def hand_over(environment, hook, message):
    """Adds the folder of the startup hook and its message to the environment, so that the next interpreter records."""
    message = dict(message, pid=os.getpid(), python_path=environment.get(PATH_VARIABLE), hook=hook)
    message["argv"] = message["argv"][:LONGEST_ARGV]
    environment[VARIABLE] = marshal.dumps(message).hex()
    add_hook(environment, hook)


def add_hook(environment, hook):
    """Has each interpreter that is started import the sitecustomize module of that folder."""
    path = environment.get(PATH_VARIABLE)
    environment[PATH_VARIABLE] = hook + os.pathsep + path if path else hook


def take_over(environment):
    """Removes the message from the environment, which is then as the user had it.

    None if there is no message, or it is not for this process: a child of the one that was meant has inherited it.
    """
    text = environment.pop(VARIABLE, None)
    if text is None:
        return None
    message = marshal.loads(bytes.fromhex(text))
    if message["python_path"] is None:
        del environment[PATH_VARIABLE]
    else:
        environment[PATH_VARIABLE] = message["python_path"]
    return message if message["pid"] == os.getpid() else None
