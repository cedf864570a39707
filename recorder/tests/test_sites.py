"""`--sites`: where each object was allocated."""

import re
import sys

import pytest
from harness import environment, recorded
from log_reader import lines, metadata, records

PROGRAM = """
import gc, os, sys

class Node:
    pass

def build():
    return [[] for _ in range(500)]

def nodes():
    return [Node() for _ in range(500)]

def use_tracemalloc():
    import tracemalloc
    tracemalloc.start()
    kept = bytes(10000)
    gc.collect()
    nodes = [Node() for _ in range(100)]
    gc.collect()
    print(tracemalloc.get_object_traceback(kept) is not None)
    tracemalloc.stop()

for argument in sys.argv[1:]:
    if argument == "tracemalloc":
        use_tracemalloc()
        gc.collect()
    if argument == "fork" and os.fork():
        os._exit(os.wait()[1])

kept = build()
for _ in range(100):
    # Code that comes and goes, so that its address is used again.
    exec(compile("x = [[]]\\n" + "\\n" * _ + "y = [[]]", "<made>", "exec"), {})
    kept += nodes()[:5]
gc.collect()
kept[:] = []
"""


def objects_at(laboratory, line, function):
    """How many objects of the newest trace were made at a line of the program, in the function so named or its comprehension."""
    return int(laboratory.rows(
        "SELECT count(*) FROM object AS o JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id"
        f" WHERE s.file LIKE '%app.py' AND s.line = {line} AND (s.function LIKE '{function}%' OR s.function = '<listcomp>')"
        " AND o.trace_id = (SELECT max(id) FROM trace)"
    )[0][0])


def test_sites_are_the_programs_lines(tmp_path, laboratory):
    (tmp_path / "app.py").write_text(PROGRAM)
    assert recorded(tmp_path, "app.log", "--sites", "app.py").status == 0
    laboratory.examine("app.log")
    # What comes from a free list (of 80 lists at most) tracemalloc does not see.
    assert objects_at(laboratory, 8, "build") >= 400
    # Instances lie behind pointers of the interpreter's in memory, in some versions.
    assert objects_at(laboratory, 11, "nodes") >= 500
    if sys.version_info >= (3, 13):
        assert objects_at(laboratory, 8, "build") >= 490
        assert not laboratory.rows("SELECT 1 FROM site WHERE line < 1 OR function = '' OR file = ''")


def test_sites_of_a_program_that_traces_its_own_memory(tmp_path, laboratory):
    (tmp_path / "app.py").write_text(PROGRAM)
    outcome = recorded(tmp_path, "app.log", "--sites", "app.py", "tracemalloc")
    assert (outcome.status, outcome.output) == (0, "True\n")
    laboratory.examine("app.log")
    if sys.version_info >= (3, 13):
        assert objects_at(laboratory, 11, "nodes") >= 500


def test_sites_of_a_forked_child(tmp_path, laboratory):
    (tmp_path / "app.py").write_text(PROGRAM)
    assert recorded(tmp_path, "app.log", "--sites", "--follow-fork", "app.py", "fork").status == 0
    children = [path.name for path in tmp_path.glob("app.*.log")]
    assert len(children) == 1
    laboratory.examine(children[0])
    assert objects_at(laboratory, 11, "nodes") >= 500


def test_a_program_that_takes_the_allocators_hook_away_ends_its_recording(tmp_path, laboratory):
    """tracemalloc, on from before the recording, puts back what was there when it started."""
    (tmp_path / "app.py").write_text(
        "import gc, tracemalloc\nkept = [[] for _ in range(100)]\ngc.collect()\ntracemalloc.stop()\n"
        "kept = [[] for _ in range(100)]\ngc.collect()\nprint('done')\n"
    )
    outcome = recorded(tmp_path, "app.log", "app.py", variables=environment(PYTHONTRACEMALLOC="1"))
    assert (outcome.status, outcome.output) == (0, "done\n")
    assert outcome.errors.count("\n") == 1 and "took the allocator's hook away" in outcome.errors
    laboratory.examine("app.log")


MAKERS = """
def maker(lines):
    names = {}
    exec("def make():\\n" + "\\n" * lines + "    def made(): return 1\\n    return made", names)
    return names["make"]

makers = [maker(lines) for lines in range(100)]
kept = [[] for _ in makers]
for _ in range(50):
    kept = [[make() for make in makers] for _ in range(4)]
"""


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the reference tracer knows the functions")
def test_a_function_is_learned_once_however_often_it_is_made(tmp_path):
    (tmp_path / "app.py").write_text(MAKERS)
    variables = environment(GCTRACE_RECORDER_DEBUG="1")
    outcome = recorded(tmp_path, "app.log", "--sites", "--every", "50", "app.py", variables=variables)
    functions = int(re.search("([0-9]+) functions", outcome.errors).group(1))
    # The interpreter's own, and twice a hundred.
    assert 200 <= functions < 6000
    assert len(set(map(tuple, records(tmp_path / "app.log", "site")))) >= 100

COLLECTS = """
import gc

class Node:
    def __init__(self):
        self.itself = self

def tidy():
    Node()
    gc.collect()

def young():
    Node()
    gc.collect(0)

tidy()
young()
tidy()
kept = [[] for _ in range(5000)]
"""


def test_a_collection_that_is_called_for_tells_where(tmp_path, laboratory):
    (tmp_path / "app.py").write_text(COLLECTS)
    assert recorded(tmp_path, "app.log", "--sites", "app.py").status == 0
    assert lines(tmp_path / "app.log")[0] == "gctrace 2"
    sites = {words[0]: words[1:] for words in records(tmp_path / "app.log", "site")}
    called = [(words[0], [sites[site] for site in words[1:]]) for words in records(tmp_path / "app.log", "collect")]
    # Before 3.9 the file's name is as it was given.
    found = [(generation, place.rsplit("/", 1)[-1], function) for generation, known in called for place, function in known]
    assert found == [("2", "app.py:10", "tidy"), ("0", "app.py:14", "young"), ("2", "app.py:10", "tidy")]
    laboratory.examine("app.log")


def test_pauses_that_sites_make_longer_are_said_to_be(tmp_path):
    (tmp_path / "app.py").write_text(COLLECTS)
    for log, options in (("sites.log", ["--sites"]), ("plain.log", [])):
        assert recorded(tmp_path, log, *options, "app.py").status == 0
    expected = None if sys.version_info >= (3, 13) else "inflated by --sites"
    assert metadata(tmp_path / "sites.log").get("pauses") == expected
    assert "pauses" not in metadata(tmp_path / "plain.log")
    assert not [words for words in records(tmp_path / "plain.log", "collect") if len(words) > 1]
