/// A row of `trace`: an imported log.
package struct Trace: Equatable, Sendable {
  /// Given at import.
  package var id: Int64
  package var name: String
  /// The path as given, or - for standard input.
  package var source: String
  /// The interpreter that was recorded, as `meta python` says.
  package var python: String?
  package var events: Int64
  package var objects: Int64
  /// UTC, RFC 3339.
  package var importedAt: String
  /// Whether safe points are the `poll` events, not every event's end.
  package var hasPolls: Bool
  /// Whether the log says `meta freelists simulated`: what waits on a free list decides which allocations it serves.
  package var simulatesFreeLists: Bool
  /// Whether the log says `meta roots marked`: it tells what the incremental collector marks from.
  package var marksRoots: Bool
  /// XXH3-128 of the log's bytes.
  package var digest: [UInt8]
  /// The log's length as it came.
  package var bytes: Int64
}
