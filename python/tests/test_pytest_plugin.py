"""The plugin, in sessions of pytest within a test."""

import os
import random
import re
import sys

import pytest

from gctrace import cycles

pytest_plugins = ["pytester"]

SUITE = """
    import pytest

    class Node:
        def __init__(self):
            self.children = []
            self.parent = None

    def tree(size):
        root = Node()
        for _ in range(size):
            child = Node()
            child.parent = root
            root.children.append(child)

    def test_unmarked():
        tree(3)

    @pytest.mark.no_cyclic_garbage
    def test_clean():
        [Node() for _ in range(100)]

    @pytest.mark.no_cyclic_garbage
    def test_dirty():
        tree(3)

    @pytest.mark.max_cyclic_objects(100)
    def test_little():
        tree(3)

    @pytest.mark.max_cyclic_objects(100)
    def test_much():
        import gc
        for _ in range(100):
            tree(10)
            # Found in the midst of the test, it counts all the same.
            gc.collect()
"""


def run(pytester, *words):
    return pytester.runpytest_subprocess("-p", "gctrace.pytest_plugin", "-p", "no:cacheprovider", *words)


@pytest.fixture(autouse=True)
def source(monkeypatch):
    import pathlib

    import gctrace

    path = [str(pathlib.Path(gctrace.__file__).parents[1]), os.environ.get("PYTHONPATH")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))


def failure(output, test, next_test):
    """What a session's output has of one failed test."""
    return output[output.index(test + " _") : output.index(next_test)]


def test_marked_tests_fail_for_their_garbage(pytester):
    pytest.importorskip("gctrace_recorder")
    pytester.makepyfile(test_suite=SUITE)
    result = run(pytester)
    result.assert_outcomes(passed=3, failed=2)
    output = result.stdout.str()
    dirty = failure(output, "test_dirty", "test_much _")
    assert "the test left" in dirty and "none is allowed" in dirty
    # A node that only the list's elements refer to is another class than they.
    assert re.search(r"^list -> test_suite.Node -> test_suite.Node#2 -> list: 1 cycle, 5 objects$", dirty, re.M)
    assert re.search(r"^  allocated at  .*test_suite.py:11 \(tree\)", dirty, re.M)
    much = output[output.index("test_much _") :]
    # Whatever found it.
    assert "left 2,200 objects of cyclic garbage; at most 100 are allowed" in much
    assert re.search(r": 100 cycles, 1,200 objects$", much, re.M)


# The recorder looks at the heap as a collection ends: the one in the midst tells it which reference came first.
ORDERS = """
    import gc
    import pytest

    class Left:
        pass

    class Right:
        pass

    @pytest.mark.no_cyclic_garbage
    def test_left_first():
        left, right = Left(), Right()
        left.other = right
        gc.collect()
        right.one = left

    @pytest.mark.no_cyclic_garbage
    def test_right_first():
        left, right = Left(), Right()
        right.one = left
        gc.collect()
        left.other = right
"""


def closed_by(output):
    return re.search(r"^  closed by +(.*)$", output, re.M).group(1)


@pytest.mark.parametrize("option", [[], ["--gctrace", "--gctrace-sites"]], ids=["alone", "in a recorded session"])
@pytest.mark.skipif(sys.version_info < (3, 11), reason="an instance's attributes are in a dict, which closes the cycle")
def test_the_reference_that_closed_a_cycle_is_named(pytester, option):
    pytest.importorskip("gctrace_recorder")
    pytester.makepyfile(test_suite=ORDERS)
    result = run(pytester, *option)
    result.assert_outcomes(failed=2)
    output = result.stdout.str()
    # The heap is the same after both tests; the order in which it was made is not.
    first = closed_by(failure(output, "test_left_first", "test_right_first _"))
    second = closed_by(output[output.index("test_right_first _") :])
    assert re.match(r"test_suite.Right(.one)? -> test_suite.Left, the test_suite.Right allocated at \S*test_suite.py:\d+ \(test_left_first\)", first)
    assert re.match(r"test_suite.Left(.other)? -> test_suite.Right, the test_suite.Left allocated at \S*test_suite.py:\d+ \(test_right_first\)", second)


def test_a_test_that_is_not_recorded_fails_by_what_the_heap_shows(pytester):
    pytester.makepyfile(test_suite=SUITE)
    result = run(pytester, "-o", "gctrace_closing=false")
    result.assert_outcomes(passed=3, failed=2)
    dirty = failure(result.stdout.str(), "test_dirty", "test_much _")
    assert "closed by" not in dirty
    assert re.search(r"^list -> \S+Node -> \S+Node -> list: 1 cycle, 5 objects$", dirty, re.M)
    assert "Node.children" in dirty and "Node.parent" in dirty
    assert "test_suite.py:" in dirty


def test_where_no_recording_is_possible_the_heap_is_shown(pytester):
    # A recorder that refuses, as under an interpreter that it does not know or in a process that is recorded already.
    recorder = pytester.mkpydir("gctrace_recorder")
    (recorder / "__init__.py").write_text(
        "class record:\n"
        "    def __init__(self, *words, **options): pass\n"
        "    def __enter__(self): raise RuntimeError('not here')\n"
        "def mark(text): pass\n"
    )
    (recorder / "options.py").write_text("class Options: __slots__ = ()\n")
    pytester.makepyfile(test_suite=SUITE)
    result = run(pytester)
    result.assert_outcomes(passed=3, failed=2)
    assert "Node.parent" in failure(result.stdout.str(), "test_dirty", "test_much _")
    # A session that was asked for is another matter.
    refused = run(pytester, "--gctrace")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    assert "--gctrace cannot record this session: not here" in refused.stderr.str()


