package import HeapTrace

/// Successive events of a trace, for a replay.
package struct ReplayBatch: Equatable, Sendable {
  /// The number of the first event, counted from 1 in the trace.
  package var firstSequence: Int64 = 1
  package var events: [ReplayEvent] = []
  /// The numbers of `state` (5) and `threshold` (1 to 3) events, each event's from its `n` on.
  package var operands: [Int64] = []

  package init() {}

  /// Replaces the contents with the events of a batch whose objects are ranks already.
  package mutating func take(ranked batch: borrowing EventBatch) {
    removeAll()
    firstSequence = batch.firstSequence
    let source = batch.events.span
    events.append(addingCapacity: source.count) { room in
      for index in source.indices { room.append(ReplayEvent(ranked: source[index])) }
    }
    operands.append(contentsOf: batch.operands)
  }

  /// Replaces the contents with the events of a `TraceReader`'s batch, whose objects have the log's numbers.
  package mutating func take(_ batch: borrowing EventBatch, _ ranks: ObjectRanks) {
    func rank(_ number: Int64) -> Int64 { ranks.rank(of: number).map(Int64.init) ?? -1 }
    removeAll()
    firstSequence = batch.firstSequence
    for var event in batch.events {
      event.object = rank(event.object)
      event.target = rank(event.target)
      if event.kind == .finalizer || event.kind == .callback { event.second = rank(event.second) }
      // A replay does not need reports and marks.
      if event.kind == .observed || event.kind == .mark { event.n = 0 }
      events.append(ReplayEvent(ranked: event))
    }
    operands.append(contentsOf: batch.operands)
  }

  /// Removes the contents and keeps the memory.
  package mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    operands.removeAll(keepingCapacity: true)
  }
}
