"""Describes the cyclic garbage of this process, for the pytest plugin."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Sequence, Tuple


class Cycle(NamedTuple):
    """A strongly connected component of garbage.

    signature: its types and how they refer to each other, whatever the number of objects: `Node -> list -> Node`. objects: how many there
    are. references: those of one shortest cycle through it, `Node.children`, `list[0]`, `Node.parent`. sites: where its objects were
    allocated, `app.py:12`, if tracemalloc was running.
    """

    signature: str
    objects: int
    references: Tuple[str, ...]
    sites: Tuple[str, ...]


def find_cycles(garbage: Sequence[Any]) -> List[Cycle]:
    """The cycles among objects, the largest first. Linear in the objects and their references."""
    index = {id(item): number for number, item in enumerate(garbage)}
    graph = [_edges(item, index) for item in garbage]
    cycles = []
    for component in components(graph):
        members = set(component)
        if len(component) == 1 and component[0] not in graph[component[0]]:
            continue
        inner = {node: [target for target in graph[node] if target in members] for node in component}
        cycles.append(
            Cycle(
                _signature(garbage, inner),
                len(component),
                tuple(_example(garbage, inner)),
                tuple(sorted(set(_sites(garbage[node] for node in component)))),
            )
        )
    return sorted(cycles, key=lambda cycle: -cycle.objects)


def components(graph: Sequence[Iterable[int]]) -> Iterator[List[int]]:
    """The strongly connected components (Tarjan 1972), without recursion: a linked list may be long."""
    order: Dict[int, int] = {}
    low: Dict[int, int] = {}
    stack: List[int] = []
    on_stack = set()
    for root in range(len(graph)):
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    yield component


def _edges(item: Any, index: Dict[int, int]) -> List[int]:
    """The garbage that an object refers to. An instance's dictionary is skipped, as if the instance held its values."""
    found = []
    for referent in gc.get_referents(item):
        number = index.get(id(referent))
        if number is not None:
            found.append(number)
        elif isinstance(referent, dict) and _attributes(item) is referent:
            found += [index[id(value)] for value in referent.values() if id(value) in index]
    return found


def _attributes(item: Any) -> Any:
    """An instance's dictionary; None if it has none."""
    return getattr(item, "__dict__", None)


def _name(item: Any) -> str:
    kind = type(item)
    return kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else "{}.{}".format(kind.__module__, kind.__qualname__)


def _signature(garbage: Sequence[Any], graph: Dict[int, List[int]]) -> str:
    """The coarsest partition in which the objects of a class have one type and refer to the same classes, as text from the first name on."""
    names = {node: _name(garbage[node]) for node in graph}
    classes: Dict[int, Any] = dict(names)
    while True:
        keys = {node: (classes[node], frozenset(classes[target] for target in graph[node])) for node in graph}
        numbers = {key: number for number, key in enumerate(sorted(set(keys.values()), key=lambda key: (str(key[0]), sorted(map(str, key[1])))))}
        refined = {node: numbers[keys[node]] for node in graph}
        if len(set(refined.values())) == len(set(classes.values())):
            break
        classes = refined
    labels = {classes[node]: names[node] for node in graph}
    follows: Dict[Any, List[Any]] = {label: [] for label in labels}
    for node, targets in graph.items():
        for target in targets:
            if classes[target] not in follows[classes[node]]:
                follows[classes[node]].append(classes[target])
    start = min(labels, key=lambda label: (labels[label], str(label)))
    path, current = [start], start
    while True:
        fresh = sorted((label for label in follows[current] if label not in path), key=lambda label: (labels[label], str(label)))
        if not fresh:
            break
        current = fresh[0]
        path.append(current)
    more = len(labels) - len(path)
    shown = [labels[label] for label in path[:8]]
    tail = [] if len(path) <= 8 and not more else ["... +{}".format(len(labels) - len(shown))]
    return " -> ".join(shown + tail + [labels[start]])


def _example(garbage: Sequence[Any], graph: Dict[int, List[int]]) -> Iterator[str]:
    """The references of a shortest cycle through the component's first object."""
    path = shortest_cycle(graph, min(graph))
    for source, reached in zip(path, path[1:]):
        yield _reference(garbage[source], garbage[reached])


def shortest_cycle(graph: Mapping[int, Sequence[int]], start: int) -> List[int]:
    """The nodes of a shortest cycle through a node, from that node to that node. Empty: there is none. Linear in the graph."""
    before: Dict[int, int] = {}
    queue = [start]
    for node in queue:
        for target in graph.get(node, ()):
            if target == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1] + [start]
            if target not in before:
                before[target] = node
                queue.append(target)
    return []


def _reference(source: Any, target: Any) -> str:
    """A reference by its name: an attribute, a key, an index, a variable of a closure."""
    name = _name(source)
    if isinstance(source, dict):
        for key, value in source.items():
            if value is target:
                return "{}[{!r}]".format(name, key) if isinstance(key, (str, int, bytes)) else "{}[{}]".format(name, _name(key))
    if isinstance(source, (list, tuple)):
        for number, value in enumerate(source):
            if value is target:
                return "{}[{}]".format(name, number)
    attributes = getattr(source, "__dict__", None)
    if attributes is target:
        return name + ".__dict__"
    if isinstance(attributes, dict):
        for key, value in attributes.items():
            if value is target:
                return "{}.{}".format(name, key)
    for owner in type(source).__mro__:
        slots = owner.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if getattr(source, slot, None) is target:
                return "{}.{}".format(name, slot)
    for slot in ("__self__", "__func__", "__closure__", "cell_contents", "__traceback__", "tb_frame", "__context__", "__globals__"):
        try:
            if getattr(source, slot, None) is target:
                return "{}.{}".format(name, slot)
        except ValueError:
            # An empty cell.
            continue
    return name + " -> " + _name(target)


def _sites(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        trace = tracemalloc.get_object_traceback(item)
        if trace is not None:
            yield "{}:{}".format(trace[-1].filename, trace[-1].lineno)
