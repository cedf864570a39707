/// One replay of a decoded trace, with no store about it: what a sweep runs many of at once, all reading the same trace.
package struct ReplayEngine: Sendable {
  package let setting: Setting
  private let trace: DecodedTrace
  private let agenda: Agenda

  /// What a replay came to beside its collections.
  package struct Outcome: Equatable, Sendable {
    package var events: Int64
    package var peakObjects: Int64
    package var peakBytes: Int64
    package var divergences: Int64
  }

  /// - Throws: `SettingError` for a place that the trace does not have.
  package init(
    _ trace: DecodedTrace,
    _ setting: Setting,
    _ outline: TraceOutline
  ) throws(SettingError) {
    self.trace = trace
    self.setting = setting
    agenda = try Agenda(setting, outline)
  }

  /// Replays the trace to its end; nil: it was stopped.
  ///
  /// - Parameters:
  ///   - toleratesDivergences: whether an event that does not apply is left out and counted.
  ///   - goesOn: asked every few thousand events, with how many have been replayed since the last time.
  ///   - collected: hears of each collection, whose record lists no members.
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
