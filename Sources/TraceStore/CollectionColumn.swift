package import CyclicGC
package import SQLite

/// A column of `collection` beside `run_id`: where its value comes from and what it means.
///
/// `all` is the one list. Rows are written by it and read by it, and a test holds it against schema.sql: name, order and the words
/// of the comment. Who adds a column adds it in both places.
package struct CollectionColumn: Sendable {
  /// A way to a figure of the record.
  package typealias Path<Figure> = any WritableKeyPath<CollectionRecord, Figure> & Sendable

  /// Where a column's value is.
  package enum Source: Sendable {
    case integer(Path<Int64>)
    /// NULL: nil.
    case optional(Path<Int64?>)
    case generation(Path<Int>)
    case trigger(Path<Decision.Trigger>)
    /// Not the record's but the trace's: the latest label that was set by the collection's event.
    case mark
    /// Whether a full collection was put off.
    case fullPutOff
    /// The decision in a sentence.
    case reason
    /// Freed objects as a share of the candidates.
    case effectiveness
    /// NULL when the row is written: garbage is counted, if at all, when the run has ended.
    case garbage(Int)
    /// A JSON object of what the policy has beyond the other columns; NULL: nothing.
    case policy
  }

  package let name: String
  package let source: Source
  /// What it is, in the words of schema.sql.
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
    CollectionColumn("time_ns", .optional(\.time), "the log's time then; NULL: not known"),
    CollectionColumn("mark", .mark, "the label in force; NULL: none yet"),
    CollectionColumn("generation", .generation(\.generation), "the oldest generation examined"),
    CollectionColumn("trigger", .trigger(\.trigger), "what started it"),
    CollectionColumn(
      "count0",
      .integer(\.counts.0),
      "the counts when it was decided: net container allocations,"
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
      "candidates that deduce_unreachable left"
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
      "tuples and dicts taken from the collector's watch"
    ),
    CollectionColumn("promoted", .integer(\.promoted), "objects moved to an older generation"),
    CollectionColumn("long_lived_pending", .integer(\.longLivedPending), "as it ended"),
    CollectionColumn("long_lived_total", .integer(\.longLivedTotal), "as it ended"),
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
      "objects alive when it was decided, tracked or not"
    ),
    CollectionColumn("heap_bytes_before", .integer(\.heapBytesBefore), "their bytes"),
    CollectionColumn("heap_objects", .integer(\.heapObjects), "objects alive as it ended"),
    CollectionColumn("heap_bytes", .integer(\.heapBytes), "their bytes"),
    CollectionColumn("size0", .integer(\.sizes.0), "length of generation 0 as it ended"),
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
      "the thresholds in force when it was decided; NULL, as the next five: the run is of a gctrace that did not keep it"
    ),
    CollectionColumn("threshold1", .integer(\.thresholds.1), "of generation 1"),
    CollectionColumn("threshold2", .integer(\.thresholds.2), "of generation 2"),
    CollectionColumn(
      "full_put_off",
      .fullPutOff,
      "1: a full collection was due, and put off since too few objects wait for it"
    ),
    CollectionColumn("reason", .reason, "why it ran, and why not a larger one, in a sentence"),
    CollectionColumn("freed", .integer(\.freed), "unreachable objects that it freed"),
    CollectionColumn(
      "effectiveness",
      .effectiveness,
      "freed / candidates; NULL also: there was no candidate"
    ),
    CollectionColumn(
      "garbage_objects",
      .garbage(0),
      "garbage when it was decided; NULL, as the next three: garbage was not asked for"
    ),
    CollectionColumn("garbage_bytes", .garbage(1), "its bytes"),
    CollectionColumn("garbage_left_objects", .garbage(2), "garbage as it ended"),
    CollectionColumn("garbage_left_bytes", .garbage(3), "its bytes"),
    CollectionColumn(
      "policy",
      .policy,
      "what its policy has beyond that, as JSON; NULL: nothing, as generational"
    ),
  ]
}

/// A row of `collection`, without its sets.
package struct StoredCollection: Sendable {
  /// Its `members` are empty.
  package var record: CollectionRecord
  /// The label in force; nil: none yet.
  package var mark: String?
  /// Whether a full collection was put off; nil: not kept.
  package var isFullPutOff: Bool?
  /// The decision in a sentence; nil: not kept.
  package var reason: String?
  /// Freed objects as a share of the candidates; nil: there were none.
  package var effectiveness: Double?
  /// Garbage when it was decided and its bytes, garbage as it ended and its bytes; nil: not asked for.
  package var garbage: [Int64?] = [nil, nil, nil, nil]
  /// As the column `policy` has it.
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

  /// Takes the column's value from a row.
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

  /// Binds the column's value; nothing for a mark, which a row is given by the statement.
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
  /// What the column `policy` says of it; nil: nothing.
  package var policyFigures: String? {
    incremental.map {
      """
      {"heap_size":\(heapSize),"work_to_do":\($0.workToDo),"marked":\($0.marked),\
      "phase":"\($0.isMarking ? "mark" : "collect")"}
      """
    }
  }
}
