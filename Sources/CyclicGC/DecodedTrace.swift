package import HeapTrace

/// A whole trace in memory, decoded once. Any number of replays can read it at the same time.
///
/// Memory: 24 bytes an event.
package struct DecodedTrace: Sendable {
  package var types: [TypeDefinition] = []
  package var ranks: ObjectRanks
  /// Whether the trace marks its safe points with `poll`. Otherwise, the end of every event is one.
  package var polls = false
  /// Whether the contents of free lists decide which allocations they serve, and not the log's `reused`.
  package var simulatesFreeLists = false
  /// Whether the trace gives the roots of the incremental collector (`meta roots marked`).
  package var marksRoots = false
  /// The recorded interpreter, from `meta python`.
  package var python: String?
  /// The labels that the program set, in order.
  package var marks: [Mark] = []
  /// The events, in order.
  package var batches: [ReplayBatch] = []

  /// A label, and the event that set it.
  package struct Mark: Equatable, Sendable {
    package var event: Int64
    package var text: String

    package init(event: Int64, text: String) {
      self.event = event
      self.text = text
    }
  }

  package init(ranks: ObjectRanks) {
    self.ranks = ranks
  }

  /// The number of events.
  package var eventCount: Int64 {
    batches.last.map { $0.firstSequence - 1 + Int64($0.events.count) } ?? 0
  }

  /// A replay of the trace from the beginning, under the setting of a release.
  package func replay(_ version: CollectorVersion) -> Replay {
    replay(Setting(version))
  }

  /// A replay of the trace from the beginning.
  package func replay(
    _ setting: Setting,
    agenda: Agenda = .empty,
    toleratesDivergences: Bool = false,
    listsMembers: Bool = true
  ) -> Replay {
    Replay(
      setting,
      types: types,
      objectCount: Int(ranks.count),
      polls: polls,
      simulatesFreeLists: simulatesFreeLists,
      marksRoots: marksRoots,
      agenda: agenda,
      toleratesDivergences: toleratesDivergences,
      listsMembers: listsMembers
    )
  }

  /// What a setting's policy must know beforehand, if anything: a replay of the whole trace, or two.
  ///
  /// - Throws: `ReplayError` where an event contradicts the heap and the setting does not tolerate it.
  package func foresight(
    for setting: Setting,
    _ outline: TraceOutline,
    toleratesDivergences: Bool
  ) throws(ReplayError) -> Foresight {
    guard setting.policy.needsForesight else { return .none }
    let blind = Foresight.setting(for: setting)
    let agenda = (try? Agenda(blind, outline)) ?? .empty
    return try Foresight.find {
      replay(
        blind,
        agenda: agenda,
        toleratesDivergences: toleratesDivergences,
        listsMembers: false
      )
    } feed: { (replay) throws(ReplayError) in
      for batch in batches { while try replay.run(batch) == .collected {} }
    }
  }

  /// The part of the trace that a setting needs to find its moments. O(events), because of the `state` event.
  package var outline: TraceOutline {
    var stateEvent: Int64?
    for batch in batches {
      guard let index = batch.events.firstIndex(where: { $0.kind == .state }) else { continue }
      stateEvent = batch.firstSequence + Int64(index)
      break
    }
    return TraceOutline(
      eventCount: eventCount,
      marks: marks,
      stateEvent: stateEvent,
      hasTimes: batches.contains { $0.events.contains { $0.kind == .time } }
    )
  }

  /// The same events in batches of another length. The result of a replay must not depend on it.
  package func batches(of length: Int) -> [ReplayBatch] {
    var parts: [ReplayBatch] = []
    for batch in batches {
      for start in stride(from: 0, to: batch.events.count, by: length) {
        var part = batch
        part.firstSequence = batch.firstSequence + Int64(start)
        part.events = Array(batch.events[start..<min(start + length, batch.events.count)])
        parts.append(part)
      }
    }
    return parts
  }
}

extension DecodedTrace {
  /// Reads a log from memory, as one batch.
  ///
  /// - Throws: `HeapTraceError` for an error in the log.
  package init(log text: String) throws(HeapTraceError) {
    var reader = TraceReader(bytes: Array(text.utf8))
    var part = EventBatch()
    var whole = EventBatch()
    var types: [TypeDefinition] = []
    var marks: [Mark] = []
    var metadata: [String: String] = [:]
    while try reader.read(into: &part) {
      types += part.types
      for entry in part.metadata { metadata[entry.key] = entry.text }
      for (index, var event) in part.events.enumerated() {
        switch event.kind {
        case .state, .threshold:
          let first = Int(event.n)
          event.n = Int64(whole.operands.count)
          whole.operands += part.operands[first..<(first + Int(event.second))]
        case .mark:
          let number = part.firstSequence + Int64(index)
          marks.append(Mark(event: number, text: part.texts[Int(event.n)]))
        default: break
        }
        whole.events.append(event)
      }
    }
    guard let ranks = ObjectRanks(reader.objects) else {
      throw .malformed(line: 0, expected: "objects that can be ranked", found: "too many")
    }
    self.init(ranks: ranks)
    self.types = types
    self.marks = marks
    python = metadata["python"]
    polls = metadata["safepoints"] == "poll" || whole.events.first?.kind == .poll
    simulatesFreeLists = metadata["freelists"] == "simulated"
    marksRoots = metadata["roots"] == "marked"
    var batch = ReplayBatch()
    batch.take(whole, ranks)
    if !batch.events.isEmpty { batches = [batch] }
  }
}
