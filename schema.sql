-- The database of gctrace, version 2: recorded heaps (traces) and what the collector makes of them (runs).
--
-- This file is the only definition. The program contains it and creates its databases from it; `.schema` in the sqlite3
-- shell shows it with its comments. Nothing here needs an extension: every view is plain SQL.
--
-- Read `trace` and `run` first. The facts of a trace (type, site, object, event, mark, observed) come from the log and
-- cannot be made again. The results of a run (collection and everything below it) come from a replay, which can be repeated.
--
-- PACKED COLUMNS. Ten million events or set members are too many for one row each, so the database packs them into blocks. A
-- text column holds one number in each character, and the views unfold it with `position` as the index. A number v is the character
--     v + 2                 for v < 55294            (U+0002 ... U+D7FF)
--     v + 2 + 10240         up to 1103869            (U+10000 ... U+10FFFF)
-- so that unicode(substr(column, k + 1, 1)) = u gives v = u - 2 - 10240 * (u > 65535). U+0001 means that the number is larger;
-- the column's companion wide_... then has it, in a JSON object from the index k to the number. Signed numbers are folded
-- first: 0, -1, 1, -2, 2 ... become 0, 1, 2, 3, 4 ...
--
-- SETS. The views of sets (reachable, unreachable, promotion, survivor, garbage) have no index on object_id, and need none. Each
-- ends with a second SELECT that has no FROM and no rows. This SELECT prevents SQLite from merging the view into the query. When a
-- query joins two sets, SQLite therefore unfolds each set once and builds its own index on one of them. A condition that compares
-- run_id or collection with a constant still reaches the blocks. The views that add up (garbage_by_type, ...) read `member` and
-- `alive`, which SQLite merges.

-- BYTES. The `size` of an object is its own bytes. All other columns of bytes in the results of a run count its payload, too: the memory that
-- the object alone keeps alive and that no object of the log describes (`payload`).

PRAGMA application_id = 0x67637472;
PRAGMA user_version = 2;

---------------------------------------------------------------------------------------------------------------- tools ----

CREATE TABLE position ( -- The indices of a block, 0 to 511, which the views use to unfold it.
  k INTEGER PRIMARY KEY -- an index into a packed column
) STRICT;

INSERT INTO position
WITH RECURSIVE counted(k) AS (VALUES (0) UNION ALL SELECT k + 1 FROM counted WHERE k < 511)
SELECT k FROM counted;

CREATE TABLE event_kind ( -- The records of the log that are events, and the letter of each in event_block.kind.
  letter TEXT NOT NULL PRIMARY KEY, -- one character
  name TEXT NOT NULL UNIQUE, -- the record's name in the log
  default_n INTEGER NULL -- the event's n if its record leaves it out; NULL: the event has no n
) STRICT, WITHOUT ROWID;

INSERT INTO event_kind VALUES
  ('a', 'alloc', NULL), ('h', 'heap', NULL), ('w', 'weakref', NULL), ('W', 'watch', NULL), ('s', 'state', NULL),
  ('z', 'size', NULL), ('+', 'retain', 1), ('-', 'release', 1), ('r', 'ref', 1), ('u', 'unref', 1),
  ('c', 'clear', NULL), ('t', 'track', NULL), ('T', 'untrack', NULL), ('n', 'count', NULL),
  ('f', 'finalizer', NULL), ('b', 'callback', NULL), ('C', 'collect', 2), ('e', 'enable', NULL),
  ('d', 'disable', NULL), ('H', 'threshold', NULL), ('F', 'freeze', NULL), ('U', 'unfreeze', NULL),
  ('D', 'debug', NULL), ('R', 'root', NULL), ('X', 'unroot', NULL), ('P', 'payload', NULL),
  ('B', 'bytes', NULL), ('S', 'sample', NULL),
  ('p', 'poll', NULL), ('i', 'time', NULL), ('m', 'mark', NULL), ('o', 'observed', NULL);

CREATE TABLE given_id ( -- Internal: the highest id ever given, so that the id of a deleted trace or run is never given again.
  kind TEXT NOT NULL PRIMARY KEY CHECK (kind IN ('trace', 'run')), -- whose ids
  id INTEGER NOT NULL -- the highest
) STRICT, WITHOUT ROWID;

---------------------------------------------------------------------------------------------------- facts of a trace ----

CREATE TABLE trace ( -- An imported log.
  id INTEGER PRIMARY KEY, -- given at import
  name TEXT NOT NULL, -- the name for people: --name, or the log's file name
  source TEXT NOT NULL, -- the path of the log as given, or - for standard input
  python TEXT NULL, -- meta python: the interpreter that was recorded
  events INTEGER NOT NULL, -- how many events it has; they are numbered 1 to this
  objects INTEGER NOT NULL, -- how many objects it has
  imported_at TEXT NOT NULL, -- UTC, RFC 3339
  meta TEXT NOT NULL CHECK (json_valid(meta)), -- every meta record: a JSON object from KEY to TEXT; for a KEY given twice, the last TEXT
  polls INTEGER NOT NULL CHECK (polls IN (0, 1)), -- 1: safe points are the poll events; 0: the end of every event
  digest BLOB NOT NULL UNIQUE, -- XXH3-128 of the log's bytes as read, compressed or not; it identifies the log
  bytes INTEGER NOT NULL -- the log's length as read
) STRICT;

