import CyclicGC
import HeapTrace
import TraceStore

extension RunReplay {
  /// Replays the trace, and passes on the replay after each of some events, given in ascending order. 0 means before the first event.
  ///
  /// - Parameter isDone: called after each collection and each batch; true ends the replay early.
  func feed(
    _ replay: inout Replay,
    stoppingAfter stops: [Int64],
    monitor: Monitor,
    _ body: (inout Replay, Int64) throws -> Void,
    until isDone: () -> Bool = { false }
  ) throws {
    let (database, trace, ranks) = (database, trace, ranks)
    var stops = stops[...]
    while stops.first.map({ $0 <= 0 }) ?? false { try body(&replay, stops.removeFirst()) }
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var batch = ReplayBatch()
    while try cursor.next(into: &batch) {
      let end = batch.firstSequence + Int64(batch.events.count)
      var rest = batch
      while let stop = stops.first, stop < end {
        var part = rest
        let count = Int(stop - rest.firstSequence) + 1
        part.events = Array(rest.events[..<count])
        rest.events.removeFirst(count)
        rest.firstSequence += Int64(count)
        if try run(&replay, part, until: isDone) { return }
        try body(&replay, stop)
        stops.removeFirst()
      }
      if try run(&replay, rest, until: isDone) { return }
      try monitor.check(
        Progress(done: replay.eventsReplayed, total: trace.events, unit: .events)
      )
    }
  }

  /// Returns true if the replay must end here.
  private func run(
    _ replay: inout Replay,
    _ batch: borrowing ReplayBatch,
    until isDone: () -> Bool
  ) throws -> Bool {
    do throws(ReplayError) {
      while try replay.run(batch) == .collected { if isDone() { return true } }
    } catch {
      throw GCTraceError.contradicted(try failure(replay).message(error))
    }
    return isDone()
  }
}
