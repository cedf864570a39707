"""The rows of the database as dataclasses: one for each relation, with the relation's own columns.

`.schema` in the sqlite3 shell, or docs/database.md, says what each column means. Columns that a newer gctrace adds to a relation are
not in these classes; `Database.query` has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Trace:
    """An imported log. meta: a JSON object."""

    id: int
    name: str
    source: str
    python: Optional[str]
    events: int
    objects: int
    imported_at: str
    meta: str


@dataclass(frozen=True)
class Type:
    """A type of a trace's objects. finalizer, legacy: 0 or 1."""

    trace_id: int
    id: int
    name: str
    kind: str
    finalizer: int
    legacy: int
    freelist: Optional[int]


@dataclass(frozen=True)
class Site:
    """A place in the program that allocates."""

    trace_id: int
    id: int
    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Observed:
    """The real collector's report on a collection."""

    trace_id: int
    event: int
    generation: int
    collected: int
    uncollectable: int
    duration_ns: Optional[int]
    size0: Optional[int]
    size1: Optional[int]
    size2: Optional[int]


@dataclass(frozen=True)
class Run:
    """A replay of a trace. options: a JSON object."""

    id: int
    trace_id: int
    name: str
    python: str
    options: str
    status: str
    started_at: str
    finished_at: Optional[str]
    events: int
    collections: int
    peak_objects: int
    peak_bytes: int
    error: Optional[str]


@dataclass(frozen=True)
class Collection:
    """One collection of a run."""

    run_id: int
    seq: int
    event: int
    time_ns: Optional[int]
    mark: Optional[str]
    generation: int
    trigger: str
    count0: int
    count1: int
    count2: int
    long_lived_pending_before: int
    long_lived_total_before: int
    candidates: int
    reachable: int
    unreachable: int
    tentative: int
    collected: int
    uncollectable: int
    resurrected: int
    finalized: int
    callbacks: int
    untracked: int
    promoted: int
    long_lived_pending: int
    long_lived_total: int
    visits: int
    bytes_candidates: int
    bytes_collected: int
    heap_objects_before: int
    heap_bytes_before: int
    heap_objects: int
    heap_bytes: int

    @property
    def effectiveness(self) -> float:
        """Freed objects by candidates; 0 where nothing was examined."""
        return self.collected / self.candidates if self.candidates else 0.0


@dataclass(frozen=True)
class Reachable:
    """A candidate that a collection found reachable. generation: its generation before the collection."""

    run_id: int
    collection: int
    object_id: int
    generation: int


@dataclass(frozen=True)
class Unreachable:
    """A candidate that a collection found unreachable. outcome: freed, resurrected, uncollectable or saved."""

    run_id: int
    collection: int
    object_id: int
    generation: int
    outcome: str


@dataclass(frozen=True)
class Promotion:
    """An object that a collection moved to an older generation."""

    run_id: int
    collection: int
    object_id: int
    from_generation: int
    to_generation: int


@dataclass(frozen=True)
class Survivor:
    """An object alive at the end of the log. generation: 3 frozen, None untracked."""

    run_id: int
    object_id: int
    generation: Optional[int]
    refcount: int
    external: int


@dataclass(frozen=True)
class Pause:
    """A collection of a run whose duration was recorded."""

    run_id: int
    collection: int
    event: int
    time_ns: Optional[int]
    mark: Optional[str]
    generation: int
    duration_ns: Optional[int]
    candidates: int
    collected: int
    effectiveness: Optional[float]


@dataclass(frozen=True)
class Garbage:
    """An object that was garbage for a while: unreachable from one event on, freed with another, if it was."""

    run_id: int
    object_id: int
    unreachable_event: int
    freed_event: Optional[int]
    collection: Optional[int]
    age_events: Optional[int]
    age_bytes: Optional[int]


@dataclass(frozen=True)
class Cycle:
    """A cycle in a collection's garbage, and the tail that hung on it."""

    run_id: int
    collection: int
    id: int
    objects: int
    bytes: int
    tail_objects: int
    tail_bytes: int
    signature_id: int
    closing_event: Optional[int]
    closing_source: Optional[int]
    closing_target: Optional[int]
    closing_name: Optional[str]


@dataclass(frozen=True)
class Signature:
    """The common structure of cycles with one cause."""

    run_id: int
    id: int
    text: str
    cycles: int
    objects: int
    bytes: int
    tail_objects: int
    tail_bytes: int
    first_collection: int
    last_collection: int
    share: float


@dataclass(frozen=True)
class Snapshot:
    """The heap after an event of a run."""

    id: int
    run_id: int
    event: int
    name: str
    objects: int
    bytes: int
