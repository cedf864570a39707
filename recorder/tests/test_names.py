"""`--names`: what references go by."""

import sys
from collections import Counter

import pytest
from harness import PROGRAMS, recorded
from log_reader import lines, metadata, records
from test_record import program

# From 3.11 on an object holds the values of its attributes itself, until something asks for its dict.
HOLDS_VALUES = sys.version_info >= (3, 11)
# What the collector is told of an object whose dict was asked for: its values, in the first releases of 3.13 and in 3.14.0, or its dict.
HOLDERS = ("Twice", "dict") if sys.version_info >= (3, 13) else ("dict",)

NAMED = r"""
import gc

class Handler:
    def __init__(self, parser):
        self.parser = parser

class Parser:
    def __init__(self):
        self.handler = Handler(self)
        self.table = {"some key": self, 3: [], "x" * 81: self, "\u00fc" * 81: [], "": []}

class Slotted:
    __slots__ = ("left", "__right")
    def __init__(self):
        self.left = self
        self.__right = [self]

class Twice:
    def __init__(self):
        self.one = self.other = self
        self.asked = vars(self)

def closing():
    variable = []
    def inner():
        return variable
    variable.append(inner)

def generating(argument):
    local = [argument]
    yield local

def failing():
    try:
        raise ValueError("this")
    except ValueError as error:
        kept = error

def run():
    Parser()
    Slotted()
    Twice()
    closing()
    failing()
    generator = generating({})
    next(generator).append(generator)

gc.collect()
for _ in range(3):
    run()
    # Seen alive by a collection.
    held = Parser()
    gc.collect(0)
    del held
gc.collect()
"""


def named(log):
    """How often an object of a type refers to one of another by a name (None: by none), as (type, name, type)."""
    names = {words[0]: words[1].replace("%20", " ").replace("%25", "%") for words in records(log, "name")}
    types = {words[0]: words[1].rsplit(".", 1)[-1] for words in records(log, "type")}
    objects = {}
    for record in ("heap", "alloc", "weakref"):
        objects.update({words[0]: types[words[1]] for words in records(log, record)})
    found = Counter()
    for words in records(log, "ref"):
        key = (objects[words[0]], names[words[3]] if len(words) > 3 else None, objects[words[1]])
        found[key] += int(words[2]) if len(words) > 2 else 1
    return found


@pytest.fixture
def log_of(tmp_path):
    def record(*options):
        (tmp_path / "app.py").write_text(NAMED)
        outcome = recorded(tmp_path, "app.log", "--force", *options, "app.py")
        assert (outcome.status, outcome.errors) == (0, "")
        return tmp_path / "app.log"

    return record


def attribute_of(owner, name, target):
    """The reference that an attribute is."""
    return (owner if HOLDS_VALUES else "dict", name, target)


def test_references_go_by_the_names_of_the_source(log_of):
    log = log_of("--names")
    assert lines(log)[0] == "gctrace 2" and metadata(log)["names"] == "all"
    found = named(log)
    assert found[attribute_of("Parser", "handler", "Handler")] >= 6
    assert found[attribute_of("Handler", "parser", "Parser")] >= 6
    assert found[attribute_of("Parser", "table", "dict")] >= 6
    if not HOLDS_VALUES:
        assert found["Parser", "__dict__", "dict"] >= 6
    assert found["Slotted", "left", "Slotted"] >= 3
    assert found["Slotted", "_Slotted__right", "list"] >= 3
    # Each of several references to one object goes by its own name.
    for name in ("one", "other"):
        assert sum(found[holder, name, "Twice"] for holder in HOLDERS) >= 3
    assert found["Twice", "__dict__", "dict"] >= 3
    # A closure's variable: of the cells, of the cell itself.
    assert found["tuple", "variable", "cell"] >= 3 and found["cell", "variable", "list"] >= 3
    assert found["function", "__closure__", "tuple"] >= 3
    assert found["frame", "kept", "ValueError"] >= 3
    assert found["ValueError", "__traceback__", "traceback"] >= 3 and found["traceback", "tb_frame", "frame"] >= 3
    assert found["generator" if HOLDS_VALUES else "frame", "local", "list"] >= 3
    assert found["module", "__dict__", "dict"] >= 3
    # Neither what is no str, nor what is empty, nor a place in a list.
    assert found["list", None, "Slotted"] >= 3
    assert found["dict", None, "list"] >= 6


