"""The command line of `run`."""

from .options import OptionError, Options, parse_size

USAGE = """\
usage: python -m gctrace_recorder run [options] script.py [args...]
       python -m gctrace_recorder run [options] -m module [args...]
       python -m gctrace_recorder run [options] -c code [args...]

Runs a program as python does, and records what it does to its heap. A script
may be one of PATH, as pytest is. Python's own options -X, -W, -O and their like
may stand among these.

options:
  -o, --output LOG       where to; gzip-compressed if the name ends in .gz
                         (default: gctrace-PID.log.gz)
  --force                overwrite LOG
  --sites                note where each object was allocated
  --names[=attributes]   note what each reference goes by: an attribute, slot,
                         variable or key; =attributes leaves out the keys of
                         dicts, which may hold personal data
  --every N              look at the heap also each time that N more objects
                         have been allocated than deallocated, or the
                         allocator of objects has been called 16 N times
  --max-size SIZE        end the recording, not the program, at so many bytes:
                         1000, 64K, 500M, 2G
  --follow-fork          record forked children too, each in LOG with its
                         process number before the suffix
  --follow               record all children too: forked, spawned, and those of
                         subprocess
  --list-sizes WHEN      note how long the collector's lists are: auto (where
                         that is cheap; the default) or always
  --summary              one line on standard error at the end
  -h, --help             this text

exit status: the program's own, or
  64  wrong usage
  66  no such script
  70  this interpreter cannot be recorded, or there is no memory for it
  73  LOG cannot be made, or exists
  74  LOG cannot be written
"""

FLAGS = {
    "--force": "force",
    "--names": "names",
    "--sites": "sites",
    "--follow-fork": "follow_fork",
    "--follow": "follow",
    "--summary": "summary",
    # Not in the help: for `gctrace record` alone.
    "--isolated": "isolated",
}
# Python's own, passed on: single letters, given as often as they are; and those with a value, behind the letter or in the next word.
INTERPRETER_LETTERS = frozenset("BOPbdiqsuv")
INTERPRETER_VALUES = ("-X", "-W")
VALUES = {
    "-o": "output",
    "--output": "output",
    "--every": "every",
    "--max-size": "max_size",
    "--list-sizes": "list_sizes",
}


class UsageError(Exception):
    """An error in a command line, in one line."""


class RunArguments:
    """The arguments of `run`.

    target: what python's own command line has after its options: a script, `-m` and a module, `-c` and code, or `-`, and arguments.
    isolated: this interpreter was started with -I by `gctrace record`, so that nothing of the working folder is imported; the program's
    interpreter is not. interpreter: options of python's own.
    """

    def __init__(self, target, interpreter, output, force, summary, isolated, options):
        self.target = target
        self.interpreter = interpreter
        self.output = output
        self.force = force
        self.summary = summary
        self.isolated = isolated
        self.options = options


def parse(words):
    """The arguments of `run` from the words after it; None if they ask for help. Raises UsageError."""
    words = list(words)
    options = take_options(words)
    if options is None:
        return None
    found, interpreter = options
    if not words:
        raise UsageError("expected a script to run, -m and a module, or -c and code")
    if words[0] in ("-m", "-c") and len(words) == 1:
        raise UsageError("{} needs a {}".format(words[0], "module" if words[0] == "-m" else "program"))
    return run_arguments(words, interpreter, found)


def parse_options(words):
    """The options of `run` alone, without a program and a log. Raises UsageError."""
    words = list(words)
    found, interpreter = take_options(words) or ({}, ["--help"])
    for word in ["-o"] * ("output" in found) + ["--isolated"] * ("isolated" in found) + interpreter + words:
        raise UsageError("{} has no place here".format(word))
    return run_arguments([], [], found)


def words_of(wanted):
    """The options as parse_options takes them, in one text."""
    options = wanted.options.as_dict()
    options.update(force=wanted.force, summary=wanted.summary)
    names = options.pop("names")
    words = [flag for flag, name in FLAGS.items() if options.get(name)]
    words += ["--{}={}".format(name.replace("_", "-"), options[name]) for name in ("every", "max_size", "list_sizes")]
    return " ".join(words + (["--names=" + names] if names != "none" else []))


def take_options(words):
    """Takes the options from the words' beginning: by name what was found, and those of the interpreter; None if they ask for help."""
    found, interpreter = {}, []
    while words and words[0].startswith("-") and words[0] not in ("-", "-m", "-c"):
        word = words.pop(0)
        if word == "--":
            break
        if word in ("-h", "--help"):
            return None
        if word.startswith(INTERPRETER_VALUES):
            interpreter.append(word)
            if len(word) == 2:
                if not words:
                    raise UsageError("{} needs a value".format(word))
                interpreter.append(words.pop(0))
            continue
        if len(word) > 1 and INTERPRETER_LETTERS.issuperset(word[1:]):
            interpreter.append(word)
            continue
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if name in FLAGS and not equals:
            found[FLAGS[name]] = True
        elif name == "--names":
            found["names"] = value
        elif name in VALUES:
            if not equals:
                if not words:
                    raise UsageError("{} needs a value".format(name))
                value = words.pop(0)
            found[VALUES[name]] = value
        else:
            raise UsageError("unknown option {}; --help lists them".format(word))
    return found, interpreter


def run_arguments(words, interpreter, found):
    return RunArguments(
        words,
        interpreter,
        found_output(found),
        found.pop("force", False),
        found.pop("summary", False),
        found.pop("isolated", False),
        found_options(found),
    )


def found_output(found):
    output = found.pop("output", None)
    if output in ("", "-"):
        raise UsageError("-o needs a file, found {!r}; standard output is the program's".format(output))
    return output


def found_options(found):
    try:
        if "every" in found:
            found["every"] = parse_count(found["every"])
        if "max_size" in found:
            found["max_size"] = parse_size(found["max_size"])
        return Options(**found)
    except OptionError as error:
        raise UsageError("--{}: {}".format(error.name.replace("_", "-"), error.text)) from None


def parse_count(text):
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise OptionError("every", "expected a number, found {!r}".format(text))
    return int(text)
