"""`record()` and `mark()`, in programs of their own."""

import os

import pytest
from harness import python, recorded
from log_reader import lines, metadata, records


def program(folder, text, *arguments):
    (folder / "app.py").write_text("import gc, os, sys\nimport gctrace_recorder\nfrom gctrace_recorder import mark, record\n" + text)
    return python(folder, "app.py", *arguments)


def test_a_part_is_recorded(tmp_path, laboratory):
    outcome = program(
        tmp_path,
        """
with record("part.log.gz", sites=True, max_size="100M", every=1000) as recording:
    assert recording.summary is None
    kept = [[] for _ in range(3000)]
    gc.collect()
summary = recording.summary
print(summary["collections"] >= 1, summary["events"] > 3000, summary["bytes"] == os.path.getsize("part.log.gz"))
print(summary["stopped_early"], summary["seconds"] > 0, summary["samples"] >= 2, summary["objects"] > 3000)
""",
        "an argument",
    )
    assert (outcome.status, outcome.output, outcome.errors) == (0, "True True True\nNone True True True\n", "")
    assert metadata(tmp_path / "part.log.gz")["argv"] == "app.py an argument"
    laboratory.examine("part.log.gz", known="what tracemalloc's start left behind dies within the first collection")


def test_one_after_another(tmp_path, laboratory):
    outcome = program(
        tmp_path,
        """
for number in range(3):
    with record("part-%d.log" % number):
        gc.collect()
""",
    )
    assert outcome.status == 0, outcome
    for number in range(3):
        laboratory.examine("part-{}.log".format(number))


def test_an_exception_passes_and_the_log_is_whole(tmp_path):
    outcome = program(tmp_path, 'with record("part.log"):\n    gc.collect()\n    raise KeyError("mine")\n')
    assert outcome.status == 1 and outcome.errors.endswith("KeyError: 'mine'\n")
    assert "gctrace_recorder" not in outcome.errors.replace("from gctrace_recorder", "")
    assert lines(tmp_path / "part.log")


def test_marks(tmp_path):
    outcome = program(
        tmp_path,
        r"""
mark("before")
with record("part.log"):
    mark("request 17")
    mark("two\nlines")
    mark("\udc80 \N{SNOWMAN}")
    gc.collect()
mark("after")
""",
    )
    assert (outcome.status, outcome.errors) == (0, "")
    marks = [line[5:] for line in lines(tmp_path / "part.log") if line.startswith("mark ")]
    assert marks == ["request 17", "two lines", "\\udc80 \N{SNOWMAN}"]


@pytest.mark.parametrize("argument, error", [("''", "ValueError"), ("' \\n'", "ValueError"), ("17", "TypeError"), ("b'x'", "TypeError")])
def test_what_is_no_mark(tmp_path, argument, error):
    outcome = program(tmp_path, "try:\n    mark({})\nexcept {}:\n    print('refused')\n".format(argument, error))
    assert outcome.output == "refused\n"


@pytest.mark.parametrize(
    "arguments, error",
    [
        ("'there.log'", "FileExistsError"), ("'none/part.log'", "FileNotFoundError"), ("'part.log', every=-1", "ValueError"),
        ("'part.log', max_size='1T'", "ValueError"), ("'part.log', list_sizes='never'", "ValueError"),
        ("'part.log', every=1.5", "ValueError"), ("'part.log', nonsense=1", "TypeError"), ("17", "TypeError"),
    ],
)  # fmt: skip
def test_refusals(tmp_path, arguments, error):
    (tmp_path / "there.log").write_text("mine")
    outcome = program(
        tmp_path, "try:\n    with record({}): pass\nexcept {}:\n    print('refused')\n".format(arguments, error)
    )
    assert (outcome.output, outcome.errors) == ("refused\n", "")
    assert sorted(os.listdir(str(tmp_path))) == ["app.py", "there.log"]
    assert (tmp_path / "there.log").read_text() == "mine"


def test_force(tmp_path):
    (tmp_path / "there.log").write_text("mine")
    assert program(tmp_path, "with record('there.log', force=True): pass").status == 0
    assert lines(tmp_path / "there.log")[0] == "gctrace 1"


