"""A recorder that gets no memory ends the recording, whatever it needed it for, and not the program."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import environment, python, recorded
from log_reader import lines


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    """An environment in which a program has `starve`; see starve.c."""
    if not sys.platform.startswith("linux") or shutil.which("cc") is None:
        pytest.skip("starve.c is for glibc, and wants a C compiler")
    target = tmp_path_factory.mktemp("starve") / "starve.so"
    if subprocess.call(["cc", "-shared", "-fPIC", "-O1", str(Path(__file__).parent / "starve.c"), "-o", str(target), "-ldl"]) != 0:
        pytest.skip("starve.c is for glibc")
    return environment(LD_PRELOAD=str(target))


STARVE = """
import ctypes, gc, os, sys
starve = ctypes.CDLL(None).starve
starve.argtypes = [ctypes.c_long]
"""

# Each recording gets memory more often than the one before it, until the last one is whole.
EVERY_TIME = STARVE + """
import itertools
import tracemalloc
from gctrace_recorder import mark, record

class Node:
    def __init__(self):
        self.own = self

def work():
    mark("work")
    kept = []
    for number in range(4000):
        kept.append({number: Node()})
        Node()
        if number % 2000 == 1999:
            gc.collect()
    mark("end")
    return len(kept)

gc.set_threshold(700, 3, 3)
callbacks = list(gc.callbacks)
# With sites each takes long to begin.
for meals in itertools.count(0, 9 if len(sys.argv) > 1 else 1):
    log = "%d.log" % meals
    starve(meals)
    try:
        with record(log, every=500, sites=len(sys.argv) > 1) as recording:
            assert work() == 4000
        outcome = recording.summary["stopped_early"]
        assert os.path.getsize(log) == recording.summary["bytes"] and outcome in (None, "out of memory"), outcome
    except MemoryError:
        outcome = "not begun"
        assert not os.path.exists(log)
    starve(-1)
    print(log, outcome)
    assert gc.callbacks == callbacks and not tracemalloc.is_tracing()
    if outcome is None:
        break
"""


@pytest.mark.parametrize("arguments", [[], ["sites"]], ids=" ".join)
def test_no_memory_for_whatever_it_is(tmp_path, variables, arguments, laboratory):
    (tmp_path / "app.py").write_text(EVERY_TIME)
    outcome = python(tmp_path, "app.py", *arguments, variables=variables, timeout=120)
    assert outcome.status == 0, outcome
    outcomes = outcome.output.splitlines()
    logs = [line.split()[0] for line in outcomes if not line.endswith("not begun")]
    assert len(logs) > 4 and len(outcomes) - len(logs) > 4
    errors = outcome.errors.splitlines()
    assert len(errors) == len(logs) - 1
    assert all(line.endswith(".log: the recording ended before the program did: out of memory") for line in errors)
    for log in logs[::-9]:
        assert lines(tmp_path / log)
        laboratory.examine(log)


@pytest.mark.parametrize("name", ["app.log", "app.log.gz"])
def test_no_memory_in_a_recorded_program(tmp_path, variables, laboratory, name):
    code = STARVE + "starve(0)\nkept = [[[]] for _ in range(100000)]\ngc.collect()\nstarve(-1)\nprint(len(kept))\nsys.exit(3)\n"
    outcome = recorded(tmp_path, name, "-c", code, variables=variables)
    assert (outcome.status, outcome.output) == (3, "100000\n")
    assert outcome.errors.count("\n") == 1
    assert outcome.errors.endswith(name + ": the recording ended before the program did: out of memory\n")
    laboratory.examine(name)


def test_no_memory_for_a_childs_recording(tmp_path, variables):
    code = STARVE + "starve(0)\nif not os.fork(): print('child'); sys.exit(4)\nstatus = os.wait()[1]\nstarve(-1)\nprint(status >> 8)"
    outcome = recorded(tmp_path, "app.log", "--follow-fork", "-c", code, variables=variables)
    assert (outcome.status, sorted(outcome.output.split())) == (0, ["4", "child"])
    assert "this child is not recorded: out of memory" in outcome.errors


def test_no_memory_to_begin_with(tmp_path, variables):
    outcome = recorded(tmp_path, "app.log", "-c", "print(1)", variables=dict(variables, STARVE="0"))
    assert (outcome.status, outcome.output) == (70, "")
    assert outcome.errors.endswith("app.log: cannot record: out of memory\n") and outcome.errors.count("\n") == 1
    assert not (tmp_path / "app.log").exists()


SITES = STARVE + """
import itertools
from gctrace_recorder import record
source = "def act():\\n" + "".join("    kept.append([%d])\\n" % line for line in range(3000))
for meals in range(int(sys.argv[1])):
    names = {"kept": []}
    exec(compile(source, "made %d" % meals, "exec"), names)
    try:
        with record("%d.log" % meals, every=20, sites=True):
            starve(meals)
            names["act"]()
    except MemoryError:
        pass
    starve(-1)
    assert gc.isenabled(), meals
"""


def test_no_memory_for_a_site_leaves_the_collector_as_it_was(tmp_path, variables):
    """It is off while tracemalloc is asked for one."""
    (tmp_path / "app.py").write_text(SITES)
    outcome = python(tmp_path, "app.py", "12", variables=variables, timeout=120)
    assert outcome.status == 0, outcome