def test_where_the_replay_fails_the_heap_is_shown(pytester, monkeypatch):
    pytest.importorskip("gctrace_recorder")
    monkeypatch.setenv("GCTRACE", "/bin/false")
    pytester.makepyfile(test_suite=SUITE)
    result = run(pytester)
    result.assert_outcomes(passed=3, failed=2)
    assert "Node.parent" in failure(result.stdout.str(), "test_dirty", "test_much _")


def test_a_failing_test_fails_for_its_own_reason(pytester):
    pytester.makepyfile("""
        import pytest

        @pytest.mark.no_cyclic_garbage
        def test_wrong():
            assert 1 == 2
    """)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    assert "assert 1 == 2" in result.stdout.str()


def test_a_wrong_marker_is_said(pytester):
    pytester.makepyfile("""
        import pytest

        @pytest.mark.max_cyclic_objects("many")
        def test_it():
            pass
    """)
    assert "max_cyclic_objects takes a number of objects" in run(pytester).stdout.str()


def test_a_session_is_recorded_with_a_mark_a_test(pytester):
    pytest.importorskip("gctrace_recorder")
    pytester.makepyfile(test_suite=SUITE + """
    def test_fork():
        import os
        child = os.fork()
        if child == 0:
            tree(5)
            os._exit(0)
        os.waitpid(child, 0)
    """)
    result = run(pytester, "--gctrace")
    result.assert_outcomes(passed=4, failed=2)
    output = result.stdout.str()
    assert "cyclic garbage" in output
    assert "while test_suite.py::test_much ran" in output
    import gctrace

    with gctrace.open(pytester.path / ".gctrace" / "main.db") as database:
        marks = [row.text for row in database.query("SELECT text FROM mark ORDER BY event")]
        assert "test test_suite.py::test_clean" in marks
        # The session and its child.
        assert len(list(database.traces())) == 2


def test_the_word_after_the_option_is_a_test(pytester):
    pytest.importorskip("gctrace_recorder")
    pytester.makepyfile(test_one="def test_it(): pass", test_two="def test_other(): pass")
    run(pytester, "--gctrace", "test_one.py").assert_outcomes(passed=1)
    assert (pytester.path / ".gctrace" / "main.db").exists()
    run(pytester, "--gctrace", "--gctrace-folder", "out/of", "test_two.py").assert_outcomes(passed=1)
    assert (pytester.path / "out" / "of" / "main.db").exists()


def test_a_folder_that_cannot_be_made_is_said(pytester):
    pytest.importorskip("gctrace_recorder")
    pytester.makepyfile(test_one="def test_it(): pass")
    result = run(pytester, "--gctrace", "--gctrace-folder", "test_one.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "cannot make" in result.stderr.str() and "INTERNALERROR" not in result.stderr.str() + result.stdout.str()


def test_without_the_option_nothing_is_recorded(pytester):
    pytester.makepyfile("def test_it(): pass")
    run(pytester).assert_outcomes(passed=1)
    assert not (pytester.path / ".gctrace").exists()


def reachable(graph, start):
    """What can be reached from a node by at least one step: the naive way."""
    found, queue = set(), list(graph[start])
    while queue:
        node = queue.pop()
        if node not in found:
            found.add(node)
            queue += graph[node]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_components_are_those_of_mutual_reachability(seed):
    generator = random.Random(seed)
    size = generator.randrange(1, 30)
    graph = [[generator.randrange(size) for _ in range(generator.randrange(3))] for _ in range(size)]
    reach = [reachable(graph, node) for node in range(size)]
    expected = {frozenset([node] + [other for other in range(size) if other in reach[node] and node in reach[other]]) for node in range(size)}
    assert {frozenset(component) for component in cycles.components(graph)} == expected


@pytest.mark.parametrize("seed", range(40))
def test_a_shortest_cycle_is_as_short_as_the_shortest(seed):
    generator = random.Random(seed)
    size = generator.randrange(1, 8)
    graph = {node: [generator.randrange(size) for _ in range(generator.randrange(3))] for node in range(size)}
    # Every walk from the node, one step longer each time.
    walks = [[0]]
    for _ in range(size):
        walks = [walk + [target] for walk in walks for target in graph[walk[-1]]]
        back = [walk for walk in walks if walk[-1] == 0]
        if back:
            break
    found = cycles.shortest_cycle(graph, 0)
    assert len(found) == (len(back[0]) if back else 0)
    assert all(target in graph[source] for source, target in zip(found, found[1:]))
    assert not found or found[0] == found[-1] == 0


def test_a_long_cycle_needs_no_recursion():
    class Link:
        next = None

    links = [Link() for _ in range(5 * sys.getrecursionlimit())]
    for one, other in zip(links, links[1:] + links[:1]):
        one.next = other
    [cycle] = cycles.find_cycles(links)
    assert cycle.objects == len(links)
    assert cycle.signature.count("Link") == 2


def test_the_number_of_objects_is_not_in_the_signature():
    def ring(size):
        nodes = [{} for _ in range(size)]
        for one, other in zip(nodes, nodes[1:] + nodes[:1]):
            one["next"] = other
        return cycles.find_cycles(nodes)[0]

    assert ring(3).signature == ring(3000).signature == "dict -> dict"
    assert ring(3).references == ("dict['next']",) * 3