def test_a_second_recording_is_refused(tmp_path):
    outcome = program(
        tmp_path,
        """
with record("one.log"):
    try:
        with record("two.log"): pass
    except RuntimeError as error:
        print(error)
    gc.collect()
""",
    )
    assert "already" in outcome.output
    assert sorted(os.listdir(str(tmp_path))) == ["app.py", "one.log"]
    assert lines(tmp_path / "one.log")


IN_FINALIZER = """
class Node:
    def __init__(self):
        self.own = self
    def __del__(self):
        act()

def churn():
    for _ in range(20000):
        cycle = []
        cycle.append(cycle)

def collect():
    Node()
    gc.collect()
"""


def test_it_cannot_begin_within_a_collection(tmp_path):
    outcome = program(
        tmp_path,
        IN_FINALIZER
        + """
def act():
    try:
        with record("part.log"): pass
    except RuntimeError as error:
        print(error)
collect()
""",
    )
    assert (outcome.output, outcome.errors) == ("a recording cannot begin within a collection\n", "")
    assert os.listdir(str(tmp_path)) == ["app.py"]


def test_it_may_be_left_within_a_collection(tmp_path, laboratory):
    outcome = program(
        tmp_path,
        IN_FINALIZER
        + """
recording = record("part.log")
def act():
    recording.__exit__()
entered = recording.__enter__()
churn()
collect()
churn()
print(entered.summary["stopped_early"])
""",
    )
    assert (outcome.status, outcome.output) == (0, "it was ended within a collection\n")
    assert outcome.errors.count("\n") == 1
    laboratory.examine("part.log")


def test_a_working_directory_that_changes(tmp_path):
    (tmp_path / "sub").mkdir()
    assert program(tmp_path, "with record('a.log'):\n    os.chdir('sub')\n    gc.collect()\n").status == 0
    assert lines(tmp_path / "a.log")


def test_importing_the_package_is_light(tmp_path):
    outcome = program(tmp_path, "print([name for name in ('typing', 'argparse', 'subprocess', 'json', 'shlex', 'contextlib') if name in sys.modules])")
    plain = python(tmp_path, "-c", "import sys; print([name for name in ('typing', 'argparse', 'subprocess', 'json', 'shlex', 'contextlib') if name in sys.modules])")
    assert outcome.output == plain.output


SUBINTERPRETER = '''
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
code = """
import sys
sys.path[:] = {!r}
try:
    import gctrace_recorder
    with gctrace_recorder.record("sub.log"): pass
except (ImportError, RuntimeError) as error:
    print("refused:", error)
"""
sys.stdout.flush()
interpreters.run_string(interpreters.create(), code.format(sys.path))
'''


def test_a_subinterpreter_is_refused(tmp_path):
    outcome = program(tmp_path, SUBINTERPRETER)
    assert outcome.output.startswith("refused: ") and "subinterpreter" in outcome.output, outcome
    assert sorted(os.listdir(str(tmp_path))) == ["app.py"]


TOLD = """
import gc
told = []

def listen(phase, info):
    if phase == "stop":
        told.append("{generation} {collected} {uncollectable}".format(**info))

gc.callbacks.append(listen)
gc.set_threshold(300, 3, 3)
kept = []
for number in range(6000):
    one = [number]
    one.append(one)
    if number % 3 == 0:
        kept.append((one, {number: one}))
    if number % 1000 == 0:
        kept = kept[len(kept) // 2:]
        gc.collect(number // 1000 % 3)
gc.disable()
print("\\n".join(told))
"""


@pytest.mark.parametrize("options", [[], ["--every", "50"]], ids=["default", "every"])
def test_each_collection_is_in_the_log_as_the_interpreter_tells_of_it(tmp_path, options):
    """Those of the incremental collector too, of which some do nothing."""
    (tmp_path / "app.py").write_text(TOLD)
    told = recorded(tmp_path, "app.log", *options, "app.py").output.splitlines()
    observed = [" ".join(record[:3]) for record in records(tmp_path / "app.log", "observed")]
    assert len(told) > 20 and observed[-len(told):] == told
