package import CyclicGC
package import SQLite

/// A column of `collection` except `run_id`: the source of its value, and its meaning.
///
/// `all` is the only list of columns. The code that writes rows and the code that reads them use it, and a test compares it with
/// schema.sql: names, order and comments. A new column needs an entry in both places.
package struct CollectionColumn: Sendable {
  /// The path to a figure of the record.
  package typealias Path<Figure> = any WritableKeyPath<CollectionRecord, Figure> & Sendable

  /// The source of a column's value.
  package enum Source: Sendable {
    case integer(Path<Int64>)
    /// NULL stands for nil.
    case optional(Path<Int64?>)
    case generation(Path<Int>)
    case trigger(Path<Decision.Trigger>)
    /// Comes from the trace, not from the record: the latest mark up to the collection's event.
    case mark
    /// Whether a full collection was put off.
    case fullPutOff
    /// The decision as a sentence.
    case reason
    /// Freed objects divided by candidates.
    case effectiveness
    /// NULL when the row is written. Garbage is dated at the end of the run, if at all.
    case garbage(Int)
    /// A JSON object with the policy's further figures; NULL: none.
    case policy
  }

  package let name: String
  package let source: Source
  /// The meaning, in the words of schema.sql.
  package let meaning: String

  init(_ name: String, _ source: Source, _ meaning: String) {
    self.name = name
    self.source = source
    self.meaning = meaning
  }

  /// Every column, in the order of the table.
  package static let all = [
    CollectionColumn("seq", .integer(\.sequence), "its number in the run, from 1"),
    CollectionColumn("event", .integer(\.event), "the event in which it ran"),
    CollectionColumn("time_ns", .optional(\.time), "the log's time at that event; NULL: not known"),
    CollectionColumn("mark", .mark, "the label in force; NULL: none yet"),
    CollectionColumn("generation", .generation(\.generation), "the oldest generation examined"),
    CollectionColumn("trigger", .trigger(\.trigger), "what started it"),
    CollectionColumn(
      "count0",
      .integer(\.counts.0),
      "the counts at the decision: net container allocations,"
    ),
    CollectionColumn(
      "count1",
      .integer(\.counts.1),
      "collections of generation 0 since the last of 1,"
    ),
    CollectionColumn(
      "count2",
      .integer(\.counts.2),
      "collections of generation 1 since the last of 2"
    ),
    CollectionColumn(
      "long_lived_pending_before",
      .integer(\.longLivedPendingBefore),
      "survivors of generation 1 since the last full collection, before"
    ),
    CollectionColumn(
      "long_lived_total_before",
      .integer(\.longLivedTotalBefore),
      "survivors of the last full collection, before"
    ),
    CollectionColumn(
      "candidates",
      .integer(\.candidates),
      "objects examined: reachable + unreachable"
    ),
    CollectionColumn("reachable", .integer(\.reachable), "candidates found reachable from outside"),
    CollectionColumn(
      "unreachable",
      .integer(\.unreachable),
      "candidates that deduce_unreachable found unreachable"
    ),
    CollectionColumn(
      "tentative",
      .integer(\.tentative),
      "how many were ever moved to the tentatively unreachable list"
    ),
    CollectionColumn("collected", .integer(\.collected), "as CPython reports it"),
    CollectionColumn("uncollectable", .integer(\.uncollectable), "as CPython reports it"),
    CollectionColumn(
      "resurrected",
      .integer(\.resurrected),
      "unreachable objects that finalizers or callbacks brought back"
    ),
    CollectionColumn("finalized", .integer(\.finalized), "finalizers called"),
    CollectionColumn(
      "callbacks",
      .integer(\.callbacks),
      "weak-reference callbacks called by the collector"
    ),
    CollectionColumn(
      "untracked",
      .integer(\.untracked),
      "tuples and dicts that the collector untracked"
    ),
    CollectionColumn("promoted", .integer(\.promoted), "objects moved to an older generation"),
    CollectionColumn("long_lived_pending", .integer(\.longLivedPending), "at the end"),
    CollectionColumn("long_lived_total", .integer(\.longLivedTotal), "at the end"),
    CollectionColumn(
      "visits",
      .integer(\.visits),
      "references traversed, subtract_refs and move_unreachable together"
    ),
    CollectionColumn("bytes_candidates", .integer(\.bytesCandidates), "bytes of the candidates"),
    CollectionColumn(
      "bytes_collected",
      .integer(\.bytesCollected),
      "bytes of the unreachable objects that were freed"
    ),
    CollectionColumn(
      "heap_objects_before",
      .integer(\.heapObjectsBefore),
      "objects alive at the decision, tracked or not"
    ),
    CollectionColumn("heap_bytes_before", .integer(\.heapBytesBefore), "their bytes"),
    CollectionColumn("heap_objects", .integer(\.heapObjects), "objects alive at the end"),
    CollectionColumn("heap_bytes", .integer(\.heapBytes), "their bytes"),
    CollectionColumn("size0", .integer(\.sizes.0), "length of generation 0 at the end"),
    CollectionColumn("size1", .integer(\.sizes.1), "of generation 1"),
    CollectionColumn("size2", .integer(\.sizes.2), "of generation 2"),
    CollectionColumn(
      "size_permanent",
      .integer(\.sizes.3),
      "of the permanent generation (gc.freeze)"
    ),
    CollectionColumn(
      "threshold0",
      .integer(\.thresholds.0),
      "the thresholds at the decision; NULL, as in the next five: an older gctrace made the run and did not store it"
    ),
    CollectionColumn("threshold1", .integer(\.thresholds.1), "of generation 1"),
    CollectionColumn("threshold2", .integer(\.thresholds.2), "of generation 2"),
    CollectionColumn(
      "full_put_off",
      .fullPutOff,
      "1: a full collection was due and put off, because too few objects were pending"
    ),
    CollectionColumn(
      "reason",
      .reason,
      "a sentence that says why it ran, and why no larger collection did"
    ),
    CollectionColumn("freed", .integer(\.freed), "unreachable objects that it freed"),
    CollectionColumn(
      "effectiveness",
      .effectiveness,
      "freed / candidates; also NULL if there was no candidate"
    ),
    CollectionColumn(
      "garbage_objects",
      .garbage(0),
      "garbage at the decision; NULL, as in the next three: the run was made without garbage"
    ),
    CollectionColumn("garbage_bytes", .garbage(1), "its bytes"),
    CollectionColumn("garbage_left_objects", .garbage(2), "garbage at the end"),
    CollectionColumn("garbage_left_bytes", .garbage(3), "its bytes"),
    CollectionColumn(
      "policy",
      .policy,
      "further figures of its policy, as JSON; NULL: none, as for generational"
    ),
  ]
}

