/// Successive events of a log with their operands, texts and definitions. A batch is reused from one read to the next.
package struct EventBatch: Sendable {
  /// The number of the first event, counted from 1 in the log.
  package var firstSequence: Int64 = 1
  package var events: [Event] = []
  /// The line of each event in the log; as many as `events` in a batch from a `TraceReader`, empty in one made for a replay.
  package var lines: [Int64] = []
  /// The numbers of `state` (5), `threshold` (1 to 3) and `observed` (3 to 7) events, each event's from its `n` on.
  package var operands: [Int64] = []
  /// The texts of `mark` events.
  package var texts: [String] = []
  /// The definitions among these events, in the order of the log.
  package var types: [TypeDefinition] = []
  package var sites: [SiteDefinition] = []
  package var names: [NameDefinition] = []
  package var metadata: [MetadataEntry] = []

  package init() {}

  /// Removes the contents and keeps the memory.
  package mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    operands.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    sites.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    metadata.removeAll(keepingCapacity: true)
  }
}
