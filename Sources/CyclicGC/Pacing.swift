/// The values on which the pace of the collector depends: the counts, the thresholds, whether the collector is enabled, and whether a
/// collection waits for a safe point (CPython's `gcstate`).
///
/// Allocations and deallocations change these values, a policy reads them (`Policy`), and the collector adds the results of each
/// collection. A policy needs nothing else for its decisions.
package struct Pacing: Sendable {
  /// The generation 0 count: container allocations less deallocations since the last collection, never below 0.
  package internal(set) var youngCount: Int64 = 0
  /// Collections of generation 0 since the last of generation 1, and of 1 since the last of 2.
  package internal(set) var olderCounts: (Int64, Int64) = (0, 0)
  /// Bytes of births since the last collection, dead or alive, including atomic objects.
  package internal(set) var grossBytes: Int64 = 0
  /// Bytes alive at the end of the last collection; before the first one, bytes alive when recording began.
  package internal(set) var bytesAliveBefore: Int64 = 0
  /// gc.get_threshold().
  package internal(set) var thresholds: (Int64, Int64, Int64)
  /// gc.isenabled().
  package internal(set) var isEnabled = true
  /// From 3.12 on: an allocation has triggered a collection at the next safe point.
  package internal(set) var isScheduled = false
  /// Survivors of generation 1 since the last full collection.
  package internal(set) var longLivedPending: Int64 = 0
  /// Survivors of the last full collection.
  package internal(set) var longLivedTotal: Int64 = 0
  /// For the incremental collector: the number of container blocks alive, or of tracked objects (`heap_size`). `countsTracked` says
  /// which.
  package internal(set) var heapSize: Int64 = 0
  /// Whether an object is counted when it is tracked, not when it is allocated (3.14.1 to 3.14.4).
  var countsTracked = false
  /// Whether a collection of the incremental collector runs, during which nothing triggers another one.
  var isCollecting = false

  package init(thresholds: (Int64, Int64, Int64)) {
    self.thresholds = thresholds
  }

  /// The three counts (gc.get_count).
  package var counts: (Int64, Int64, Int64) { (youngCount, olderCounts.0, olderCounts.1) }

  /// Whether the count of generation 0 triggers a collection (_PyObject_GC_Alloc; gc_alloc from 3.12).
  @inline(__always) var isYoungOverThreshold: Bool {
    youngCount > thresholds.0 && isEnabled && thresholds.0 != 0
  }

  /// The number of allocations after which the count of generation 0 can trigger a collection, at least 1. `Int64.max`: none will, as
  /// long as the collector is disabled.
  var allocationsUntilOverThreshold: Int64 {
    guard isEnabled, thresholds.0 != 0 else { return .max }
    return max(1, thresholds.0 + 1 - youngCount)
  }

  // MARK: What moves the generation 0 count

  /// Counts an allocation, or something that counts as one. The caller has checked `countsTracked`.
  @inline(__always) mutating func noteAllocation() {
    youngCount += 1
    heapSize &+= 1
  }

  @inline(__always) mutating func noteDeallocation() {
    if youngCount > 0 { youngCount -= 1 }
    heapSize &-= 1
  }

  /// Counts `number` allocations at once.
  mutating func noteAllocations(_ number: Int64) {
    youngCount += number
    heapSize &+= number
  }

  /// Counts `number` deallocations at once.
  mutating func noteDeallocations(_ number: Int64) {
    youngCount = max(0, youngCount - number)
    heapSize &-= number
  }

  /// Counts an object that was tracked, if tracked objects count (_PyObject_GC_TRACK of 3.14.1). `mayCollect`: no exception was set.
  mutating func noteTracked(mayCollect: Bool) {
    noteAllocation()
    if mayCollect, isYoungOverThreshold, !isCollecting { isScheduled = true }
  }

  // MARK: What moves the others

  /// Adjusts the counts at the start of a collection of `generation`. The collection counts for the next older generation, and resets the
  /// counts of the generations that it examines.
  mutating func noteCollection(of generation: Int) {
    switch generation {
    case 0: olderCounts.0 += 1
    case 1: olderCounts = (0, olderCounts.1 + 1)
    default: olderCounts = (0, 0)
    }
    youngCount = 0
    grossBytes = 0
  }

  /// Adds survivors of generation 1 to the pending ones, or sets the total to the survivors of a full collection.
  mutating func noteSurvivors(_ survivors: Int64, of generation: Int) {
    if generation == 2 {
      longLivedPending = 0
      longLivedTotal = survivors
    } else if generation == 1 {
      longLivedPending += survivors
    }
  }

  /// Resets all counts; the long_lived figures stay (gc.freeze).
  mutating func endCounts() {
    youngCount = 0
    olderCounts = (0, 0)
  }
}
