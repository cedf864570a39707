package import CyclicGC
import SQLite

/// Reads the results of a run back as the values that were written.
package struct RunReader {
  private let connection: Connection
  private let run: Int64

  package init(_ database: TraceDatabase, run: Int64) {
    connection = database.connection
    self.run = run
  }

  /// The run's collections, in order.
  package func collections() throws(TraceStoreError) -> [StoredCollection] {
    var collections: [StoredCollection] = []
    try forEachCollection("") { collections.append($0) }
    return collections
  }

  /// One collection by its number; nil if the run does not have it.
  package func collection(_ sequence: Int64) throws(TraceStoreError) -> StoredCollection? {
    var collection: StoredCollection?
    try forEachCollection(" AND seq = \(sequence)") { collection = $0 }
    return collection
  }

  /// The stored objects of a collection, each set in ascending order of the numbers. Linear in their number.
  package func members(ofCollection sequence: Int64) throws(TraceStoreError) -> [MemberSet] {
    try mappingErrors { () throws(SQLiteError) in
      var rows = try Statement(
        connection,
        """
        SELECT generation, outcome, to_generation, object_id FROM member
        WHERE run_id = ?1 AND collection = ?2
        """
      )
      try rows.bind(run, at: 1)
      try rows.bind(sequence, at: 2)
      var sets: [MemberSet] = []
      while try rows.step() {
        let set = MemberSet(
          generation: Int(rows.integer(at: 0)),
          outcome: .init(name: rows.text(at: 1)) ?? .reachable,
          toGeneration: rows.optionalInteger(at: 2).map(Int.init)
        )
        if sets.last?.isLike(set) != true { sets.append(set) }
        sets[sets.count - 1].objects.append(rows.integer(at: 3))
      }
      return sets
    }
  }

  private func forEachCollection(
    _ condition: String,
    _ body: (StoredCollection) -> Void
  ) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      var rows = try Statement(
        connection,
        "SELECT \(CollectionColumn.list) FROM collection WHERE run_id = ?1\(condition) ORDER BY seq"
      )
      try rows.bind(run, at: 1)
      while try rows.step() {
        var collection = StoredCollection(record: CollectionRecord())
        for (index, column) in CollectionColumn.all.enumerated() {
          column.read(rows, at: Int32(index), into: &collection)
        }
        body(collection)
      }
    }
  }
}

/// Objects of one generation with one outcome in a collection, by the log's numbers.
package struct MemberSet: Equatable, Sendable {
  package var generation: Int
  package var outcome: CollectionRecord.Outcome
  /// The generation that the collection put them in; nil: none (freed or untracked).
  package var toGeneration: Int?
  package var objects: [Int64]

  package init(
    generation: Int,
    outcome: CollectionRecord.Outcome,
    toGeneration: Int?,
    objects: [Int64] = []
  ) {
    self.generation = generation
    self.outcome = outcome
    self.toGeneration = toGeneration
    self.objects = objects
  }

  fileprivate func isLike(_ other: MemberSet) -> Bool {
    generation == other.generation && outcome == other.outcome
      && toGeneration == other.toGeneration
  }
}

extension CollectionRecord.Outcome {
  fileprivate init?(name: String) {
    guard let outcome = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = outcome
  }
}
