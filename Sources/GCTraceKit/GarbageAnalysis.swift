import CyclicGC
import HeapTrace
import TraceStore

/// Makes the garbage of a run while its trace is replayed: takes what dies, then stores what it came to.
///
/// Garbage is dated by stamps, which cost little. Where it turns out that garbage was changed, the trace is replayed once more, and dated
/// by the heap at each boundary (`Losses` says why).
final class GarbageAnalysis {
  private let database: TraceDatabase
  private let run: Int64
  private var writer: GarbageWriter
  private var tally = GarbageTally()

  /// A run whose garbage there is none of yet, within the caller's transaction.
  init(_ database: TraceDatabase, run: Int64, ranks: ObjectRanks) throws {
    self.database = database
    self.run = run
    writer = try GarbageWriter(database, run: run, ranks: ranks)
  }

  /// Takes what died since it was last called: after every batch of events.
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

  /// The log has ended: stores what is left.
  ///
  /// - Returns: false if the dates are not to be trusted. Then all of it was taken back, and the trace must be replayed once more, with
  ///   `keepGarbage(isExact: true)`, and taken as before.
  func end(_ replay: inout Replay) throws -> Bool {
    guard replay.hasChangedGarbage else {
      try store(replay.garbageLeft(), replay)
      return true
    }
    try writer.startAgain()
    tally = GarbageTally()
    return false
  }

  /// Stores the figures of the run and its collections. The run's own row is there by now.
  func close(_ replay: borrowing Replay) throws -> ReplaySummary.Garbage {
    let (peak, collections) = tally.close(collectionEvents: replay.collector.collectionEvents)
    try writer.finish(collections)
    let event = peak.moment.map { replay.event(ofMoment: $0) }
    try database.setPeakGarbage(peak, event: event, run: run)
    return ReplaySummary.Garbage(objects: peak.objects, bytes: peak.bytes, event: event)
  }
}
