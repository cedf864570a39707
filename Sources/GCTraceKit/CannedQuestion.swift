/// A frequent question that people can ask by its name.
///
/// Most questions read a view of schema.sql that has the same name and the same question in its comment. In the SQL, `:run` is the run in
/// question and `:trace` is its trace.
package struct CannedQuestion: Equatable, Sendable {
  package let name: String
  /// The question as a sentence, as in the view's comment.
  package let question: String
  package let sql: String
  /// The analysis of `replay --with` that the answer needs; nil: none.
  package let needs: String?

  init(_ name: String, _ question: String, needs: String? = nil, _ sql: String) {
    self.name = name
    self.question = question
    self.sql = sql
    self.needs = needs
  }

  /// The question of that name; nil if there is none.
  package static func named(_ name: String) -> CannedQuestion? {
    all.first { $0.name == name }
  }

  /// Every question, in the order in which a person asks them.
  package static let all = [
    CannedQuestion(
      "collections_by_generation",
      "How often did the collector run, and how often for nothing?",
      """
      SELECT generation, collections, found_nothing, candidates, examined_in_vain, collected,
        promoted, visits
      FROM collections_by_generation WHERE run_id = :run ORDER BY generation
      """
    ),
    CannedQuestion(
      "full_collections",
      "When did full collections run, and how full was the oldest generation?",
      """
      SELECT seq, event, mark, count2, long_lived_pending_before AS pending,
        long_lived_total_before AS total, long_lived_pending AS pending_after,
        long_lived_total AS total_after, candidates, collected
      FROM collection WHERE run_id = :run AND generation = 2 ORDER BY seq
      """
    ),
    CannedQuestion(
      "garbage_by_type",
      "Which types make the cyclic garbage?",
      """
      SELECT type, objects, bytes, first_collection, last_collection
      FROM garbage_by_type WHERE run_id = :run ORDER BY bytes DESC, type LIMIT 50
      """
    ),
    CannedQuestion(
      "garbage_by_site",
      "Where was the cyclic garbage allocated?",
      """
      SELECT file, line, function, objects, bytes
      FROM garbage_by_site WHERE run_id = :run ORDER BY bytes DESC, file, line LIMIT 50
      """
    ),
    CannedQuestion(
      "garbage_by_mark",
      "In which phase of the program did the collector work, and what for?",
      """
      SELECT mark, collections, candidates, collected, bytes, visits
      FROM garbage_by_mark WHERE run_id = :run ORDER BY visits DESC, mark LIMIT 50
      """
    ),
    CannedQuestion(
      "garbage_kept",
      "Which objects did the collector find unreachable and not free?",
      """
      SELECT outcome, type, objects, bytes
      FROM garbage_kept WHERE run_id = :run ORDER BY bytes DESC, outcome, type LIMIT 50
      """
    ),
    CannedQuestion(
      "promoted_in_vain",
      "Which objects were promoted and found to be garbage later?",
      """
      SELECT t.name AS type, p.to_generation, count(*) AS objects, sum(o.size) AS bytes,
        round(avg(p.collections_between), 1) AS collections_between
      FROM promoted_in_vain AS p
      JOIN object AS o ON o.trace_id = :trace AND o.id = p.object_id
      JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
      WHERE p.run_id = :run
      GROUP BY t.name, p.to_generation ORDER BY bytes DESC, type LIMIT 50
      """
    ),
    CannedQuestion(
      "leak",
      "Which objects were born during the recording and still alive at its end?",
      """
      SELECT type, file, line, function, objects, bytes, old
      FROM leak WHERE run_id = :run ORDER BY bytes DESC, type, file, line LIMIT 50
      """
    ),
    CannedQuestion(
      "births_by_type",
      "What does the program allocate?",
      """
      SELECT type, objects, bytes
      FROM births_by_type WHERE trace_id = :trace ORDER BY bytes DESC, type LIMIT 50
      """
    ),
    CannedQuestion(
      "births_by_site",
      "Where does the program allocate?",
      """
      SELECT file, line, function, objects, bytes
      FROM births_by_site WHERE trace_id = :trace ORDER BY bytes DESC, file, line LIMIT 50
      """
    ),
    CannedQuestion(
      "pause",
      "How long did the real collector stop the program, and for what?",
      """
      SELECT collection, event, mark, generation, duration_ns, candidates, collected, effectiveness
      FROM pause WHERE run_id = :run AND duration_ns IS NOT NULL
      ORDER BY duration_ns DESC, collection LIMIT 50
      """
    ),
    CannedQuestion(
      "put_off",
      "When was a full collection due and put off, and why?",
      """
      SELECT seq, event, mark, generation, long_lived_pending_before AS pending,
        long_lived_total_before AS total, reason
      FROM collection WHERE run_id = :run AND full_put_off = 1 ORDER BY seq
      """
    ),
    CannedQuestion(
      "death_count",
      "In which generation do objects die?",
      needs: "deaths",
      """
      SELECT cause, generation, sum(objects) AS objects, sum(bytes) AS bytes
      FROM death_count WHERE run_id = :run GROUP BY cause, generation ORDER BY objects DESC
      """
    ),
    CannedQuestion(
      "garbage_age",
      "For how long is garbage there before it is freed?",
      needs: "garbage",
      """
      SELECT t.name AS type, count(*) AS objects, sum(g.freed_event IS NULL) AS never_freed,
        round(avg(g.age_events), 1) AS age_events, max(g.age_events) AS oldest_events,
        round(avg(g.age_bytes), 1) AS age_bytes
      FROM garbage AS g
      JOIN object AS o ON o.trace_id = :trace AND o.id = g.object_id
      JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
      WHERE g.run_id = :run
      GROUP BY t.name ORDER BY objects DESC, type LIMIT 50
      """
    ),
    CannedQuestion(
      "garbage_ages",
      "How many objects were garbage for how long, and which generation freed them?",
      needs: "garbage",
      """
      SELECT g.age_events, c.generation, count(*) AS objects
      FROM garbage AS g LEFT JOIN collection AS c ON c.run_id = g.run_id AND c.seq = g.collection
      WHERE g.run_id = :run GROUP BY g.age_events, c.generation ORDER BY g.age_events
      """
    ),
    CannedQuestion(
      "timeline",
      "How large is the heap at each collection, and how much of it is garbage?",
      """
      SELECT seq, event, time_ns, generation, heap_bytes_before, garbage_bytes, heap_bytes,
        garbage_left_bytes
      FROM collection WHERE run_id = :run ORDER BY seq
      """
    ),
    CannedQuestion(
      "sizes",
      "How many objects does each generation have as each collection ends?",
      """
      SELECT seq, event, generation, size0, size1, size2, size_permanent
      FROM collection WHERE run_id = :run ORDER BY seq
      """
    ),
    CannedQuestion(
      "pending",
      "How many objects wait for a full collection, against a quarter of the old ones?",
      """
      SELECT seq, event, generation, count2, long_lived_pending_before AS pending,
        long_lived_total_before / 4 AS quarter, full_put_off
      FROM collection WHERE run_id = :run ORDER BY seq
      """
    ),
    CannedQuestion(
      "effectiveness",
      "How much of what each collection examined did it free?",
      """
      SELECT seq, event, generation, candidates, freed, effectiveness
      FROM collection WHERE run_id = :run ORDER BY seq
      """
    ),
    CannedQuestion(
      "divergences",
      "Which events of the log did not apply under this setting?",
      "SELECT event, message FROM divergence WHERE run_id = :run ORDER BY event"
    ),
  ]
}