CREATE TABLE type ( -- A type of the trace's objects.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  id INTEGER NOT NULL, -- the log's number
  name TEXT NOT NULL, -- its name; several types may have the same
  kind TEXT NOT NULL CHECK (kind IN ('container', 'tuple', 'dict', 'weakref', 'atomic')), -- how the collector sees it
  finalizer INTEGER NOT NULL CHECK (finalizer IN (0, 1)), -- 1: has tp_finalize (__del__)
  legacy INTEGER NOT NULL CHECK (legacy IN (0, 1)), -- 1: has tp_del, so the collector never frees it in a cycle
  freelist INTEGER NULL, -- the most dead objects on its free list; NULL: it has none
  PRIMARY KEY (trace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE site ( -- A place in the program that allocates.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  id INTEGER NOT NULL, -- the log's number
  file TEXT NOT NULL, -- the source file
  line INTEGER NOT NULL, -- the line in it
  function TEXT NOT NULL, -- the function around it
  PRIMARY KEY (trace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE name ( -- A name that references go by: an attribute, a key, a variable or a slot.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  id INTEGER NOT NULL, -- the log's number
  text TEXT NOT NULL, -- the name
  PRIMARY KEY (trace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE object ( -- An object of the trace.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  id INTEGER NOT NULL, -- the log's number
  type_id INTEGER NOT NULL, -- its type
  size INTEGER NOT NULL, -- bytes at birth (size events change it later)
  site_id INTEGER NULL, -- where it was allocated; NULL: not known
  born INTEGER NOT NULL, -- the event that made it: alloc, weakref or heap
  PRIMARY KEY (trace_id, id),
  FOREIGN KEY (trace_id, type_id) REFERENCES type (trace_id, id),
  FOREIGN KEY (trace_id, site_id) REFERENCES site (trace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE object_run ( -- Internal: the object numbers of the trace, as runs of neighbours. The replay ranks objects by them.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  first INTEGER NOT NULL, -- the first number of the run
  length INTEGER NOT NULL CHECK (length > 0), -- how many numbers the run has
  PRIMARY KEY (trace_id, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_block ( -- Internal: up to 512 consecutive events. See PACKED COLUMNS above; use the view `event`.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  first_seq INTEGER NOT NULL, -- the number of the first event
  events INTEGER NOT NULL CHECK (events BETWEEN 1 AND 512), -- how many there are
  line INTEGER NOT NULL, -- the line of the first event in the log
  line_gap TEXT NULL, -- packed: lines without an event between the first event and event k; NULL: none in this block
  time_ns INTEGER NULL, -- the value of the last `time` before the block; NULL: there was none
  times TEXT NULL, -- JSON object from k to NS for the `time` events of the block; NULL: none
  base_object INTEGER NOT NULL, -- the object number that the object column is relative to
  kind TEXT NOT NULL, -- the letter of each event, see event_kind
  object TEXT NOT NULL, -- packed: 0 if the event names no object; 1 + folded (object - base_object), if that is at most 579582; else 579582 + object
  wide_object TEXT NULL, -- JSON object from k to the object's number
  target TEXT NULL, -- packed: 0 if the event has no second object; 1 + folded (target - object), if that is at most 579582; else 579582 + target; NULL: none has
  wide_target TEXT NULL, -- JSON object from k to the target's number
  n TEXT NULL, -- JSON object from k to n, where it is not event_kind.default_n; NULL: nowhere
  detail BLOB NOT NULL, -- everything else that the replay needs, in the order of the events: see EventBlock.swift
  named TEXT NULL, -- packed: the number of the name of a ref, or of a script's ref; 0: none; NULL: none has one
  wide_named TEXT NULL, -- JSON object from k to the name's number
  PRIMARY KEY (trace_id, first_seq)
) STRICT;

CREATE VIEW event AS -- An event of the log. With a condition on first_seq (the first event of its block), a query does not read all blocks.
SELECT
  trace_id,
  seq, -- its number, from 1
  line, -- its line in the log
  name, -- its record's name
  object, -- the object it names first; NULL: none
  (
    SELECT CASE
      WHEN v >= 579582 THEN v - 579581
      WHEN v >= 0 THEN object + (v + 1) / 2 * (1 - 2 * (v & 1))
      WHEN v = -2 THEN json_extract(wide_target, '$."' || k || '"')
    END
    FROM (SELECT u - 3 - 10240 * (u > 65535) AS v FROM (SELECT unicode(substr(targets, k + 1, 1)) AS u))
  ) AS target, -- the second object (ref, unref, weakref, watch, scripts); NULL: none
  n, -- retain, release, ref, unref, count, payload, bytes: N; collect, sample: the generation; size: the bytes; scripts: their N; NULL: none
  time_ns, -- nanoseconds since recording began, by the last `time`; NULL: not known
  first_seq, -- the first event of its block
  CASE WHEN names IS NOT NULL THEN (
    SELECT d.text FROM name AS d
    WHERE d.trace_id = b.trace_id AND d.id = (
      SELECT CASE v WHEN -1 THEN json_extract(wide_names, '$."' || k || '"') ELSE v END
      FROM (SELECT u - 2 - 10240 * (u > 65535) AS v FROM (SELECT unicode(substr(names, k + 1, 1)) AS u))
    )
  ) END AS reference_name -- ref: the name that the reference goes by; NULL: none
FROM (
  -- SQLite copies an expression to every place where its name appears, but evaluates a SELECT without FROM only once: hence (... AS u).
  SELECT
    b.trace_id, p.k, b.first_seq + p.k AS seq,
    b.line + p.k + CASE
      WHEN b.line_gap IS NULL THEN 0
      ELSE (SELECT u - 2 - 10240 * (u > 65535) FROM (SELECT unicode(substr(b.line_gap, p.k + 1, 1)) AS u))
    END AS line,
    e.name,
    (
      SELECT CASE
        WHEN v >= 579582 THEN v - 579581
        WHEN v >= 0 THEN b.base_object + (v + 1) / 2 * (1 - 2 * (v & 1))
        WHEN v = -2 THEN json_extract(b.wide_object, '$."' || p.k || '"')
      END
      FROM (SELECT u - 3 - 10240 * (u > 65535) AS v FROM (SELECT unicode(substr(b.object, p.k + 1, 1)) AS u))
    ) AS object,
    b.target AS targets, b.wide_target, b.named AS names, b.wide_named AS wide_names,
    CASE
      WHEN b.n IS NULL THEN e.default_n
      ELSE coalesce(json_extract(b.n, '$."' || p.k || '"'), e.default_n)
    END AS n,
    CASE
      WHEN b.times IS NULL THEN b.time_ns
      ELSE coalesce(
        (
          SELECT t.value FROM json_each(b.times) AS t
          WHERE CAST(t.key AS INTEGER) <= p.k
          ORDER BY CAST(t.key AS INTEGER) DESC LIMIT 1
        ),
        b.time_ns
      )
    END AS time_ns,
    b.first_seq
  FROM event_block AS b
  CROSS JOIN position AS p ON p.k < b.events
  CROSS JOIN event_kind AS e ON e.letter = substr(b.kind, p.k + 1, 1)
) AS b;

CREATE TABLE mark ( -- A label that the program set: a phase, a request.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  event INTEGER NOT NULL, -- the event that set it; the label holds until the next one
  text TEXT NOT NULL, -- the label
  PRIMARY KEY (trace_id, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE collect_call ( -- Where the program called gc.collect(), as far as the log says: the collection that ran in the event is its work.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  event INTEGER NOT NULL, -- the collect event
  site_id INTEGER NOT NULL, -- the place in the program
  PRIMARY KEY (trace_id, event),
  FOREIGN KEY (trace_id, site_id) REFERENCES site (trace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE observed ( -- The real collector's report on a collection, to check a replay.
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace
  event INTEGER NOT NULL, -- the event of the report; it is about the last collection before
  generation INTEGER NOT NULL, -- the generation it collected
  collected INTEGER NOT NULL, -- objects collected, as gc reports
  uncollectable INTEGER NOT NULL, -- objects found uncollectable, as gc reports
  duration_ns INTEGER NULL, -- how long it took; NULL: not recorded
  size0 INTEGER NULL, -- length of generation 0 when it ended; NULL: not recorded
  size1 INTEGER NULL, -- of generation 1
  size2 INTEGER NULL, -- of generation 2
  PRIMARY KEY (trace_id, event)
) STRICT, WITHOUT ROWID;

---------------------------------------------------------------------------------------------------- results of a run ----

CREATE TABLE run ( -- A replay of a trace. A run that is not complete has no results in the tables below.
  id INTEGER PRIMARY KEY, -- given when the replay is written
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- the trace that was replayed
  name TEXT NOT NULL, -- the name for people: --name, or the setting
  python TEXT NOT NULL, -- the release whose collector ran, X.Y.Z
  options TEXT NOT NULL CHECK (json_valid(options)), -- JSON object: the setting by its keys, as in docs/policies.md, and what was in force (initial_thresholds, safe_points)
  status TEXT NOT NULL CHECK (status IN ('complete', 'interrupted', 'failed')), -- how it ended
  started_at TEXT NOT NULL, -- UTC, RFC 3339
  finished_at TEXT NULL, -- UTC, RFC 3339; NULL: the run did not finish
  events INTEGER NOT NULL, -- events replayed
  collections INTEGER NOT NULL, -- collections that ran
  peak_objects INTEGER NOT NULL, -- most objects alive at once, tracked or not
  peak_bytes INTEGER NOT NULL, -- most bytes alive at once
  error TEXT NULL, -- failed: the contradiction in the log, with the event; NULL: none
  divergences INTEGER NOT NULL DEFAULT 0, -- events that were skipped because they did not apply under this setting, see divergence
  peak_garbage_objects INTEGER NULL, -- most objects that were garbage at once; NULL, as in the next two: the run was made without garbage
  peak_garbage_bytes INTEGER NULL, -- most bytes of garbage at once
  peak_garbage_event INTEGER NULL -- the first event after which there were that many bytes of garbage; also NULL if there was none
) STRICT;

CREATE INDEX run_by_trace ON run (trace_id);

CREATE TABLE collection ( -- One collection of a run.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  seq INTEGER NOT NULL, -- its number in the run, from 1
  event INTEGER NOT NULL, -- the event in which it ran
  time_ns INTEGER NULL, -- the log's time at that event; NULL: not known
  mark TEXT NULL, -- the label in force; NULL: none yet
  generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 2), -- the oldest generation examined
  "trigger" TEXT NOT NULL CHECK ("trigger" IN ('threshold', 'explicit')), -- what started it
  count0 INTEGER NOT NULL, -- the counts at the decision: net container allocations,
  count1 INTEGER NOT NULL, -- collections of generation 0 since the last of 1,
  count2 INTEGER NOT NULL, -- collections of generation 1 since the last of 2
  long_lived_pending_before INTEGER NOT NULL, -- survivors of generation 1 since the last full collection, before
  long_lived_total_before INTEGER NOT NULL, -- survivors of the last full collection, before
  candidates INTEGER NOT NULL, -- objects examined: reachable + unreachable
  reachable INTEGER NOT NULL, -- candidates found reachable from outside
  unreachable INTEGER NOT NULL, -- candidates that deduce_unreachable found unreachable
  tentative INTEGER NOT NULL, -- how many were ever moved to the tentatively unreachable list
  collected INTEGER NOT NULL, -- as CPython reports it
  uncollectable INTEGER NOT NULL, -- as CPython reports it
  resurrected INTEGER NOT NULL, -- unreachable objects that finalizers or callbacks brought back
  finalized INTEGER NOT NULL, -- finalizers called
  callbacks INTEGER NOT NULL, -- weak-reference callbacks called by the collector
  untracked INTEGER NOT NULL, -- tuples and dicts that the collector untracked
  promoted INTEGER NOT NULL, -- objects moved to an older generation
  long_lived_pending INTEGER NOT NULL, -- at the end
  long_lived_total INTEGER NOT NULL, -- at the end
  visits INTEGER NOT NULL, -- references traversed, subtract_refs and move_unreachable together
  bytes_candidates INTEGER NOT NULL, -- bytes of the candidates
  bytes_collected INTEGER NOT NULL, -- bytes of the unreachable objects that were freed
  heap_objects_before INTEGER NOT NULL, -- objects alive at the decision, tracked or not
  heap_bytes_before INTEGER NOT NULL, -- their bytes
  heap_objects INTEGER NOT NULL, -- objects alive at the end
  heap_bytes INTEGER NOT NULL, -- their bytes
  size0 INTEGER NOT NULL, -- length of generation 0 at the end
  size1 INTEGER NOT NULL, -- of generation 1
  size2 INTEGER NOT NULL, -- of generation 2
  size_permanent INTEGER NOT NULL, -- of the permanent generation (gc.freeze)
  threshold0 INTEGER NULL, -- the thresholds at the decision; NULL, as in the next five: an older gctrace made the run and did not store it
  threshold1 INTEGER NULL, -- of generation 1
  threshold2 INTEGER NULL, -- of generation 2
  full_put_off INTEGER NULL CHECK (full_put_off IN (0, 1)), -- 1: a full collection was due and put off, because too few objects were pending
  reason TEXT NULL, -- a sentence that says why it ran, and why no larger collection did
  freed INTEGER NULL, -- unreachable objects that it freed
  effectiveness REAL NULL, -- freed / candidates; also NULL if there was no candidate
  garbage_objects INTEGER NULL, -- garbage at the decision; NULL, as in the next three: the run was made without garbage
  garbage_bytes INTEGER NULL, -- its bytes
  garbage_left_objects INTEGER NULL, -- garbage at the end
  garbage_left_bytes INTEGER NULL, -- its bytes
  policy TEXT NULL CHECK (policy IS NULL OR json_valid(policy)), -- further figures of its policy, as JSON; NULL: none, as for generational
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_block ( -- Internal: objects with one outcome in one collection, as up to 512 runs of neighbouring numbers. Use reachable, unreachable, promotion.
  run_id INTEGER NOT NULL, -- the run
  collection INTEGER NOT NULL, -- the collection
  part INTEGER NOT NULL, -- numbers the blocks of a collection, from 0
  generation INTEGER NOT NULL, -- the generation that the objects were in before
  outcome TEXT NOT NULL CHECK (outcome IN ('reachable', 'freed', 'resurrected', 'uncollectable', 'saved', 'moved')), -- moved: a weak reference that is no candidate and whose callback ran
  to_generation INTEGER NULL, -- the generation that the collection put them in; NULL: none (freed, untracked)
  members INTEGER NOT NULL, -- how many objects
  runs INTEGER NOT NULL CHECK (runs BETWEEN 1 AND 512), -- how many runs
  base_object INTEGER NOT NULL, -- the number that the starts are relative to
  start TEXT NOT NULL, -- packed: the first object of run k - base_object; never wide
  length TEXT NOT NULL, -- packed: the objects of run k - 1; at most 511, so never wide
  PRIMARY KEY (run_id, collection, part),
  FOREIGN KEY (run_id, collection) REFERENCES collection (run_id, seq)
) STRICT;

CREATE VIEW member AS -- Internal: member_block with one row for each object.
SELECT
  b.run_id,
  b.collection,
  b.base_object + o.k
    + (SELECT u - 2 - 10240 * (u > 65535) FROM (SELECT unicode(substr(b.start, r.k + 1, 1)) AS u)) AS object_id,
  b.generation,
  b.outcome,
  b.to_generation
FROM member_block AS b
CROSS JOIN position AS r ON r.k < b.runs
CROSS JOIN position AS o ON o.k <= unicode(substr(b.length, r.k + 1, 1)) - 2;

CREATE VIEW reachable AS -- Each candidate found reachable, with the generation that it was in before.
SELECT run_id, collection, object_id, generation FROM member WHERE outcome = 'reachable'
UNION ALL SELECT NULL, NULL, NULL, NULL WHERE 0; -- see SETS above

CREATE VIEW unreachable AS -- Each candidate found unreachable, the generation that it was in before, and its outcome: freed; resurrected (by a finalizer or callback); uncollectable (a legacy finalizer keeps it); saved (garbage that was kept: DEBUG_SAVEALL, or nothing could break its cycle).
SELECT run_id, collection, object_id, generation, outcome FROM member
WHERE outcome IN ('freed', 'resurrected', 'uncollectable', 'saved')
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL WHERE 0;

CREATE VIEW promotion AS -- Each object that the collection moved to an older generation.
SELECT run_id, collection, object_id, generation AS from_generation, to_generation FROM member
WHERE to_generation > generation
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL WHERE 0;

CREATE TABLE survivor_block ( -- Internal: up to 512 objects alive at the end of the log, by number. Use the view `survivor`.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  first_object INTEGER NOT NULL, -- the number of the first
  objects INTEGER NOT NULL CHECK (objects BETWEEN 1 AND 512), -- how many
  object TEXT NOT NULL, -- packed: number - first_object
  wide_object TEXT NULL, -- JSON object from k to number - first_object
  generation TEXT NOT NULL, -- one character for each object: 0, 1, 2, 3 (frozen) or - (untracked)
  refcount TEXT NOT NULL, -- packed
  wide_refcount TEXT NULL, -- JSON object from k to the count
  "external" TEXT NOT NULL, -- packed
  wide_external TEXT NULL, -- JSON object from k to the count
  PRIMARY KEY (run_id, first_object)
) STRICT;

CREATE VIEW alive AS -- Internal: survivor_block with one row for each object.
SELECT
  b.run_id,
  b.first_object + (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_object, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.object, p.k + 1, 1)) AS u)
  ) AS object_id,
  CASE substr(b.generation, p.k + 1, 1)
    WHEN '-' THEN NULL
    ELSE CAST(substr(b.generation, p.k + 1, 1) AS INTEGER)
  END AS generation, -- 3: frozen; NULL: untracked
  (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_refcount, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.refcount, p.k + 1, 1)) AS u)
  ) AS refcount, -- all references to it
  (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_external, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b."external", p.k + 1, 1)) AS u)
  ) AS "external" -- those from outside the traced containers
FROM survivor_block AS b
CROSS JOIN position AS p ON p.k < b.objects;

CREATE VIEW survivor AS -- Each object alive at the end of the log.
SELECT run_id, object_id, generation, refcount, "external" FROM alive
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL WHERE 0;

CREATE TABLE divergence ( -- The first events of a run that did not apply, because its setting is not the recording's. The replay skipped them.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  event INTEGER NOT NULL, -- the event
  message TEXT NOT NULL, -- what was expected and what was found, with the line of the log
  PRIMARY KEY (run_id, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE generation_stats ( -- The figures that gc.get_stats() would give at the end of the log.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 2), -- the generation
  collections INTEGER NOT NULL, -- collections of it
  collected INTEGER NOT NULL, -- objects that they collected
  uncollectable INTEGER NOT NULL, -- objects that they found uncollectable
  PRIMARY KEY (run_id, generation)
) STRICT, WITHOUT ROWID;

CREATE VIEW pause AS -- How long did the real collector stop the program, and for what? A report with the collection of the run that it is about: the last one before the report.
SELECT
  c.run_id, -- the run
  c.seq AS collection, -- the run's collection
  o.event, -- the event that reports it
  c.time_ns, -- the log's time when it ran; NULL: not known
  c.mark, -- the label in force; NULL: none yet
  o.generation, -- the generation, as reported
  o.duration_ns, -- how long it took; NULL: not recorded
  c.candidates, -- objects that the run's collection examined
  o.collected, -- objects collected, as reported
  c.effectiveness -- freed / candidates; NULL: there was no candidate
FROM run AS r
JOIN observed AS o ON o.trace_id = r.trace_id
JOIN collection AS c
  ON c.run_id = r.id
  AND c.seq = (
    SELECT max(l.seq) FROM collection AS l WHERE l.run_id = r.id AND l.event <= o.event
  );

------------------------------------------------------------------------------------------ results that are asked for ----

CREATE TABLE analysis ( -- The analyses that a run has beyond its collections. `replay --with`, or a command that needs an analysis, makes it.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  kind TEXT NOT NULL CHECK (kind IN ('garbage', 'cycles', 'deaths')), -- the analysis; without a row here, an empty table means that the analysis was not made
  PRIMARY KEY (run_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE garbage_block ( -- Internal: up to 512 objects that were garbage and were freed in one event, or still existed at the end. Use the view `garbage`.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  part INTEGER NOT NULL, -- numbers the blocks of the run, from 0
  freed_event INTEGER NULL, -- the event in which they were freed; NULL: not by the log's end
  collection INTEGER NULL, -- the collection that freed them; NULL: none did
  objects INTEGER NOT NULL CHECK (objects BETWEEN 1 AND 512), -- how many
  first_object INTEGER NOT NULL, -- the lowest number
  last_object INTEGER NOT NULL, -- the highest
  object TEXT NOT NULL, -- packed: number - first_object
  wide_object TEXT NULL, -- JSON object from k to number - first_object
  base_event INTEGER NOT NULL, -- the latest event with which one of them became unreachable
  unreachable TEXT NOT NULL, -- packed: base_event - the event with which it became unreachable
  wide_unreachable TEXT NULL, -- JSON object from k to the difference
  age_bytes TEXT NULL, -- packed: bytes born in between; NULL: the objects still existed at the end
  wide_age_bytes TEXT NULL, -- JSON object from k to the bytes
  PRIMARY KEY (run_id, part)
) STRICT;

CREATE VIEW garbage AS -- When did an object become garbage, and for how long did it float? Each object that was garbage for a while: alive, with no path of references to it from an object that has external references. Tracking and generations do not matter. For an object that was resurrected, the last time counts.
SELECT
  b.run_id, -- the run
  b.first_object + (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_object, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.object, p.k + 1, 1)) AS u)
  ) AS object_id, -- the object
  b.base_event - (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_unreachable, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.unreachable, p.k + 1, 1)) AS u)
  ) AS unreachable_event, -- the event with which it became unreachable
  b.freed_event, -- the event in which it was freed; NULL: not by the log's end
  b.collection, -- the collection that freed it; NULL: none did
  b.freed_event - b.base_event + (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_unreachable, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.unreachable, p.k + 1, 1)) AS u)
  ) AS age_events, -- freed_event - unreachable_event
  (
    SELECT CASE u WHEN 1 THEN json_extract(b.wide_age_bytes, '$."' || p.k || '"') ELSE u - 2 - 10240 * (u > 65535) END
    FROM (SELECT unicode(substr(b.age_bytes, p.k + 1, 1)) AS u)
  ) AS age_bytes -- bytes of the objects born in between
