import CyclicGC
import SQLite

/// Stores the rows of a run's collections.
struct CollectionWriter: ~Copyable {
  private static let columns = [
    "seq", "event", "time_ns", "generation", "\"trigger\"", "count0", "count1", "count2",
    "long_lived_pending_before", "long_lived_total_before", "candidates", "reachable",
    "unreachable", "tentative", "collected", "uncollectable", "resurrected", "finalized",
    "callbacks", "untracked", "promoted", "long_lived_pending", "long_lived_total", "visits",
    "bytes_candidates", "bytes_collected", "heap_objects_before", "heap_bytes_before",
    "heap_objects", "heap_bytes", "size0", "size1", "size2", "size_permanent",
  ]

  private var rows: Statement

  init(_ connection: Connection, run: Int64, trace: Int64) throws(SQLiteError) {
    let parameters = (1...Self.columns.count).map { "?\($0)" }.joined(separator: ", ")
    rows = try Statement(
      connection,
      """
      INSERT INTO collection (run_id, mark, \(Self.columns.joined(separator: ", ")))
      VALUES (\(run), (
        SELECT text FROM mark WHERE trace_id = \(trace) AND event <= ?2 ORDER BY event DESC LIMIT 1
      ), \(parameters))
      """
    )
  }

  mutating func write(_ record: borrowing CollectionRecord) throws(SQLiteError) {
    try rows.bind(record.sequence, at: 1)
    try rows.bind(record.event, at: 2)
    try rows.bind(record.time, at: 3)
    try rows.bind(Int64(record.generation), at: 4)
    try rows.bind(record.trigger.rawValue, at: 5)
    try rows.bind(record.counts.0, at: 6)
    try rows.bind(record.counts.1, at: 7)
    try rows.bind(record.counts.2, at: 8)
    try rows.bind(record.longLivedPendingBefore, at: 9)
    try rows.bind(record.longLivedTotalBefore, at: 10)
    try rows.bind(record.candidates, at: 11)
    try rows.bind(record.reachable, at: 12)
    try rows.bind(record.unreachable, at: 13)
    try rows.bind(record.tentative, at: 14)
    try rows.bind(record.collected, at: 15)
    try rows.bind(record.uncollectable, at: 16)
    try rows.bind(record.resurrected, at: 17)
    try rows.bind(record.finalized, at: 18)
    try rows.bind(record.callbacks, at: 19)
    try rows.bind(record.untracked, at: 20)
    try rows.bind(record.promoted, at: 21)
    try rows.bind(record.longLivedPending, at: 22)
    try rows.bind(record.longLivedTotal, at: 23)
    try rows.bind(record.visits, at: 24)
    try rows.bind(record.bytesCandidates, at: 25)
    try rows.bind(record.bytesCollected, at: 26)
    try rows.bind(record.heapObjectsBefore, at: 27)
    try rows.bind(record.heapBytesBefore, at: 28)
    try rows.bind(record.heapObjects, at: 29)
    try rows.bind(record.heapBytes, at: 30)
    try rows.bind(record.sizes.0, at: 31)
    try rows.bind(record.sizes.1, at: 32)
    try rows.bind(record.sizes.2, at: 33)
    try rows.bind(record.sizes.3, at: 34)
    try rows.run()
  }
}
