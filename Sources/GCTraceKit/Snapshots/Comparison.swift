import TraceStore

/// The two things that `gctrace diff A B` compares: snapshots, runs of one trace, or traces.
package struct Comparison: Equatable, Sendable {
  /// The kind of things that both words name.
  package enum Kind: String, Sendable {
    case snapshots
    case runs
    case traces
  }

  package var kind: Kind
  /// The ids of snapshots, or else of runs. For a trace, the id of its newest complete run.
  package var one: Int64
  package var other: Int64

  /// Finds the meaning of two words: the first of snapshot, run and trace for which both are a name or an id. `snapshot:`, `run:` or
  /// `trace:` before a word chooses the kind.
  ///
  /// - Parameter runsOnly: whether snapshots are not allowed.
  package init(
    _ one: String,
    _ other: String,
    runsOnly: Bool = false,
    databasePath: String
  ) throws(GCTraceError) {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let kinds: [Kind] = runsOnly ? [.runs, .traces] : [.snapshots, .runs, .traces]
      for kind in kinds {
        guard let first = try Self.id(of: one, as: kind, database, databasePath),
          let second = try Self.id(of: other, as: kind, database, databasePath)
        else { continue }
        self.kind = kind
        self.one = first
        self.other = second
        return
      }
      throw GCTraceError.nothingToCompare(one, other)
    } catch { throw GCTraceError(error) }
  }

  private static func id(
    of word: String,
    as kind: Kind,
    _ database: TraceDatabase,
    _ databasePath: String
  ) throws -> Int64? {
    var name = word
    for other in [Kind.snapshots, .runs, .traces] {
      let prefix = other.rawValue.dropLast() + ":"
      guard word.hasPrefix(prefix) else { continue }
      guard other == kind else { return nil }
      name = String(word.dropFirst(prefix.count))
    }
    switch kind {
    case .snapshots:
      return try Snapshots(databasePath: databasePath).find(name)?.id
    case .runs:
      guard let run = try database.run(named: name), run.status == .complete else { return nil }
      return run.id
    case .traces:
      guard let trace = try database.trace(named: name) else { return nil }
      return try database.newestRun(ofTrace: trace.id, completeOnly: true)?.id
    }
  }
}
