/// The results of one collection: a row of `collection`, and the sets that belong to it.
///
/// The buffers are reused. `Replay` fills one record and passes it on after each collection.
package struct CollectionRecord: Sendable {
  /// The outcome of a collection for one of its members.
  package enum Outcome: UInt8, CaseIterable, Sendable {
    /// A candidate that something outside the candidates refers to.
    case reachable
    /// Unreachable, and dead at the end of the collection.
    case freed
    /// Unreachable, then resurrected by a finalizer or callback (in 3.8: possibly by another object's).
    case resurrected
    /// Unreachable, but kept alive by a legacy finalizer.
    case uncollectable
    /// Unreachable, but kept, because of DEBUG_SAVEALL or because nothing could break its cycle.
    case saved
    /// Not a candidate, but a weak reference that the collection moved because its callback ran.
    case moved
  }

  /// Objects of one generation with one outcome; `ranks` are in no particular order.
  package struct Members: Sendable {
    /// Their generation before the collection, 0 ... 3.
    package var generation: Int
    package var outcome: Outcome
    /// The generation into which the collection put them; nil: none (freed or untracked).
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
  /// The log's time at that event, in nanoseconds since recording began; nil: not known.
  package var time: Int64?
  /// The decision: which collection, and why.
  package var decision = Decision(generation: 0, trigger: .threshold, reason: .asked)
  /// The three counts at the decision.
  package var counts: (Int64, Int64, Int64) = (0, 0, 0)
  /// The thresholds at the decision.
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
  /// Unreachable candidates that were freed; `collected` also counts other objects.
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
  /// The lengths of generations 0, 1, 2 and of the permanent generation at the end of the collection.
  package var sizes: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
  /// The state of the incremental collector and its heap size at the end of the collection; nil: another policy.
  package var incremental: Incremental?
  package var heapSize: Int64 = 0
  /// How the old spaces of PEP 848's collector stood as the collection ended; nil: another policy's.
  package var spaces: Spaces?

  /// Work to do, and how many objects the old spaces held.
  package struct Spaces: Equatable, Sendable {
    package var work: Int64
    package var pending: Int64
    package var visited: Int64
    package var marked: Int64
  }
  /// The members by generation and outcome; empty if the replay does not list them.
  package var members: [Members] = []

  package init() {}

  /// The generation collected, with all younger ones.
  package var generation: Int {
    get { decision.generation }
    set { decision.generation = newValue }
  }

  /// The cause of the collection.
  package var trigger: Decision.Trigger {
    get { decision.trigger }
    set { decision.trigger = newValue }
  }
}
