/// The differences of a naive replay from the log: the settings of `docs/policies.md`, with moments as event numbers.
package struct NaiveSetting: Sendable {
  /// Thresholds that override the log's.
  package var thresholds: [Int] = []
  package var policy = NaivePolicy.generational
  /// For the generational policies.
  package var fullPercent = 25
  package var ignoresCollect = false
  package var ignoresSettings = false
  /// The number of the log's `state` event; nil: there is none.
  package var stateEvent: Int?
  /// The interventions after an event, in order: freeze-at, freeze-only-at, collect-at.
  package var actions: [Int: [String]] = [:]
  /// Whether to skip and count an event that does not apply.
  package var toleratesDivergences = false

  package init() {}
}

/// The policies, named as in their descriptions.
package enum NaivePolicy: Sendable, Equatable {
  case generational
  case byteGate(gate: Int)
  case sqrt(base: Int?)
  case pep848Legacy(threshold0: Int)
  case single
  case freeThreaded
  /// `work`: what it starts at.
  case pep848(threshold0: Int, threshold1: Int, work: Int)
  case memBalancer(c: Double)
  /// `arrivals`: by event, the objects that are garbage with it.
  case clairvoyant(budget: Int, arrivals: [Int: [Int]])
  case never
}
