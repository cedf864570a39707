package import CyclicGC
package import HeapTrace

/// A whole log in memory, as a replay wants it: definitions, events with ranks for numbers, and the ranks.
package struct LoggedTrace {
  package var types: [TypeDefinition] = []
  package let ranks: ObjectRanks
  package var polls = false
  package var simulatesFreeLists = false
  /// Every event, in one batch.
  package var batch = EventBatch()

  /// Reads a log.
  ///
  /// Throws `HeapTraceError` for one that is not right.
  package init(_ text: String) throws(HeapTraceError) {
    var reader = TraceReader(bytes: Array(text.utf8))
    var part = EventBatch()
    while try reader.read(into: &part) {
      types += part.types
      if part.metadata.contains(where: { $0.key == "safepoints" && $0.text == "poll" }) {
        polls = true
      }
      if let freeLists = part.metadata.last(where: { $0.key == "freelists" }) {
        simulatesFreeLists = freeLists.text == "simulated"
      }
      for var event in part.events {
        switch event.kind {
        case .state, .threshold, .observed:
          let first = Int(event.n)
          event.n = Int64(batch.operands.count)
          batch.operands += part.operands[first..<(first + Int(event.second))]
        case .mark:
          batch.texts.append(part.texts[Int(event.n)])
          event.n = Int64(batch.texts.count - 1)
        default: break
        }
        batch.events.append(event)
      }
    }
    if batch.events.first?.kind == .poll { polls = true }
    guard let ranks = ObjectRanks(reader.objects) else {
      throw .malformed(line: 0, expected: "objects that can be ranked", found: "too many")
    }
    self.ranks = ranks
    func rank(_ number: Int64) -> Int64 { ranks.rank(of: number).map(Int64.init) ?? -1 }
    for index in batch.events.indices {
      batch.events[index].object = rank(batch.events[index].object)
      batch.events[index].target = rank(batch.events[index].target)
      if batch.events[index].script != nil {
        batch.events[index].second = rank(batch.events[index].second)
      }
    }
  }

  /// A replay of it from the beginning.
  package func replay(_ version: CollectorVersion) -> Replay {
    Replay(
      version: version,
      types: types,
      objectCount: Int(ranks.count),
      polls: polls,
      simulatesFreeLists: simulatesFreeLists
    )
  }

  /// The events cut into batches of a length.
  package func batches(of length: Int) -> [EventBatch] {
    stride(from: 0, to: batch.events.count, by: length).map { start in
      var part = batch
      part.firstSequence = Int64(start) + 1
      part.events = Array(batch.events[start..<min(start + length, batch.events.count)])
      return part
    }
  }
}
