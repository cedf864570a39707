/// Decides when a collection runs and what it examines. All policies share one mechanism for the examination (`Collector`).
///
/// The set of policies is closed. Each case is a value in its own file in `Policies/`, which says what the policy counts, when it
/// collects and what, and where it comes from. A new policy needs a file, a case here, and a row in `docs/policies.md`.
package enum Policy: Equatable, Sendable {
  case generational(Generational)
  case byteGate(ByteGate)
  case squareRoot(SquareRoot)
  case pep848Legacy(PEP848Legacy)
  case single(Single)
  case freeThreaded(FreeThreaded)
  case incremental(Incremental)
  case pep848(PEP848)
  case memBalancer(MemBalancer)
  case clairvoyant(Clairvoyant)
  /// No collection runs by itself, as with gc.disable(), whatever the program does.
  case never

  /// The policy of the generational releases: 3.8 - 3.13, 3.14.5 and later, 3.15.
  package static let standard = Policy.generational(Generational())

  /// Whether an allocation that was just counted triggers a collection. Called at every allocation.
  @inline(__always) func isDue(_ pacing: Pacing, bytesAlive: Int64) -> Bool {
    switch self {
    case .generational, .single, .incremental: pacing.isYoungOverThreshold
    case .byteGate(let policy): policy.isDue(pacing, bytesAlive: bytesAlive)
    case .squareRoot(let policy): policy.isDue(pacing)
    case .pep848Legacy(let policy): policy.isDue(pacing)
    case .freeThreaded(let policy): policy.isDue(pacing)
    case .pep848(let policy): policy.isDue(pacing)
    case .memBalancer(let policy): policy.isDue(pacing, bytesAlive: bytesAlive)
    // What it goes by is no allocation (`Replay+Foresight.swift`).
    case .clairvoyant, .never: false
    }
  }

  /// The number of allocations without bytes after which a collection is due, at least 1. `Int64.max`: they alone never make one due.
  func allocationsUntilDue(_ pacing: Pacing, bytesAlive: Int64) -> Int64 {
    switch self {
    case .generational, .single, .incremental: pacing.allocationsUntilOverThreshold
    case .byteGate(let policy): policy.allocationsUntilDue(pacing, bytesAlive: bytesAlive)
    case .squareRoot(let policy): policy.allocationsUntilDue(pacing)
    case .pep848Legacy(let policy): policy.allocationsUntilDue(pacing)
    case .freeThreaded(let policy): policy.allocationsUntilDue(pacing)
    case .pep848(let policy): policy.allocationsUntilDue(pacing)
    case .memBalancer(let policy): policy.allocationsUntilDue(pacing, bytesAlive: bytesAlive)
    case .clairvoyant, .never: .max
    }
  }

  /// The collection to run now, after an allocation has triggered one; nil: none, in the present state.
  func decision(_ pacing: Pacing, bytesAlive: Int64) -> Decision? {
    switch self {
    case .generational(let policy): policy.decision(pacing)
    case .byteGate(let policy): policy.decision(pacing, bytesAlive: bytesAlive)
    case .squareRoot(let policy): policy.decision(pacing)
    case .pep848Legacy(let policy): policy.decision(pacing)
    case .single(let policy): policy.decision(pacing)
    case .freeThreaded(let policy): policy.decision(pacing)
    case .incremental(let policy): policy.decision
    case .pep848(let policy): policy.decision(pacing)
    case .memBalancer(let policy): policy.decision(pacing, bytesAlive: bytesAlive)
    case .clairvoyant, .never: nil
    }
  }

  /// The collection that gc.collect(generation) runs, without regard to thresholds.
  func decision(explicit generation: Int, _ pacing: Pacing) -> Decision {
    switch self {
    case .generational, .incremental, .byteGate, .squareRoot, .pep848Legacy, .pep848, .never:
      Decision(generation: generation, trigger: .explicit, reason: .asked)
    case .single, .freeThreaded, .memBalancer, .clairvoyant:
      Decision(generation: 2, trigger: .explicit, reason: .asked)
    }
  }

  /// The region that the collection examines.
  func region(of decision: Decision) -> Region {
    // The incremental policy and PEP 848's name their own (`Collector+Increment.swift`, `Collector+Spaces.swift`).
    Region(generation: decision.generation)
  }

  /// The thresholds in force.
  func thresholds(_ pacing: Pacing) -> (Int64, Int64, Int64) {
    if case .squareRoot(let policy) = self { policy.thresholds(pacing) } else { pacing.thresholds }
  }

  /// Notes the number of candidates that have survived and are about to join the old list.
  mutating func noteSurvivors(
    _ survivors: Int64,
    of decision: Decision,
    _ pacing: inout Pacing
  ) {
    if hasOwnOldSpaces { return }
    pacing.noteSurvivors(survivors, of: decision.generation)
    if case .squareRoot(var policy) = self {
      policy.noteSurvivors(of: decision.generation, pacing)
      self = .squareRoot(policy)
    }
  }

  /// A collection has ended, and its record is whole.
  ///
  /// - Parameters:
  ///   - grossBytes: of the time between the collection before and this one.
  ///   - bytesAlive: now.
  mutating func noteEnd(
    _ record: borrowing CollectionRecord,
    grossBytes: Int64,
    bytesAlive: Int64
  ) {
    switch self {
    case .memBalancer(var policy):
      policy.noteEnd(record, grossBytes: grossBytes, bytesAlive: bytesAlive)
      self = .memBalancer(policy)
    case .clairvoyant(var policy):
      policy.floating = 0
      self = .clairvoyant(policy)
    default: break
    }
  }

  /// Whether the old objects stand on lists of the policy's own, so that what a log says of the long_lived figures has no meaning.
  var hasOwnOldSpaces: Bool {
    switch self {
    case .incremental, .pep848: true
    default: false
    }
  }

  /// Whether it goes by the log's `time` events.
  package var needsTimes: Bool {
    if case .memBalancer = self { true } else { false }
  }

  /// Whether it goes by what a replay before it has found (`Foresight`).
  package var needsForesight: Bool {
    if case .clairvoyant = self { true } else { false }
  }
}

