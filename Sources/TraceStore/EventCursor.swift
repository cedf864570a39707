package import CyclicGC
package import HeapTrace
import SQLite

/// Reads the events of a stored trace in order, one block at a time, for a replay.
///
/// All events have passed `TraceValidator`, as those of a log do in an import. The cursor refuses a damaged or forged database and names
/// the row.
package struct EventCursor: ~Copyable {
  private var blocks: Statement
  private let decoder: EventBlockDecoder
  private var block = EventBatch()
  private let trace: Trace
  private let path: String
  private var validator: TraceValidator
  /// The expected number of the next event.
  private var nextSequence: Int64 = 1

  /// A cursor before the first event of a trace.
  package init(
    _ database: TraceDatabase,
    trace id: Int64,
    ranks: ObjectRanks
  ) throws(TraceStoreError) {
    guard let trace = try database.trace(id) else { throw .noTrace(id) }
    let validator = try database.validator(ofTrace: id)
    let blocks = try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        database.connection,
        "SELECT \(EventBlockDecoder.columns) FROM event_block WHERE trace_id = ?1 ORDER BY first_seq"
      )
      try statement.bind(id, at: 1)
      return statement
    }
    self.trace = trace
    self.validator = validator
    self.blocks = blocks
    path = database.path
    decoder = EventBlockDecoder(ranks: ranks, trace: id, database: database.path)
  }

  /// Puts the next events into `batch`, at most `EventBlock.capacity`. Returns false if there are none left.
  package mutating func next(into batch: inout ReplayBatch) throws(TraceStoreError) -> Bool {
    // The batch is outside the cursor while it is filled, because the cursor changes as well.
    var block = EventBatch()
    swap(&block, &self.block)
    defer { swap(&block, &self.block) }
    guard try next(into: &block) else { return false }
    batch.take(ranked: block)
    return true
  }

  /// Like the other `next`, but with all stored properties of the events, and objects by rank. `EventBlockDecoder` describes the batch.
  package mutating func next(into block: inout EventBatch) throws(TraceStoreError) -> Bool {
    let isThere: Bool
    do throws(SQLiteError) { isThere = try blocks.step() } catch { throw .sqlite(error) }
    guard isThere else {
      try checkTotals()
      return false
    }
    try decoder.decode(blocks, into: &block)
    guard block.firstSequence == nextSequence else {
      throw decoder.damaged(
        block.firstSequence,
        "expected the events from \(nextSequence) on, found those from \(block.firstSequence) on"
      )
    }
    if let (event, kind, violation) = validator.admit(block) {
      throw decoder.damaged(
        block.firstSequence,
        "event \(event) (\(kind.name)): expected \(violation.expected), found \(violation.found)"
      )
    }
    nextSequence += Int64(block.events.count)
    return true
  }

  /// Checks that the trace has as many events and objects as its row says.
  private func checkTotals() throws(TraceStoreError) {
    guard nextSequence - 1 == trace.events else {
      throw damaged("\(trace.events) events", found: nextSequence - 1)
    }
    guard validator.objects.count == trace.objects else {
      throw damaged("\(trace.objects) objects", found: validator.objects.count)
    }
  }

  private func damaged(_ expected: String, found: Int64) -> TraceStoreError {
    .damaged(
      Damage(
        database: path,
        table: "event_block",
        row: "trace_id \(trace.id)",
        problem: "expected \(expected), as its row of trace says, found \(found)"
      )
    )
  }
}
