"""The plugin, in sessions of pytest within a test."""

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

    monkeypatch.setenv("PYTHONPATH", str(pathlib.Path(gctrace.__file__).parents[1]))


def test_marked_tests_fail_for_their_garbage(pytester):
    pytester.makepyfile(SUITE)
    result = run(pytester)
    result.assert_outcomes(passed=3, failed=2)
    output = result.stdout.str()
    dirty = output[output.index("test_dirty _") : output.index("test_much _")]
    assert "the test left" in dirty and "none is allowed" in dirty
    # A node that only the list's elements refer to is another class than they.
    assert re.search(r"^list -> \S+Node -> \S+Node -> list: 1 cycle, 5 objects$", dirty, re.M)
    assert "Node.children" in dirty and "Node.parent" in dirty
    assert "test_marked_tests_fail_for_their_garbage.py:" in dirty
    assert "at most 100 are allowed" in output[output.index("test_much _") :]


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
