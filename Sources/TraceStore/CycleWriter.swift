package import HeapTrace
package import SQLite

/// Stores the cycles of a run: all signatures, then each cycle with its members, within the caller's transaction. Objects are given by
/// rank.
package struct CycleWriter: ~Copyable {
  /// A row of `signature`.
  package struct Signature: Sendable {
    package var id: Int64 = 0
    package var text = ""
    package var cycles: Int64 = 0
    package var objects: Int64 = 0
    package var bytes: Int64 = 0
    package var tailObjects: Int64 = 0
    package var tailBytes: Int64 = 0
    package var firstCollection: Int64 = 0
    package var lastCollection: Int64 = 0
    package var share: Double = 0
    package var visits: Double = 0
    /// The example of the signature: its collection, its id and its references.
    package var exampleCollection: Int64 = 0
    package var exampleCycle: Int64 = 0
    package var exampleReferences: [Reference] = []

    package init() {}
  }

  /// A row of `cycle`, with those of `cycle_member`.
  package struct Cycle: Sendable {
    package var collection: Int64 = 0
    package var id: Int64 = 0
    package var bytes: Int64 = 0
    package var tailBytes: Int64 = 0
    package var signature: Int64 = 0
    /// Nil: the cycle existed when recording began, or the heap does not say.
    package var closing: Reference?
    package var members: [Int32] = []
    package var tail: [Int32] = []

    package init() {}
  }

  /// A reference between two objects.
  package struct Reference: Equatable, Sendable {
    package var event: Int64
    package var source: Int32
    package var target: Int32
    package var name: String?

    package init(event: Int64, source: Int32, target: Int32, name: String? = nil) {
      self.event = event
      self.source = source
      self.target = target
      self.name = name
    }
  }

  private let ranks: ObjectRanks
  private var signatures: Statement
  private var cycles: Statement
  private var members: Statement

  /// - Parameter run: the run of the cycles, which has none yet.
  package init(
    _ connection: Connection,
    run: Int64,
    ranks: ObjectRanks
  ) throws(SQLiteError) {
    try connection.execute("INSERT INTO analysis (run_id, kind) VALUES (\(run), 'cycles')")
    let signatures = try Statement(
      connection,
      """
      INSERT INTO signature (
        run_id, id, text, cycles, objects, bytes, tail_objects, tail_bytes, first_collection,
        last_collection, share, visits, example
      ) VALUES (\(run), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """
    )
    let cycles = try Statement(
      connection,
      """
      INSERT INTO cycle (
        run_id, collection, id, objects, bytes, tail_objects, tail_bytes, signature_id,
        closing_event, closing_source, closing_target, closing_name
      ) VALUES (\(run), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """
    )
    let members = try Statement(
      connection,
      """
      INSERT INTO cycle_member (run_id, collection, cycle, object_id, role)
      VALUES (\(run), ?1, ?2, ?3, ?4)
      """
    )
    self.ranks = ranks
    self.signatures = signatures
    self.cycles = cycles
    self.members = members
  }

  package mutating func write(_ signature: Signature) throws(SQLiteError) {
    try signatures.bind(signature.id, at: 1)
    try signatures.bind(signature.text, at: 2)
    try signatures.bind(signature.cycles, at: 3)
    try signatures.bind(signature.objects, at: 4)
    try signatures.bind(signature.bytes, at: 5)
    try signatures.bind(signature.tailObjects, at: 6)
    try signatures.bind(signature.tailBytes, at: 7)
    try signatures.bind(signature.firstCollection, at: 8)
    try signatures.bind(signature.lastCollection, at: 9)
    try signatures.bind(real: signature.share, at: 10)
    try signatures.bind(real: signature.visits, at: 11)
    try signatures.bind(example(signature), at: 12)
    try signatures.run()
  }

  package mutating func write(_ cycle: Cycle) throws(SQLiteError) {
    try cycles.bind(cycle.collection, at: 1)
    try cycles.bind(cycle.id, at: 2)
    try cycles.bind(Int64(cycle.members.count), at: 3)
    try cycles.bind(cycle.bytes, at: 4)
    try cycles.bind(Int64(cycle.tail.count), at: 5)
    try cycles.bind(cycle.tailBytes, at: 6)
    try cycles.bind(cycle.signature, at: 7)
    try cycles.bind(cycle.closing?.event, at: 8)
    try cycles.bind(cycle.closing.map { ranks.number(ofRank: $0.source) }, at: 9)
    try cycles.bind(cycle.closing.map { ranks.number(ofRank: $0.target) }, at: 10)
    try cycles.bind(cycle.closing?.name, at: 11)
    try cycles.run()
    try write(cycle.members, "cycle", of: cycle)
    try write(cycle.tail, "tail", of: cycle)
  }

  private mutating func write(
    _ objects: [Int32],
    _ role: String,
    of cycle: Cycle
  ) throws(SQLiteError) {
    try members.bind(cycle.collection, at: 1)
    try members.bind(cycle.id, at: 2)
    try members.bind(role, at: 4)
    for rank in objects {
      try members.bind(ranks.number(ofRank: rank), at: 3)
      try members.run()
    }
  }

  /// The example as JSON.
  private func example(_ signature: Signature) -> String {
    let references = signature.exampleReferences.map { reference in
      let name = reference.name.map { JSONText.string($0) } ?? "null"
      return """
        [\(ranks.number(ofRank: reference.source)),\(ranks.number(ofRank: reference.target)),\
        \(name),\(reference.event)]
        """
    }
    return """
      {"collection":\(signature.exampleCollection),"cycle":\(signature.exampleCycle),\
      "references":[\(references.joined(separator: ","))]}
      """
  }
}