def test_keys_are_left_out_where_they_are_not_asked_for(log_of):
    found = named(log_of("--names"))
    assert found["dict", "some key", "Parser"] >= 6
    # Cut, to so many characters.
    assert found["dict", "x" * 80, "Parser"] >= 6
    assert found["dict", "ü" * 80, "list"] >= 6
    log = log_of("--names=attributes")
    assert metadata(log)["names"] == "attributes"
    found = named(log)
    assert not [key for key in found if key[1] == "some key"]
    assert "xxxxx" not in log.read_text()
    assert found["dict", None, "Parser"] >= 12
    assert found[attribute_of("Parser", "handler", "Handler")] >= 6 and found["Slotted", "left", "Slotted"] >= 3
    # Dicts of attributes and of global variables are not what is meant by a dict.
    assert sum(found[holder, "one", "Twice"] for holder in HOLDERS) >= 3
    assert found["dict", "Parser", "type"] >= 1


def test_without_names_the_log_is_of_version_1(log_of):
    log = log_of()
    assert lines(log)[0] == "gctrace 1" and not records(log, "name")
    assert not [words for words in records(log, "ref") if len(words) > 3]


@pytest.mark.parametrize("name", ["classes", "generators", "exceptions", "weak_references", "untracking"])
def test_a_log_with_names_is_replayed_as_one_without(name, tmp_path, laboratory):
    recorded(tmp_path, "app.log.gz", "--names", PROGRAMS / (name + ".py"))
    laboratory.examine("app.log.gz")


@pytest.mark.parametrize("name", ["asyncio_tasks", "containers", "classes_changed"])
def test_it_can_be_replayed_at_any_threshold(name, tmp_path, laboratory):
    recorded(tmp_path, "app.log.gz", "--names", "--every", "50", PROGRAMS / (name + ".py"))
    laboratory.done("import", "app.log.gz")
    for threshold in (20, 700, 5000):
        laboratory.done("replay", "--threshold", threshold, "--dry-run")


def test_a_part_is_recorded_with_names(tmp_path):
    outcome = program(
        tmp_path,
        '''
class Node:
    pass

def build():
    node = Node()
    node.myself = node

for number, names in enumerate([True, "all", "attributes", False]):
    with record("part-%d.log" % number, names=names):
        build()
        gc.collect()
try:
    record("none.log", names="some")
except ValueError as error:
    print(error)
''',
    )
    assert (outcome.status, outcome.output) == (0, "names: expected all or attributes, found 'some'\n"), outcome
    for number, is_named in enumerate([True, True, True, False]):
        found = named(tmp_path / "part-{}.log".format(number))
        assert bool(found[attribute_of("Node", "myself", "Node")]) == is_named


def test_a_wrong_choice_is_refused(tmp_path):
    outcome = recorded(tmp_path, "app.log", "--names=keys", "app.py")
    assert outcome.status == 64
    assert outcome.errors == "gctrace_recorder: --names: expected all or attributes, found 'keys'\n"


def test_a_forked_child_has_names_of_its_own(tmp_path):
    (tmp_path / "app.py").write_text(
        "import gc, os\nclass Node:\n    pass\nchild = os.fork()\nnode = Node()\nnode.myself = node\ngc.collect()\n"
        "if child:\n    os.waitpid(child, 0)\n"
    )
    assert recorded(tmp_path, "app.log", "--names", "--follow-fork", "app.py").status == 0
    logs = sorted(tmp_path.glob("app*.log"))
    assert len(logs) == 2
    for log in logs:
        assert named(log)[attribute_of("Node", "myself", "Node")] >= 1, log


def test_a_log_of_version_2_tells_where_the_heap_was_looked_at(log_of):
    log = log_of("--names", "--every", "50")
    looks = [words[0] for words in records(log, "sample")]
    assert {"0", "2"} <= set(looks) <= {"0", "1", "2"} and metadata(log)["sampling"].endswith("every=50")
    # Each collection is looked at as it starts: the last look before it takes in what it examines.
    last, checked = None, 0
    for line in lines(log):
        words = line.split(" ")
        if words[0] == "sample":
            last = int(words[1])
        elif words[0] == "observed":
            assert last >= int(words[1])
            last, checked = None, checked + 1
    assert checked >= 4
    assert not records(log_of("--every", "50"), "sample")
