/// A row of `trace`: an imported log.
package struct Trace: Equatable, Sendable {
  /// Given at import.
  package var id: Int64
  package var name: String
  /// The path as given, or - for standard input.
  package var source: String
  /// The recorded interpreter, from `meta python`.
  package var python: String?
  package var events: Int64
  package var objects: Int64
  /// UTC, RFC 3339.
  package var importedAt: String
  /// Whether the safe points are the `poll` events. Otherwise, the end of every event is one.
  package var hasPolls: Bool
  /// Whether the log has `meta freelists simulated`: the contents of a free list decide which allocations it serves.
  package var simulatesFreeLists: Bool
  /// Whether the log has `meta roots marked`: it gives the roots of the incremental collector.
  package var marksRoots: Bool
  /// XXH3-128 of the log's bytes.
  package var digest: [UInt8]
  /// The log's length as read.
  package var bytes: Int64
}