/// The decision on a collection: which one, and why.
package struct Decision: Equatable, Sendable {
  /// The cause of a collection.
  package enum Trigger: String, Sendable {
    /// An allocation over the threshold.
    case threshold
    /// The program's own gc.collect().
    case explicit
  }

  /// The collected generation, with all younger ones. `docs/policies.md` says what it means for other policies.
  package var generation: Int
  package var trigger: Trigger
  package var reason: Reason

  /// Why the collection runs, and why no larger one. The record has the counts, thresholds and long_lived figures.
  package enum Reason: Equatable, Sendable {
    /// The program asked.
    case asked
    /// The setting of the replay asked (`Intervention`).
    case setting
    /// The counts up to that of `generation` are over their thresholds. `fullPutOff`: so is that of the oldest generation, but fewer than
    /// `fullPercent` of 100 of its objects are pending.
    case counts(fullPutOff: Bool, fullPercent: Int64)
    /// More bytes than the limit were allocated since the last collection; `fullPutOff` as with `counts`.
    case grossBytes(Int64, limit: Int64, fullPutOff: Bool, fullPercent: Int64)
    /// The count of generation 0 is over its threshold, and everything is collected. `quarter`: the count must also reach this quarter of
    /// the last collection's survivors.
    case everything(quarter: Int64?)
    /// So many bytes were allocated since the last collection, which is a half space.
    case halfSpace(Int64, limit: Int64)
    /// So many bytes are alive, more than the limit.
    case netBytes(Int64, limit: Int64)
    /// So many bytes of garbage have come since the last collection, more than the budget.
    case garbage(Int64, budget: Int64)
    /// Count 0 was over its threshold, which triggers one more increment.
    case increment
  }

  /// Whether the oldest generation was over its threshold and was not collected.
  package var isFullPutOff: Bool {
    switch reason {
    case .counts(let fullPutOff, _), .grossBytes(_, _, let fullPutOff, _): fullPutOff
    case .asked, .setting, .everything, .increment, .halfSpace, .netBytes, .garbage: false
    }
  }
}
