/// One collection step by step, with the log's numbers and names, for `gctrace explain`.
package struct Explanation: Sendable {
  /// An object, as a person knows it.
  package struct Object: Equatable, Sendable {
    package var id: Int64
    package var type: String
  }

  /// An object under examination.
  package struct Candidate: Equatable, Sendable {
    package var object: Object
    /// The generation that it was in before.
    package var generation: Int
    /// Bytes.
    package var size: Int64
    /// All references to it, and the references from candidates.
    package var references: Int64
    package var fromCandidates: Int64

    /// References from outside the candidates.
    package var left: Int64 { references - fromCandidates }
  }

  /// A step of the scan, with indices into `candidates`.
  package enum Step: Equatable, Sendable {
    /// The candidate is reachable. `by` is the candidate whose reference showed that; nil: it has references from outside.
    case reachable(Int, by: Int?)
    /// Nothing was left of the candidate's count.
    case putAside(Int)
    /// The candidate had been put aside, and a reachable candidate refers to it.
    case rescued(Int, by: Int)
  }

  /// An object that changed its generation.
  package struct Promotion: Equatable, Sendable {
    package var object: Object
    package var from: Int
    package var to: Int
  }

  package var runID: Int64
  package var runName: String
  package var traceName: String
  package var python: String

  // MARK: The decision

  package var collection: Int64
  package var event: Int64
  /// The label in force; nil: none yet.
  package var mark: String?
  package var generation: Int
  package var reason: String
  package var counts: [Int64]
  package var thresholds: [Int64]
  package var longLivedPending: Int64
  package var longLivedTotal: Int64

  // MARK: The examination

  package var candidates: [Candidate] = []
  /// References from candidates to objects that are no candidates.
  package var referencesElsewhere: Int64 = 0
  package var steps: [Step] = []
  /// In list order: the survivors, and the objects that deduce_unreachable found unreachable.
  package var reachable: [Object] = []
  package var unreachable: [Object] = []

  // MARK: What became of them

  /// Survivors that the collector untracked.
  package var untracked: [Object] = []
  /// Weak references whose callback was called, and objects whose finalizer was called, in order.
  package var called: [Object] = []
  package var finalized: [Object] = []
  /// Unreachable objects that live on: resurrected, kept for a legacy finalizer, or impossible to clear.
  package var resurrected: [Object] = []
  package var uncollectable: [Object] = []
  package var saved: [Object] = []
  /// Objects that were put into gc.garbage.
  package var garbage: [Object] = []
  /// Objects that died, in order: unreachable candidates, then others that died with them.
  package var freed: [Object] = []
  package var freedWith: [Object] = []
  package var promoted: [Promotion] = []

  // MARK: What it came to

  package var collected: Int64
  package var uncollectableCount: Int64
  package var visits: Int64
  package var bytesFreed: Int64
  /// Freed objects divided by candidates; nil: there were no candidates.
  package var effectiveness: Double?
  /// The lengths of generations 0, 1, 2 and of the permanent generation at the end.
  package var sizes: [Int64]
}
