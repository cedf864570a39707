/// What one collection found and did: a row of `collection` and the sets that belong to it.
///
/// The buffers are reused: `Replay` fills one record and hands it over after each collection.
package struct CollectionRecord: Sendable {
  /// What became of a member of a collection.
  package enum Outcome: UInt8, CaseIterable, Sendable {
    /// A candidate that is referred to from outside the candidates.
    case reachable
    /// Unreachable, and dead when the collection ended.
    case freed
    /// Unreachable, then brought back by a finalizer or callback (in 3.8: or by another object's).
    case resurrected
    /// Unreachable, but kept alive by a legacy finalizer.
    case uncollectable
    /// Unreachable, but kept: DEBUG_SAVEALL, or nothing could break its cycle.
    case saved
    /// No candidate: a weak reference that the collection moved because its callback ran.
    case moved
  }

  /// Objects that were in one generation and met one fate; `ranks` in no particular order.
  package struct Members: Sendable {
    /// The generation that they were in before, 0 ... 3.
    package var generation: Int
    package var outcome: Outcome
    /// The generation that the collection put them in; nil: none (freed or untracked).
    package var toGeneration: Int?
    /// The objects, by rank (`ObjectNumbering`).
    package var ranks: [Int32] = []

    package init(generation: Int, outcome: Outcome, toGeneration: Int?, ranks: [Int32] = []) {
      self.generation = generation
      self.outcome = outcome
      self.toGeneration = toGeneration
      self.ranks = ranks
    }
  }

  /// The collection's number in the run, from 1.
  package var sequence: Int64 = 0
  /// The number of the event in which it ran.
  package var event: Int64 = 0
  /// The log's time then, in nanoseconds since recording began; nil: not known.
  package var time: Int64?
  /// Which collection, and why.
  package var decision = Decision(generation: 0, trigger: .threshold, reason: .asked)
  /// The three counts when the collection was decided.
  package var counts: (Int64, Int64, Int64) = (0, 0, 0)
  /// The thresholds in force then.
  package var thresholds: (Int64, Int64, Int64) = (0, 0, 0)
  package var longLivedPendingBefore: Int64 = 0
  package var longLivedTotalBefore: Int64 = 0
  package var candidates: Int64 = 0
  package var reachable: Int64 = 0
  package var unreachable: Int64 = 0
  /// How many objects were ever moved to the tentatively unreachable list.
  package var tentative: Int64 = 0
  package var collected: Int64 = 0
  package var uncollectable: Int64 = 0
  /// Unreachable candidates that were freed; `collected` also counts others.
  package var freed: Int64 = 0
  package var resurrected: Int64 = 0
  package var finalized: Int64 = 0
  package var callbacks: Int64 = 0
  package var untracked: Int64 = 0
  package var promoted: Int64 = 0
  package var longLivedPending: Int64 = 0
  package var longLivedTotal: Int64 = 0
  /// References traversed by subtract_refs and move_unreachable.
  package var visits: Int64 = 0
  package var bytesCandidates: Int64 = 0
  package var bytesCollected: Int64 = 0
  package var heapObjectsBefore: Int64 = 0
  package var heapBytesBefore: Int64 = 0
  package var heapObjects: Int64 = 0
  package var heapBytes: Int64 = 0
  /// The lengths of generations 0, 1, 2 and of the permanent one as the collection ended.
  package var sizes: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
  /// How the incremental collector stood as the collection ended, and how large its heap was; nil: another policy's.
  package var incremental: Incremental?
  package var heapSize: Int64 = 0
  /// The members by generation and fate; empty where the replay was told not to list them.
  package var members: [Members] = []

  package init() {}

  /// The generation collected, with all younger ones.
  package var generation: Int {
    get { decision.generation }
    set { decision.generation = newValue }
  }

  /// What started it.
  package var trigger: Decision.Trigger {
    get { decision.trigger }
    set { decision.trigger = newValue }
  }
}
