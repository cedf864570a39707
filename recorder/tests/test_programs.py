"""Each program of the folder beside this: it does the same recorded as alone, and its log holds when it is replayed."""

import os
import sys

import pytest
from harness import PROGRAMS, environment, python, recorded, with_folder
from log_reader import lines

# Programs that end without a word to the interpreter: their logs break off.
BREAK_OFF = {"os_exit", "killed", "replaced", "terminated", "aborted", "handlers_cleared", "closes_everything",
             "takes_the_descriptor", "allocates_at_the_end"}
# Where a sample cannot tell all; see the README's "What does not".
KNOWN = {
    "asyncio_tasks": "what a finalizer makes is in generation 0 as the collection ends, in a replay only after it",
}
if sys.version_info[:2] == (3, 9):
    KNOWN["subinterpreter"] = "a subinterpreter's objects come and go in the main interpreter's lists on 3.9"
if sys.version_info >= (3, 14):
    # Printing it imports modules, within the collection.
    KNOWN["interrupted_finalizer"] = KNOWN["unhandled"] = KNOWN["asyncio_tasks"]
ALL = sorted(path.stem for path in PROGRAMS.glob("*.py"))


@pytest.fixture(scope="session")
def odd_module(extension):
    return extension("odd")


@pytest.fixture
def variables(odd_module):
    return environment(PYTHONPATH=with_folder(odd_module))


@pytest.mark.parametrize("name", ALL)
def test_program(name, tmp_path, variables, request):
    program = PROGRAMS / (name + ".py")
    plain = python(tmp_path, program, variables=variables)
    outcome = recorded(tmp_path, "app.log.gz", program, variables=variables)
    assert outcome == plain
    assert os.listdir(str(tmp_path)) == ["app.log.gz"]
    if name not in BREAK_OFF:
        assert lines(tmp_path / "app.log.gz")
    laboratory = request.getfixturevalue("laboratory")
    laboratory.examine("app.log.gz", *(["--truncated"] if name in BREAK_OFF else []), known=KNOWN.get(name))
    collections = laboratory.rows("SELECT count(*) FROM collection")
    if "gc." in program.read_text():
        assert int(collections[0][0]) > 0


def test_what_is_flushed_before_a_crash_is_there(tmp_path, laboratory):
    """A full collection before the crash: its events have reached the file."""
    program = PROGRAMS / "killed.py"
    assert recorded(tmp_path, "app.log.gz", program).status == -9
    refused = laboratory("import", "app.log.gz")
    assert refused.status == 65 and "--truncated" in refused.errors
    outcome = laboratory("import", "--truncated", "app.log.gz")
    assert outcome.status == 0 and "breaks off" in outcome.errors
    observed = laboratory.rows("SELECT count(*) FROM observed WHERE generation = 2")
    assert int(observed[0][0]) >= 1
    laboratory.done("replay")
    laboratory.done("verify")


def test_samples_end_with_the_interpreter(tmp_path):
    """3.8 refuses to be interrupted as it shuts down, and allocates to say so."""
    program = PROGRAMS / "allocates_at_the_end.py"
    assert recorded(tmp_path, "app.log.gz", "--every", "50", program) == python(tmp_path, program)
