/// What the pace of the collector follows from: the counts, the thresholds, whether it is on, whether a collection is waiting for a safe
/// point (CPython's `gcstate`).
///
/// Allocations and deallocations move it, a policy reads it (`Policy`), and the collector tells it what each collection came to. It is one
/// value, so that a policy needs nothing else to decide by.
package struct Pacing: Sendable {
  /// The generation 0 count: container allocations less deallocations since the last collection, never below 0.
  package internal(set) var youngCount: Int64 = 0
  /// Collections of generation 0 since the last of generation 1, and of 1 since the last of 2.
  package internal(set) var olderCounts: (Int64, Int64) = (0, 0)
  /// Bytes of births since the last collection, dead or alive, of atomic objects too.
  package internal(set) var grossBytes: Int64 = 0
  /// Bytes that were alive as the last collection ended; before the first, those that were there as recording began.
  package internal(set) var bytesAliveBefore: Int64 = 0
  /// gc.get_threshold().
  package internal(set) var thresholds: (Int64, Int64, Int64)
  /// gc.isenabled().
  package internal(set) var isEnabled = true
  /// From 3.12: an allocation has called for a collection at the next safe point.
  package internal(set) var isScheduled = false
  /// Survivors of generation 1 since the last full collection.
  package internal(set) var longLivedPending: Int64 = 0
  /// Survivors of the last full collection.
  package internal(set) var longLivedTotal: Int64 = 0
  /// Of the incremental collector: container blocks alive, or objects tracked (`heap_size`); what it counts, `countsTracked` says.
  package internal(set) var heapSize: Int64 = 0
  /// Whether an object is counted as it is tracked, not as it is allocated (3.14.1 to 3.14.4).
  var countsTracked = false
  /// Whether a collection of the incremental collector runs: nothing calls for another meanwhile.
  var isCollecting = false

  package init(thresholds: (Int64, Int64, Int64)) {
    self.thresholds = thresholds
  }

  /// The three counts (gc.get_count).
  package var counts: (Int64, Int64, Int64) { (youngCount, olderCounts.0, olderCounts.1) }

  /// Whether the generation 0 count calls for a collection (_PyObject_GC_Alloc; gc_alloc from 3.12).
  @inline(__always) var isYoungOverThreshold: Bool {
    youngCount > thresholds.0 && isEnabled && thresholds.0 != 0
  }

  /// How many allocations it takes until the generation 0 count can call for a collection, at least 1; `Int64.max`: none will, as long as
  /// the collector is off.
  var allocationsUntilOverThreshold: Int64 {
    guard isEnabled, thresholds.0 != 0 else { return .max }
    return max(1, thresholds.0 + 1 - youngCount)
  }

  // MARK: What moves the generation 0 count

  /// An allocation, or what counts as one. The caller has looked at `countsTracked`.
  @inline(__always) mutating func noteAllocation() {
    youngCount += 1
    heapSize &+= 1
  }

  @inline(__always) mutating func noteDeallocation() {
    if youngCount > 0 { youngCount -= 1 }
    heapSize &-= 1
  }

  /// `number` allocations at once.
  mutating func noteAllocations(_ number: Int64) {
    youngCount += number
    heapSize &+= number
  }

  /// `number` deallocations at once.
  mutating func noteDeallocations(_ number: Int64) {
    youngCount = max(0, youngCount - number)
    heapSize &-= number
  }

  /// An object was tracked, where that is what counts (_PyObject_GC_TRACK of 3.14.1). `mayCollect`: no exception was set.
  mutating func noteTracked(mayCollect: Bool) {
    noteAllocation()
    if mayCollect, isYoungOverThreshold, !isCollecting { isScheduled = true }
  }

  // MARK: What moves the others

  /// A collection of `generation` begins: it counts for the next older one, and ends the counts of those that it examines.
  mutating func noteCollection(of generation: Int) {
    switch generation {
    case 0: olderCounts.0 += 1
    case 1: olderCounts = (0, olderCounts.1 + 1)
    default: olderCounts = (0, 0)
    }
    youngCount = 0
    grossBytes = 0
  }

  /// Survivors of generation 1 wait for the next full collection; that one's are the new total.
  mutating func noteSurvivors(_ survivors: Int64, of generation: Int) {
    if generation == 2 {
      longLivedPending = 0
      longLivedTotal = survivors
    } else if generation == 1 {
      longLivedPending += survivors
    }
  }

  /// All counts end; the long_lived figures stay (gc.freeze).
  mutating func endCounts() {
    youngCount = 0
    olderCounts = (0, 0)
  }
}
