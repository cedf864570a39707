"""How to start an interpreter like this one."""

import sys

# The flags that are one letter on the command line, given as often as their value says.
LETTERS = {
    "debug": "d",
    "inspect": "i",
    "optimize": "O",
    "dont_write_bytecode": "B",
    "no_user_site": "s",
    "verbose": "v",
    "bytes_warning": "b",
    "quiet": "q",
    "safe_path": "P",
}


def refusal():
    """Why a program cannot be recorded under the flags of this interpreter; None if it can."""
    flags = sys.flags
    for name, letter in (("isolated", "I"), ("ignore_environment", "E"), ("no_site", "S")):
        if getattr(flags, name):
            return "python -{} keeps the recorder from starting with the program; leave it out".format(letter)
    return None


# What -I sets beside the flag of its own.
OF_ISOLATION = ("no_user_site", "safe_path")


def arguments(isolated=False):
    """The options on the command line of an interpreter that is to have this one's `sys.flags`, warning filters and -X options.

    isolated: but not what comes of this one's -I.
    """
    words = []
    for name, letter in LETTERS.items():
        if isolated and name in OF_ISOLATION:
            continue
        # Python 3.11's safe_path is a bool; older ones have none.
        count = int(getattr(sys.flags, name, 0))
        if count > 0:
            words.append("-" + letter * count)
    if getattr(sys.stdout, "write_through", False):
        words.append("-u")
    for option in sys.warnoptions:
        words.append("-W" + option)
    for name, value in sys._xoptions.items():
        words += ["-X", name if value is True else "{}={}".format(name, value)]
    return words
