"""Describes cyclic garbage for a test's failure, from the remaining heap or from a recording."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from .cycles import Cycle, shortest_cycle
from .database import Database
from .errors import GctraceError
from .records import Run

# How many kinds of cycle, sites and references a description has.
SHOWN = 5

KINDS = """
SELECT s.id, s.text, count(*) AS cycles, sum(c.objects) AS objects, s.example
FROM cycle AS c
JOIN collection AS k ON k.run_id = c.run_id AND k.seq = c.collection
JOIN signature AS s ON s.run_id = c.run_id AND s.id = c.signature_id
WHERE c.run_id = ?1 AND k.event > ?2 AND k.event <= ?3
GROUP BY s.id ORDER BY 4 DESC, 1
"""

CLOSINGS = """
SELECT source_type.name AS source, c.closing_name AS name, target_type.name AS target, site.file, site.line, site.function
FROM cycle AS c
JOIN collection AS k ON k.run_id = c.run_id AND k.seq = c.collection
JOIN run AS r ON r.id = c.run_id
JOIN object AS source ON source.trace_id = r.trace_id AND source.id = c.closing_source
JOIN type AS source_type ON source_type.trace_id = r.trace_id AND source_type.id = source.type_id
JOIN object AS target ON target.trace_id = r.trace_id AND target.id = c.closing_target
JOIN type AS target_type ON target_type.trace_id = r.trace_id AND target_type.id = target.type_id
LEFT JOIN site ON site.trace_id = r.trace_id AND site.id = source.site_id
WHERE c.run_id = ?1 AND k.event > ?2 AND k.event <= ?3 AND c.signature_id = ?4
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY count(*) DESC, 1, 2, 3 LIMIT ?5
"""

SITES = """
SELECT site.file, site.line, site.function
FROM cycle AS c
JOIN collection AS k ON k.run_id = c.run_id AND k.seq = c.collection
JOIN run AS r ON r.id = c.run_id
JOIN cycle_member AS m ON m.run_id = c.run_id AND m.collection = c.collection AND m.cycle = c.id AND m.role = 'cycle'
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
JOIN site ON site.trace_id = r.trace_id AND site.id = o.site_id
WHERE c.run_id = ?1 AND k.event > ?2 AND k.event <= ?3 AND c.signature_id = ?4
GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2 LIMIT ?5
"""

WINDOW = """
SELECT event FROM mark WHERE trace_id = ?1 AND text = ?2 ORDER BY event DESC LIMIT 2
"""

TYPE_NAME = """
SELECT t.name FROM run AS r
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = ?2
JOIN type AS t ON t.trace_id = r.trace_id AND t.id = o.type_id
WHERE r.id = ?1
"""


class Kind(NamedTuple):
    """Cycles of one signature.

    references: those of one cycle, each by its name. sites: where the objects were allocated, the most frequent first. closed_by: the
    references that closed the cycles; None: not known, because the garbage was not recorded.
    """

    signature: str
    cycles: int
    objects: int
    references: Tuple[str, ...]
    sites: Tuple[str, ...]
    closed_by: Optional[Tuple[str, ...]]


def of_heap(cycles: Iterable[Cycle]) -> List[Kind]:
    """The kinds of cycles in the heap, those with the most objects first."""
    kinds: "dict[str, List[Cycle]]" = {}
    for cycle in cycles:
        kinds.setdefault(cycle.signature, []).append(cycle)
    found = []
    for signature, alike in kinds.items():
        sites = tuple(sorted({site for cycle in alike for site in cycle.sites}))
        objects = sum(cycle.objects for cycle in alike)
        found.append(Kind(signature, len(alike), objects, alike[0].references, sites, None))
    return sorted(found, key=lambda kind: -kind.objects)


def of_run(database: Database, run: int, since: int, until: int) -> List[Kind]:
    """The kinds among the cycles that a run's collections found after event `since` and up to event `until`, likewise.

    The run was made with its cycles (`gctrace replay --with cycles`).
    """
    found = []
    for row in list(database.query(KINDS, [run, since, until])):
        window = [run, since, until, row.id, SHOWN + 1]
        found.append(
            Kind(
                row.text,
                row.cycles,
                row.objects,
                tuple(_references(database, run, row.example)),
                tuple(_place(site) for site in database.query(SITES, window)),
                tuple(_closing(closing) for closing in database.query(CLOSINGS, window)),
            )
        )
    return found


def of_marked(database: Database, run: Run, text: str) -> List[Kind]:
    """The kinds among the cycles that were found between the last two marks of that text, likewise."""
    events = [row.event for row in database.query(WINDOW, [run.trace_id, text])]
    if len(events) < 2:
        raise GctraceError("the log does not tell when '{}' began and ended".format(text))
    return of_run(database, run.id, events[1], events[0])


def describe(kinds: Sequence[Kind]) -> str:
    """Kinds in words, a paragraph each."""
    paragraphs = []
    for kind in kinds[:SHOWN]:
        lines = ["{}: {:,} cycle{}, {:,} objects".format(kind.signature, kind.cycles, "s" if kind.cycles > 1 else "", kind.objects)]
        if kind.closed_by is not None:
            lines.append("  closed by         " + (_some(kind.closed_by, "; ") or "a reference that was there before the test"))
        if kind.references:
            lines.append("  held together by  " + _some(kind.references, ", "))
        if kind.sites:
            lines.append("  allocated at      " + _some(kind.sites, ", "))
        paragraphs.append("\n".join(lines))
    if len(kinds) > SHOWN:
        paragraphs.append("and {} more kinds of cycle".format(len(kinds) - SHOWN))
    return "\n\n".join(paragraphs)


def _some(texts: Sequence[str], separator: str) -> str:
    return separator.join(texts[:SHOWN]) + (separator + "..." if len(texts) > SHOWN else "")


def _place(site: Any) -> str:
    return "{}:{} ({})".format(site.file, site.line, site.function)


def _reference(source: str, name: Optional[str], target: str) -> str:
    """`Node.parent`, `dict['parent']`; where the recording has no name for the reference, what refers to what."""
    if name is None:
        return "{} -> {}".format(source, target)
    return "{}[{!r}]".format(source, name) if source == "dict" else "{}.{}".format(source, name)


def _closing(row: Any) -> str:
    text = _reference(row.source, row.name, row.target)
    text += "" if row.name is None else " -> " + row.target
    return text if row.file is None else "{}, the {} allocated at {}".format(text, row.source, _place(row))


def _references(database: Database, run: int, example: str) -> Iterator[str]:
    """The references of a shortest cycle in a signature's example, beginning with the reference that was made last."""
    references = json.loads(example)["references"]
    names = {(source, target): name for source, target, name, _ in references}
    # A reference that existed when recording began has no event.
    source, target, _, _ = max(references, key=lambda reference: reference[3] or 0)
    graph: Dict[int, List[int]] = {}
    for one, other in names:
        graph.setdefault(one, []).append(other)
    graph[source] = [target]
    path = shortest_cycle(graph, source)
    types = {number: _type(database, run, number) for number in path}
    for one, other in zip(path, path[1:]):
        yield _reference(types[one], names[one, other], types[other])


def _type(database: Database, run: int, number: int) -> str:
    [row] = database.query(TYPE_NAME, [run, number])
    return str(row.name)
