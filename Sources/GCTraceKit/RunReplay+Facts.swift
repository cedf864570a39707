import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// Facts about single objects from the rows of a trace and of its run.
extension RunReplay {
  struct ObjectFacts {
    var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    var site: String?
    var born: Int64
  }

  /// By object's number.
  func facts(ofObjects numbers: [Int64]) throws -> [Int64: ObjectFacts] {
    let database = database
    let trace = trace
    var rows = try Statement(
      database.connection,
      """
      SELECT t.name, s.file, s.line, s.function, o.born
      FROM object AS o
      JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
      LEFT JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
      WHERE o.trace_id = ?1 AND o.id = ?2
      """
    )
    var facts: [Int64: ObjectFacts] = [:]
    for number in numbers {
      try rows.bind(trace.id, at: 1)
      try rows.bind(number, at: 2)
      while try rows.step() {
        let site = rows.optionalText(at: 1).map {
          "\($0):\(rows.integer(at: 2)) \(rows.text(at: 3))"
        }
        facts[number] = ObjectFacts(
          type: rows.text(at: 0),
          site: site,
          born: rows.integer(at: 4)
        )
      }
    }
    return facts
  }

  /// The facts about a death: its time and cause, and when the object became garbage, if the run has that analysis.
  func death(
    _ number: Int64,
    _ death: Death,
    _ collectionEvents: [Int64]
  ) throws -> Why.Death {
    var result = Why.Death(event: death.index, hasGarbage: false)
    if death.cause == .collection {
      result.collection = death.index
      let position = Int(death.index) - 1
      result.event = collectionEvents.indices.contains(position) ? collectionEvents[position] : 0
    }
    let (database, run) = (database, run)
    guard try database.hasAnalysis("garbage", run: run.id) else { return result }
    result.hasGarbage = true
    var rows = try Statement(
      database.connection,
      """
      SELECT unreachable_event, age_events, age_bytes FROM garbage
      WHERE run_id = ?1 AND object_id = ?2
      """
    )
    try rows.bind(run.id, at: 1)
    try rows.bind(number, at: 2)
    while try rows.step() {
      result.unreachableEvent = rows.integer(at: 0)
      result.ageEvents = rows.optionalInteger(at: 1)
      result.ageBytes = rows.optionalInteger(at: 2)
    }
    return result
  }
}
