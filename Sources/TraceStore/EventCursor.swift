package import CyclicGC
package import HeapTrace
import SQLite

/// Reads the events of a stored trace in their order, a block at a time, for a replay.
package struct EventCursor: ~Copyable {
  private var blocks: Statement
  private let decoder: EventBlockDecoder
  private var block = EventBatch()

  /// A cursor before the first event of a trace.
  package init(
    _ database: TraceDatabase,
    trace: Int64,
    ranks: ObjectRanks
  ) throws(TraceStoreError) {
    decoder = EventBlockDecoder(ranks: ranks)
    blocks = try storing { () throws(SQLiteError) in
      var statement = try Statement(
        database.connection,
        "SELECT \(EventBlockDecoder.columns) FROM event_block WHERE trace_id = ?1 ORDER BY first_seq"
      )
      try statement.bind(trace, at: 1)
      return statement
    }
  }

  /// Puts the next events into `batch`, at most `EventBlock.capacity`; false if there are none left.
  package mutating func next(into batch: inout ReplayBatch) throws(TraceStoreError) -> Bool {
    // Out of the cursor while it is filled: the cursor changes meanwhile, too.
    var block = EventBatch()
    swap(&block, &self.block)
    defer { swap(&block, &self.block) }
    guard try next(into: &block) else { return false }
    batch.take(ranked: block)
    return true
  }

  /// The same with all that is stored of the events, objects by rank; what the batch then holds, `EventBlockDecoder` says.
  package mutating func next(into block: inout EventBatch) throws(TraceStoreError) -> Bool {
    let isThere: Bool
    do throws(SQLiteError) { isThere = try blocks.step() } catch { throw .sqlite(error) }
    guard isThere else { return false }
    try decoder.decode(blocks, into: &block)
    return true
  }
}
