/// Automatic and explicit collections, as the policy decides.
extension Collector {
  /// Whether an allocation that was just counted triggers a collection.
  @inline(__always) var isDue: Bool { policy.isDue(heap.pacing, bytesAlive: heap.bytesAlive) }

  /// Runs the collection that the policy decides on (gc_collect_generations). Returns false if the policy decides on none.
  mutating func collectIfDecided(event: Int64, time: Int64?) -> Bool {
    guard let decision = policy.decision(heap.pacing, bytesAlive: heap.bytesAlive) else {
      return false
    }
    collect(decision, event: event, time: time)
    return true
  }

  /// The gc.collect(generation) that a setting adds to those of the program.
  mutating func collect(forSetting generation: Int, event: Int64, time: Int64?) {
    var decision = policy.decision(explicit: generation, heap.pacing)
    decision.reason = .setting
    collect(decision, event: event, time: time)
  }

  /// gc.collect(generation).
  mutating func collect(explicit generation: Int, event: Int64, time: Int64?) {
    collect(policy.decision(explicit: generation, heap.pacing), event: event, time: time)
  }
}
