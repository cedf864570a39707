/// What decides when a collection runs and what it examines. The examination is one mechanism that all policies share (`Collector`).
///
/// A closed set: each case is a value in a file of its own in `Policies/`, which says what it counts, when it collects and what, and where
/// it comes from. Adding one is a file, a case here, and a row in `docs/policies.md`.
package enum Policy: Equatable, Sendable {
  case generational(Generational)
  /// No collection runs by itself: gc.disable(), whatever the program does.
  case never

  /// The policy of the generational releases: 3.8 - 3.13, 3.14.5 and later, 3.15.
  package static let standard = Policy.generational(Generational())

  /// Whether an allocation, just counted, calls for a collection. Asked at every allocation.
  @inline(__always) func isDue(_ pacing: Pacing) -> Bool {
    switch self {
    case .generational: pacing.isYoungOverThreshold
    case .never: false
    }
  }

  /// The collection to run now, where an allocation has called for one; nil: none, as things stand.
  func decision(_ pacing: Pacing) -> Decision? {
    switch self {
    case .generational(let policy): policy.decision(pacing)
    case .never: nil
    }
  }

  /// The collection that gc.collect(generation) runs.
  func decision(explicit generation: Int, _ pacing: Pacing) -> Decision {
    switch self {
    case .generational, .never:
      Decision(generation: generation, trigger: .explicit, reason: .asked)
    }
  }

  /// What the collection decided on examines.
  func region(of decision: Decision) -> Region {
    switch self {
    case .generational, .never: Region(generation: decision.generation)
    }
  }

  /// So many of the region's candidates have survived and are about to join its old list.
  mutating func noteSurvivors(
    _ survivors: Int64,
    of decision: Decision,
    _ pacing: inout Pacing
  ) {
    switch self {
    case .generational, .never: pacing.noteSurvivors(survivors, of: decision.generation)
    }
  }
}

/// A collection that has been decided on: which, and why.
package struct Decision: Equatable, Sendable {
  /// What started a collection.
  package enum Trigger: String, Sendable {
    /// An allocation over the threshold.
    case threshold
    /// The program's own gc.collect().
    case explicit
  }

  /// The generation that is collected, with all younger ones; what it means for other policies, `docs/policies.md` says.
  package var generation: Int
  package var trigger: Trigger
  package var reason: Reason

  /// Why it runs, and why not a larger one. The counts, thresholds and long_lived figures that it speaks of are the record's.
  package enum Reason: Equatable, Sendable {
    /// The program asked.
    case asked
    /// The setting of the replay asked (`Intervention`).
    case setting
    /// The counts up to that of `generation` are over their thresholds; `fullPutOff`: so is that of the oldest generation, but fewer than
    /// `fullPercent` of 100 of its objects are waiting to join it.
    case counts(fullPutOff: Bool, fullPercent: Int64)
  }

  /// Whether the oldest generation was over its threshold and was not collected all the same.
  package var isFullPutOff: Bool {
    if case .counts(fullPutOff: true, _) = reason { true } else { false }
  }
}
