/// The least work for so much garbage: a collector that knows when objects become garbage. No collector can do it; it bounds what any can.
///
/// *When:* at once, as garbage that came since the last collection and is not freed yet exceeds `budget` bytes. *What:* everything; gc.collect
/// too, whatever generation it names. In rows its collections are of generation 2.
///
/// When objects become garbage is found beforehand (`Foresight`), by a replay in which nothing collects by itself. Garbage that no
/// collection frees (frozen, uncollectable) counts once, in the collection that leaves it.
package struct Clairvoyant: Equatable, Sendable {
  /// Bytes.
  package let budget: Int64
  /// Bytes that have become garbage since the last collection.
  var floating: Int64 = 0

  package init(budget: Int64) {
    self.budget = budget
  }

  /// The collection to run after an event with which garbage came.
  func decision(_ pacing: Pacing) -> Decision? {
    guard floating > budget, pacing.isEnabled, pacing.thresholds.0 != 0 else { return nil }
    return Decision(
      generation: 2,
      trigger: .threshold,
      reason: .garbage(floating, budget: budget)
    )
  }
}

/// Which objects become garbage with which event, known before a replay begins.
package struct Foresight: Equatable, Sendable {
  /// An object, by rank, and the event with which it is garbage.
  package struct Arrival: Equatable, Sendable {
    package var event: Int64
    package var rank: Int32
  }

  /// By event.
  package let arrivals: [Arrival]

  package static let none = Foresight([])

  package init(_ arrivals: [Arrival]) {
    self.arrivals = arrivals.sorted { ($0.event, $0.rank) < ($1.event, $1.rank) }
  }

  /// The setting of the replay that finds them: as `setting`, but nothing collects by itself.
  package static func setting(for setting: Setting) -> Setting {
    var setting = setting
    setting.policy = .never
    return setting
  }

  /// Replays a trace by such a setting; `feed` runs a replay over all of its events.
  ///
  /// It is done twice where the trace changes what is garbage, which a program cannot do (`Losses`).
  package static func find<Failure: Error>(
    makeReplay: () -> Replay,
    feed: (inout Replay) throws(Failure) -> Void
  ) throws(Failure) -> Foresight {
    for isExact in [false, true] {
      var replay = makeReplay()
      replay.keepGarbage(isExact: isExact)
      try feed(&replay)
      let records = replay.takeGarbage() + replay.garbageLeft()
      if replay.hasChangedGarbage, !isExact { continue }
      return Foresight(
        records.map { Arrival(event: replay.event(ofMoment: $0.unreachable), rank: $0.rank) }
      )
    }
    return .none
  }
}
