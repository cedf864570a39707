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
    /// Nil: not asked for.
    package var garbage: Garbage?
  }

  /// What a replay that dates garbage found of it.
  package struct Garbage: Equatable, Sendable {
    /// The most at once.
    package var peakObjects: Int64
    package var peakBytes: Int64
    /// How many events garbage was there before it was freed: the median, and what 95 of 100 objects stay within; nil: none was freed.
    package var ageMedian: Int64?
    package var agePercentile95: Int64?

    package init(
      peakObjects: Int64,
      peakBytes: Int64,
      ageMedian: Int64?,
      agePercentile95: Int64?
    ) {
      self.peakObjects = peakObjects
      self.peakBytes = peakBytes
      self.ageMedian = ageMedian
      self.agePercentile95 = agePercentile95
    }
  }

  /// - Parameter foresight: for a policy that needs it (`DecodedTrace.foresight`).
  /// - Throws: `SettingError` for a place that the trace does not have, or times.
  package init(
    _ trace: DecodedTrace,
    _ setting: Setting,
    _ outline: TraceOutline,
    foresight: Foresight = .none
  ) throws(SettingError) {
    self.trace = trace
    self.setting = setting
    agenda = try Agenda(setting, outline, foresight: foresight)
  }

  /// Replays the trace to its end. Returns nil if it was stopped.
  ///
  /// - Parameters:
  ///   - toleratesDivergences: whether to skip and count an event that does not apply.
  ///   - datesGarbage: whether it also finds out how much garbage there is. Takes longer, and twice that where the trace changes what is garbage.
  ///   - goesOn: called every few thousand events, with the number of events since the last call. False stops the replay.
  ///   - collected: receives each collection, whose record lists no members.
  /// - Throws: `ReplayError` for an event that contradicts the heap and is not tolerated.
  package func run(
    toleratesDivergences: Bool,
    datesGarbage: Bool = false,
    goesOn: (Int64) -> Bool,
    collected: (borrowing CollectionRecord) -> Void
  ) throws(ReplayError) -> Outcome? {
    guard datesGarbage else {
      var none: DatedGarbage?
      return try run(&none, toleratesDivergences, goesOn, collected)
    }
    var first: DatedGarbage? = DatedGarbage(isExact: false)
    let outcome = try run(&first, toleratesDivergences, goesOn, collected)
    guard first?.isIrregular == true else { return outcome }
    var second: DatedGarbage? = DatedGarbage(isExact: true)
    return try run(&second, toleratesDivergences, goesOn) { _ in }
  }

  private func run(
    _ garbage: inout DatedGarbage?,
    _ toleratesDivergences: Bool,
    _ goesOn: (Int64) -> Bool,
    _ collected: (borrowing CollectionRecord) -> Void
  ) throws(ReplayError) -> Outcome? {
    var replay = trace.replay(
      setting,
      agenda: agenda,
      toleratesDivergences: toleratesDivergences,
      listsMembers: false
    )
    if let garbage { replay.keepGarbage(isExact: garbage.isExact) }
    var told: Int64 = 0
    for batch in trace.batches {
      while try replay.run(batch) == .collected { collected(replay.collector.record) }
      garbage?.take(replay.takeGarbage(), replay)
      if replay.eventsReplayed - told >= 8192 {
        guard goesOn(replay.eventsReplayed - told) else { return nil }
        told = replay.eventsReplayed
      }
    }
    _ = goesOn(replay.eventsReplayed - told)
    garbage?.take(replay.garbageLeft(), replay)
    garbage?.isIrregular = replay.hasChangedGarbage
    return Outcome(
      events: replay.eventsReplayed,
      peakObjects: replay.collector.heap.peakObjects,
      peakBytes: replay.collector.heap.peakBytes,
      divergences: replay.divergences.count,
      garbage: garbage?.figures(collectionEvents: replay.collector.collectionEvents)
    )
  }
}

/// The garbage of one replay as it comes.
private struct DatedGarbage {
  let isExact: Bool
  /// The dates are not to be trusted: see `Replay.hasChangedGarbage`.
  var isIrregular = false
  private var tally = GarbageTally()
  /// In events, of what was freed.
  private var ages: [Int64] = []

  init(isExact: Bool) {
    self.isExact = isExact
  }

  mutating func take(_ records: [GarbageRecord], _ replay: borrowing Replay) {
    for record in records {
      tally.add(record)
      guard let freed = record.freed else { continue }
      ages.append(replay.event(ofMoment: freed) - replay.event(ofMoment: record.unreachable))
    }
  }

  /// By nearest rank. O(n log n).
  func figures(collectionEvents: [Int64]) -> ReplayEngine.Garbage {
    let (peak, _) = tally.close(collectionEvents: collectionEvents)
    let sorted = ages.sorted()
    func percentile(_ share: Int) -> Int64? {
      sorted.isEmpty ? nil : sorted[max(0, (sorted.count * share + 99) / 100 - 1)]
    }
    return ReplayEngine.Garbage(
      peakObjects: peak.objects,
      peakBytes: peak.bytes,
      ageMedian: percentile(50),
      agePercentile95: percentile(95)
    )
  }
}
