import CyclicGC
import HeapTrace
import TraceStore

/// Dates the garbage of a run while its trace is replayed, and stores the result.
///
/// The stamps that date garbage cost little. If it turns out that garbage was changed, the trace is replayed once more, and the heap at
/// each boundary dates the garbage (`Losses` explains why).
final class GarbageAnalysis {
  private let database: TraceDatabase
  private let run: Int64
  private var writer: GarbageWriter
  private var tally = GarbageTally()

  /// Prepares the analysis of a run that has no garbage yet, within the caller's transaction.
  init(_ database: TraceDatabase, run: Int64, ranks: ObjectRanks) throws {
    self.database = database
    self.run = run
    writer = try GarbageWriter(database, run: run, ranks: ranks)
  }

  /// Takes the objects that died since the last call. Call it after every batch of events.
  func take(_ replay: inout Replay) throws {
    try store(replay.takeGarbage(), replay)
  }

  private func store(
    _ records: [GarbageRecord],
    _ replay: borrowing Replay
  ) throws {
    var start = records.startIndex
    while start < records.endIndex {
      let first = records[start]
      var end = start
      var rows: [GarbageWriter.Row] = []
      while end < records.endIndex, records[end].freed == first.freed {
        tally.add(records[end])
        rows.append(
          GarbageWriter.Row(
            rank: records[end].rank,
            unreachableEvent: replay.event(ofMoment: records[end].unreachable),
            ageBytes: records[end].ageBytes
          )
        )
        end += 1
      }
      try writer.write(
        rows,
        freedEvent: first.freed.map { replay.event(ofMoment: $0) },
        collection: first.collection
      )
      start = end
    }
  }

  /// Stores the remaining garbage at the end of the log.
  ///
  /// - Returns: false if the dates cannot be trusted. Then all stored garbage was removed. The caller must replay the trace once more,
  ///   with `keepGarbage(isExact: true)`, and call `take` as before.
  func end(_ replay: inout Replay) throws -> Bool {
    guard replay.hasChangedGarbage else {
      try store(replay.garbageLeft(), replay)
      return true
    }
    try writer.startAgain()
    tally = GarbageTally()
    return false
  }

  /// Stores the figures of the run and its collections. The run's own row must exist.
  func close(_ replay: borrowing Replay) throws -> ReplaySummary.Garbage {
    let (peak, collections) = tally.close(collectionEvents: replay.collector.collectionEvents)
    try writer.finish(collections)
    let event = peak.moment.map { replay.event(ofMoment: $0) }
    try database.setPeakGarbage(peak, event: event, run: run)
    return ReplaySummary.Garbage(objects: peak.objects, bytes: peak.bytes, event: event)
  }
}
