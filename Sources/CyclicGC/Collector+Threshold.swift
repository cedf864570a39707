/// When a collection runs by itself, and of which generation.
extension Collector {
  /// Whether an allocation, just counted, calls for a collection (_PyObject_GC_Alloc; gc_alloc from 3.12).
  @inline(__always) var isOverThreshold: Bool {
    heap.youngCount > thresholds.0 && isEnabled && thresholds.0 != 0
  }

  /// The oldest generation that is over its threshold (gc_select_generation). The oldest of all is passed over while fewer than a quarter of
  /// its objects, as of the last full collection, are waiting to join it; integer division, as in C. Nil: no generation is over.
  func selectGeneration() -> Int? {
    if olderCounts.1 > thresholds.2, longLivedPending >= longLivedTotal / 4 { return 2 }
    if olderCounts.0 > thresholds.1 { return 1 }
    if heap.youngCount > thresholds.0 { return 0 }
    return nil
  }

  /// Collects the generation that `selectGeneration` finds (gc_collect_generations); false if there is none.
  mutating func collectGenerations(event: Int64, time: Int64?) -> Bool {
    guard let generation = selectGeneration() else { return false }
    collect(generation, trigger: .threshold, event: event, time: time)
    return true
  }
}
