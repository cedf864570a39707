/// A replay of a decoded trace without a store. A sweep runs many of them at once, which all read the same trace.
package struct ReplayEngine: Sendable {
  package let setting: Setting
  private let trace: DecodedTrace
  private let agenda: Agenda

  /// The results of a replay, except its collections.
  package struct Outcome: Equatable, Sendable {
    package var events: Int64
    package var peakObjects: Int64
    package var peakBytes: Int64
    package var divergences: Int64
  }

  /// - Throws: `SettingError` for a moment that the trace does not have.
  package init(
    _ trace: DecodedTrace,
    _ setting: Setting,
    _ outline: TraceOutline
  ) throws(SettingError) {
    self.trace = trace
    self.setting = setting
    agenda = try Agenda(setting, outline)
  }

  /// Replays the trace to its end. Returns nil if it was stopped.
  ///
  /// - Parameters:
  ///   - toleratesDivergences: whether to skip and count an event that does not apply.
  ///   - goesOn: called every few thousand events, with the number of events since the last call. False stops the replay.
  ///   - collected: receives each collection, whose record lists no members.
  /// - Throws: `ReplayError` for an event that contradicts the heap and is not tolerated.
  package func run(
    toleratesDivergences: Bool,
    goesOn: (Int64) -> Bool,
    collected: (borrowing CollectionRecord) -> Void
  ) throws(ReplayError) -> Outcome? {
    var replay = trace.replay(
      setting,
      agenda: agenda,
      toleratesDivergences: toleratesDivergences,
      listsMembers: false
    )
    var told: Int64 = 0
    for batch in trace.batches {
      while try replay.run(batch) == .collected { collected(replay.collector.record) }
      if replay.eventsReplayed - told >= 8192 {
        guard goesOn(replay.eventsReplayed - told) else { return nil }
        told = replay.eventsReplayed
      }
    }
    _ = goesOn(replay.eventsReplayed - told)
    return Outcome(
      events: replay.eventsReplayed,
      peakObjects: replay.collector.heap.peakObjects,
      peakBytes: replay.collector.heap.peakBytes,
      divergences: replay.divergences.count
    )
  }
}