FROM garbage_block AS b
CROSS JOIN position AS p ON p.k < b.objects
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE 0;

CREATE TABLE death_count ( -- In which generation do objects die? How many objects of a type ended in one way in one generation. The sum is all objects of the trace.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  type_id INTEGER NOT NULL, -- the type
  cause TEXT NOT NULL CHECK (cause IN ('refcount', 'collection', 'end')), -- its reference count fell to zero; it died in a collection; it was alive at the end of the log
  generation INTEGER NULL CHECK (generation BETWEEN 0 AND 3), -- the generation it was in; 3: frozen; NULL: untracked
  objects INTEGER NOT NULL, -- how many objects
  bytes INTEGER NOT NULL -- their bytes
) STRICT;

CREATE INDEX death_count_by_run ON death_count (run_id);

CREATE TABLE signature ( -- Cycles with one cause: they consist of the same classes of objects.
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  id INTEGER NOT NULL, -- its number in the run, from 1 for the most expensive
  text TEXT NOT NULL, -- its classes and their references, breadth first from the alphabetically smallest; see docs/cycles.md
  cycles INTEGER NOT NULL, -- how many cycles there were
  objects INTEGER NOT NULL, -- objects in the cycles themselves
  bytes INTEGER NOT NULL, -- their bytes
  tail_objects INTEGER NOT NULL, -- objects in their tails
  tail_bytes INTEGER NOT NULL, -- their bytes
  first_collection INTEGER NOT NULL, -- the first collection that found one
  last_collection INTEGER NOT NULL, -- the last
  share REAL NOT NULL, -- visits divided by all visits of the collections that found them
  visits REAL NOT NULL, -- the cost of the signature: the references visited for its objects and tails, if all candidates of a collection cost the same; signatures are numbered by it
  example TEXT NOT NULL CHECK (json_valid(example)), -- JSON: the collection and the cycle with the fewest objects, and its references [source, target, name, event]
  PRIMARY KEY (run_id, id),
  FOREIGN KEY (run_id, first_collection) REFERENCES collection (run_id, seq),
  FOREIGN KEY (run_id, last_collection) REFERENCES collection (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE cycle ( -- A cycle in a collection's unreachable set: objects that all reach one another, or one object that refers to itself.
  run_id INTEGER NOT NULL, -- the run
  collection INTEGER NOT NULL, -- the collection that found it
  id INTEGER NOT NULL, -- its number in the collection, from 1
  objects INTEGER NOT NULL, -- objects in it
  bytes INTEGER NOT NULL, -- their bytes
  tail_objects INTEGER NOT NULL, -- objects that it reaches and no other cycle of the collection does
  tail_bytes INTEGER NOT NULL, -- their bytes
  signature_id INTEGER NOT NULL, -- the signature that it shares with other cycles
  closing_event INTEGER NULL, -- the event that added the closing reference, the first after which all its objects reach one another; NULL: the cycle existed when recording began
  closing_source INTEGER NULL, -- the source of the closing reference
  closing_target INTEGER NULL, -- the target of the closing reference
  closing_name TEXT NULL, -- the attribute, key or variable of the closing reference; NULL: the log has no name for it
  PRIMARY KEY (run_id, collection, id),
  FOREIGN KEY (run_id, collection) REFERENCES collection (run_id, seq),
  FOREIGN KEY (run_id, signature_id) REFERENCES signature (run_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cycle_by_signature ON cycle (run_id, signature_id);

CREATE TABLE cycle_member ( -- An object of a cycle, or of its tail.
  run_id INTEGER NOT NULL, -- the run
  collection INTEGER NOT NULL, -- the collection that found the cycle
  cycle INTEGER NOT NULL, -- the cycle's number in it
  object_id INTEGER NOT NULL, -- the object
  role TEXT NOT NULL CHECK (role IN ('cycle', 'tail')), -- cycle: in the cycle itself; tail: in its tail
  PRIMARY KEY (run_id, collection, cycle, object_id),
  FOREIGN KEY (run_id, collection, cycle) REFERENCES cycle (run_id, collection, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot ( -- The heap after an event of a run, with the references that keep objects alive. `gctrace snapshot` takes one.
  id INTEGER PRIMARY KEY, -- given when it is taken
  run_id INTEGER NOT NULL REFERENCES run (id), -- the run
  event INTEGER NOT NULL, -- the snapshot shows the heap after this event
  name TEXT NOT NULL, -- the name for people: --name, or its moment
  objects INTEGER NOT NULL, -- objects alive at that moment
  bytes INTEGER NOT NULL -- their bytes
) STRICT;

CREATE INDEX snapshot_by_run ON snapshot (run_id);

CREATE TABLE snapshot_object ( -- An object of a snapshot, with its distance from outside and its retained size.
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id), -- the snapshot
  object_id INTEGER NOT NULL, -- the object
  type_id INTEGER NOT NULL, -- its type
  size INTEGER NOT NULL, -- bytes at that moment
  generation INTEGER NULL, -- 0 to 2; 3: frozen; NULL: untracked
  refcount INTEGER NOT NULL, -- all references to it
  "external" INTEGER NOT NULL, -- those from outside the traced containers
  distance INTEGER NULL, -- references on the shortest path from an object with external references; NULL: unreachable, garbage that is not freed yet
  dominator INTEGER NULL, -- the nearest object that every path from outside leads through; NULL: none (a root, an object on several independent paths, or garbage)
  retained_objects INTEGER NOT NULL, -- the object itself and all that it dominates
  retained_bytes INTEGER NOT NULL, -- their bytes
  payload INTEGER NOT NULL, -- bytes that it alone keeps alive and that no object of the log stands for: in retained_bytes, not in size
  PRIMARY KEY (snapshot_id, object_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_reference ( -- References from one object to another that were added consecutively. Indexed by source and by target.
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id), -- the snapshot
  source INTEGER NOT NULL, -- the object that refers
  place INTEGER NOT NULL, -- the index of the reference in the source, from 0, in the order of addition
  target INTEGER NOT NULL, -- the object referred to
  count INTEGER NOT NULL, -- how many references
  name TEXT NULL, -- the attribute, key or variable; NULL: the log has no name for it
  PRIMARY KEY (snapshot_id, source, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX snapshot_reference_by_target ON snapshot_reference (snapshot_id, target);

CREATE TABLE snapshot_type ( -- The objects of a type in a snapshot.
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id), -- the snapshot
  type_id INTEGER NOT NULL, -- the type
  objects INTEGER NOT NULL, -- how many
  bytes INTEGER NOT NULL, -- their bytes
  retained_bytes INTEGER NOT NULL, -- their retained size, each byte counted once
  PRIMARY KEY (snapshot_id, type_id)
) STRICT, WITHOUT ROWID;

-------------------------------------------------------------------------------------------------------------- sweeps ----

CREATE TABLE sweep ( -- Replays of a trace under many settings. Only their figures are stored.
  id INTEGER PRIMARY KEY, -- given when it begins
  trace_id INTEGER NOT NULL REFERENCES trace (id), -- what was replayed
  name TEXT NOT NULL, -- the name for people: --name, or the trace's name
  grid TEXT NOT NULL CHECK (json_valid(grid)), -- JSON array: the setting of each point as KEY=VALUE,..., in their order
  settings INTEGER NOT NULL, -- how many points it will have
  started_at TEXT NOT NULL, -- UTC, RFC 3339
  finished_at TEXT NULL -- UTC, RFC 3339; NULL: interrupted; the same command continues it
) STRICT;

CREATE INDEX sweep_by_trace ON sweep (trace_id);

CREATE TABLE sweep_point ( -- The results of the replay under one setting of a sweep.
  sweep_id INTEGER NOT NULL REFERENCES sweep (id), -- the sweep
  seq INTEGER NOT NULL, -- the setting's place in the sweep, from 1; 1 is the recording's own
  setting TEXT NOT NULL, -- KEY=VALUE,..., as in docs/policies.md; empty: the recording's own
  options TEXT NOT NULL CHECK (json_valid(options)), -- the same as a JSON object, as in run.options
  collections0 INTEGER NOT NULL, -- collections of generation 0
  collections1 INTEGER NOT NULL, -- of generation 1
  collections2 INTEGER NOT NULL, -- of generation 2
  candidates INTEGER NOT NULL, -- objects examined, all collections together
  visits INTEGER NOT NULL, -- references traversed
  freed INTEGER NOT NULL, -- objects that collections freed; effectiveness is freed / candidates
  peak_objects INTEGER NOT NULL, -- most objects alive at once
  peak_bytes INTEGER NOT NULL, -- most bytes alive at once
  predicted_ns INTEGER NOT NULL, -- time of all collections, predicted by the cost model
  predicted_ns_low INTEGER NOT NULL, -- its 90 % interval: from
  predicted_ns_high INTEGER NOT NULL, -- to
  predicted_max_pause_ns INTEGER NOT NULL, -- the longest collection predicted
  trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)), -- 0: a collection has more than four times as many candidates as any with a recorded duration
  divergences INTEGER NOT NULL, -- events that were skipped because they did not apply
  pareto INTEGER NOT NULL CHECK (pareto IN (0, 1)), -- 1: no other point is at least as good in time and in peak bytes and better in one; 0 until the sweep is finished
  recommended INTEGER NOT NULL CHECK (recommended IN (0, 1)), -- 1: the sweep recommends this setting
  predicted_max_pause_ns_low INTEGER NOT NULL DEFAULT 0, -- the 90 % interval of the longest collection: from
  predicted_max_pause_ns_high INTEGER NOT NULL DEFAULT 0, -- to
  predicted_p99_pause_ns INTEGER NOT NULL DEFAULT 0, -- what 99 of 100 collections are predicted to stay within
  predicted_p99_pause_ns_low INTEGER NOT NULL DEFAULT 0, -- its 90 % interval: from
  predicted_p99_pause_ns_high INTEGER NOT NULL DEFAULT 0, -- to
  peak_garbage_objects INTEGER NULL, -- most objects that were garbage at once; NULL, as the next three: garbage was not asked for
  peak_garbage_bytes INTEGER NULL, -- most bytes of garbage at once
  garbage_age_p50 INTEGER NULL, -- how many events garbage was there before it was freed: the median; NULL also: none was freed
  garbage_age_p95 INTEGER NULL, -- what 95 of 100 objects stay within
  PRIMARY KEY (sweep_id, seq)
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------------ questions ----

-- Frequent questions. Use each view with a condition on run_id (or trace_id). `gctrace query --list` lists them, and
-- `gctrace query NAME` answers one for the newest run.

CREATE VIEW births_by_type AS -- What does the program allocate?
SELECT
  o.trace_id, -- the trace
  t.name AS type, -- the type
  count(*) AS objects, -- how many were born, including those that existed at the start
  sum(o.size) AS bytes -- their bytes at birth
FROM object AS o -- CROSS keeps this order; the reverse order would read all objects for each type
CROSS JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
GROUP BY o.trace_id, t.name;

CREATE VIEW births_by_site AS -- Where does the program allocate?
SELECT
  o.trace_id, -- the trace
  s.file, -- the place in the program
  s.line,
  s.function,
  count(*) AS objects, -- how many were born there
  sum(o.size) AS bytes -- their bytes at birth
FROM object AS o
CROSS JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
GROUP BY o.trace_id, s.file, s.line, s.function;

CREATE VIEW collections_by_generation AS -- How often did the collector run, and how often for nothing?
SELECT
  run_id, -- the run
  generation, -- the oldest generation examined
  count(*) AS collections, -- how many there were
  sum(unreachable = 0) AS found_nothing, -- how many of them found nothing unreachable
  sum(candidates) AS candidates, -- objects examined, each as often as it was
  sum(CASE WHEN unreachable = 0 THEN candidates ELSE 0 END) AS examined_in_vain, -- candidates of the collections that found nothing
  sum(collected) AS collected, -- as CPython reports it
  sum(promoted) AS promoted, -- objects moved to an older generation
  sum(visits) AS visits -- references traversed
FROM collection
GROUP BY run_id, generation;

CREATE VIEW garbage_by_type AS -- Which types make the cyclic garbage?
SELECT
  r.id AS run_id, -- the run
  t.name AS type, -- the type
  count(*) AS objects, -- how many the collector freed
  sum(o.size) AS bytes, -- their bytes at birth
  min(m.collection) AS first_collection, -- the first collection that freed one
  max(m.collection) AS last_collection -- the last
FROM run AS r
JOIN member AS m ON m.run_id = r.id AND m.outcome = 'freed'
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
GROUP BY r.id, t.name;

CREATE VIEW garbage_by_site AS -- Where was the cyclic garbage allocated? Only objects with a site are counted: record with --sites.
SELECT
  r.id AS run_id, -- the run
  s.file, -- the place in the program
  s.line,
  s.function,
  count(*) AS objects, -- how many objects from there the collector freed
  sum(o.size) AS bytes -- their bytes at birth
FROM run AS r
JOIN member AS m ON m.run_id = r.id AND m.outcome = 'freed'
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
GROUP BY r.id, s.file, s.line, s.function;

CREATE VIEW garbage_by_mark AS -- In which phase of the program did the collector work, and what for?
SELECT
  run_id, -- the run
  mark, -- the label in force; NULL: before the first
  count(*) AS collections, -- how many there were
  sum(candidates) AS candidates, -- objects examined, each as often as it was
  sum(collected) AS collected, -- as CPython reports it
  sum(bytes_collected) AS bytes, -- their bytes
  sum(visits) AS visits -- references traversed
FROM collection
GROUP BY run_id, mark;

CREATE VIEW garbage_kept AS -- Which objects did the collector find unreachable and not free?
SELECT
  r.id AS run_id, -- the run
  m.outcome, -- resurrected, uncollectable or saved, as in unreachable
  t.name AS type, -- the type
  count(*) AS objects, -- how often such an object was found
  sum(o.size) AS bytes -- their bytes at birth
FROM run AS r
JOIN member AS m ON m.run_id = r.id AND m.outcome IN ('resurrected', 'uncollectable', 'saved')
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
GROUP BY r.id, m.outcome, t.name;

CREATE VIEW promoted_in_vain AS -- Which objects were promoted and found to be garbage later?
SELECT
  p.run_id, -- the run
  p.object_id, -- the object
  p.to_generation, -- the generation that it was moved to
  p.collection AS promoted_by, -- the collection that moved it
  u.collection AS found_by, -- a later collection that found it unreachable
  u.collection - p.collection AS collections_between -- how many collections later
FROM promotion AS p
JOIN unreachable AS u
  ON u.run_id = p.run_id AND u.object_id = p.object_id AND u.collection > p.collection;

CREATE VIEW leak AS -- Which objects were born during the recording and still alive at its end?
SELECT
  r.id AS run_id, -- the run
  t.name AS type, -- the type
  s.file, -- where it was allocated; NULL: not known
  s.line,
  s.function,
  count(*) AS objects, -- how many are alive
  sum(o.size) AS bytes, -- their bytes at birth
  sum(a.generation = 2) AS old -- how many have reached the oldest generation
FROM run AS r
JOIN alive AS a ON a.run_id = r.id
JOIN object AS o ON o.trace_id = r.trace_id AND o.id = a.object_id
JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
LEFT JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
WHERE ( -- the kind of the record that made the object; heap objects existed before the recording
  SELECT substr(b.kind, o.born - b.first_seq + 1, 1) FROM event_block AS b
  WHERE b.trace_id = r.trace_id AND b.first_seq <= o.born
  ORDER BY b.first_seq DESC LIMIT 1
) <> 'h'
GROUP BY r.id, t.name, s.file, s.line, s.function;