/// A row of `collection`, without its sets.
package struct StoredCollection: Sendable {
  /// The record, with empty `members`.
  package var record: CollectionRecord
  /// The label in force; nil: none yet.
  package var mark: String?
  /// Whether a full collection was put off; nil: not stored.
  package var isFullPutOff: Bool?
  /// The decision as a sentence; nil: not stored.
  package var reason: String?
  /// Freed objects divided by candidates; nil: there were no candidates.
  package var effectiveness: Double?
  /// Garbage at the decision and its bytes, then garbage at the end and its bytes; nil: the run did not date garbage.
  package var garbage: [Int64?] = [nil, nil, nil, nil]
  /// The value of the column `policy`.
  package var policy: String?
}

extension CollectionColumn {
  /// The columns' names as SQL lists them.
  static var list: String { all.map { quoted($0.name) }.joined(separator: ", ") }

  /// The column's value of a collection.
  package func value(of collection: StoredCollection) -> Value {
    switch source {
    case .integer(let path): .integer(collection.record[keyPath: path])
    case .optional(let path): collection.record[keyPath: path].map(Value.integer) ?? .null
    case .generation(let path): .integer(Int64(collection.record[keyPath: path]))
    case .trigger(let path): .text(collection.record[keyPath: path].rawValue)
    case .mark: collection.mark.map(Value.text) ?? .null
    case .fullPutOff: collection.isFullPutOff.map { .integer($0 ? 1 : 0) } ?? .null
    case .reason: collection.reason.map(Value.text) ?? .null
    case .effectiveness: collection.effectiveness.map(Value.real) ?? .null
    case .garbage(let index): collection.garbage[index].map(Value.integer) ?? .null
    case .policy: collection.policy.map(Value.text) ?? .null
    }
  }

  /// Reads the column's value from a row.
  func read(
    _ row: borrowing Statement,
    at column: Int32,
    into collection: inout StoredCollection
  ) {
    switch source {
    case .integer(let path): collection.record[keyPath: path] = row.integer(at: column)
    case .optional(let path): collection.record[keyPath: path] = row.optionalInteger(at: column)
    case .generation(let path): collection.record[keyPath: path] = Int(row.integer(at: column))
    case .trigger(let path):
      let trigger = Decision.Trigger(rawValue: row.text(at: column))
      collection.record[keyPath: path] = trigger ?? .threshold
    case .mark: collection.mark = row.optionalText(at: column)
    case .fullPutOff: collection.isFullPutOff = row.optionalInteger(at: column).map { $0 == 1 }
    case .reason: collection.reason = row.optionalText(at: column)
    case .effectiveness:
      collection.effectiveness = row.isNull(at: column) ? nil : row.real(at: column)
    case .garbage(let index): collection.garbage[index] = row.optionalInteger(at: column)
    case .policy: collection.policy = row.optionalText(at: column)
    }
  }

  /// Binds the column's value. Binds nothing for a mark, which the statement looks up.
  func bind(
    _ record: CollectionRecord,
    to statement: inout Statement,
    at parameter: Int32
  ) throws(SQLiteError) {
    switch source {
    case .integer(let path): try statement.bind(record[keyPath: path], at: parameter)
    case .optional(let path): try statement.bind(record[keyPath: path], at: parameter)
    case .generation(let path): try statement.bind(Int64(record[keyPath: path]), at: parameter)
    case .trigger(let path): try statement.bind(record[keyPath: path].rawValue, at: parameter)
    case .mark: break
    case .fullPutOff: try statement.bind(record.decision.isFullPutOff, at: parameter)
    case .reason: try statement.bind(record.reasonText, at: parameter)
    case .effectiveness:
      if let effectiveness = record.effectiveness {
        try statement.bind(real: effectiveness, at: parameter)
      } else {
        try statement.bindNull(at: parameter)
      }
    case .garbage: try statement.bindNull(at: parameter)
    case .policy: try statement.bind(record.policyFigures, at: parameter)
    }
  }
}

extension CollectionRecord {
  /// The policy's figures for the column `policy`; nil: none.
  package var policyFigures: String? {
    if let spaces {
      return """
        {"work":\(spaces.work),"pending":\(spaces.pending),"visited":\(spaces.visited),\
        "marked":\(spaces.marked)}
        """
    }
    return incremental.map {
      """
      {"heap_size":\(heapSize),"work_to_do":\($0.workToDo),"marked":\($0.marked),\
      "phase":"\($0.isMarking ? "mark" : "collect")"}
      """
    }
  }
}
