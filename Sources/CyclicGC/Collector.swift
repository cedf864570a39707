package import HeapTrace

/// CPython's cyclic garbage collector over a `Heap`: three generations and the permanent one.
///
/// Start reading at `collect`. Each phase is a function that bears CPython's name for it; how they work together is told in
/// CPython's own InternalDocs/garbage_collector.md. It is pure: no input, no output, no clock.
///
/// The words: *young* is the list under examination, *old* the list that its survivors join. A *candidate* is an object of young.
package struct Collector: ~Copyable {
  package var heap: Heap
  package let version: CollectorVersion

  // MARK: State (gc.get_count, gc.get_threshold, gc.isenabled, gc.get_stats)

  /// Collections of generation 0 since the last of generation 1, and of 1 since the last of 2. The generation 0 count is the heap's.
  var olderCounts: (Int64, Int64) = (0, 0)
  package internal(set) var thresholds: (Int64, Int64, Int64)
  package internal(set) var isEnabled = true
  /// DEBUG_SAVEALL: garbage goes to gc.garbage, not away.
  package internal(set) var savesAll = false
  package internal(set) var longLivedPending: Int64 = 0
  package internal(set) var longLivedTotal: Int64 = 0
  package internal(set) var statistics: [Statistics]

  /// What gc.get_stats() says of a generation.
  package struct Statistics: Equatable, Sendable {
    package var collections: Int64 = 0
    package var collected: Int64 = 0
    package var uncollectable: Int64 = 0
  }

  // MARK: The collection that runs, or ran last

  package internal(set) var record = CollectionRecord()
  /// Who looks on; nil: nobody.
  var observer: (any CollectionObserver)?
  /// Whether `record.members` is filled in.
  let listsMembers: Bool
  /// Where `record.members` has the list of a generation, outcome and destination.
  var memberIndex = MemberIndex()
  /// What deduce_unreachable left, while the collection decides on it.
  var unreachableMembers: [UnreachableMember] = []
  /// The events of all collections so far; what `Death` says of a collection leads here.
  package internal(set) var collectionEvents: [Int64] = []

  package init(
    version: CollectorVersion,
    types: [TypeDefinition],
    objectCount: Int,
    simulatesFreeLists: Bool = false,
    listsMembers: Bool = true
  ) {
    heap = Heap(
      types: types,
      objectCount: objectCount,
      simulatesFreeLists: simulatesFreeLists
    )
    self.version = version
    thresholds = version.thresholds
    statistics = Array(repeating: Statistics(), count: 3)
    self.listsMembers = listsMembers
  }

  /// The three counts.
  package var counts: (Int64, Int64, Int64) { (heap.youngCount, olderCounts.0, olderCounts.1) }

  /// One collection of `generation` and all younger ones (gc_collect_main; `collect` up to 3.11).
  mutating func collect(
    _ generation: Int,
    trigger: CollectionRecord.Trigger,
    event: Int64,
    time: Int64?
  ) {
    begin(generation, trigger, event, time)
    let young = ObjectList(generation: generation)
    let old = ObjectList(generation: min(generation + 1, 2))

    updateCounts(generation)
    mergeYounger(into: young)
    deduceUnreachable(young, into: .unreachable)
    noteUnreachable()
    observer?.foundGarbage(heap, record)
    untrackTuples(young)
    promoteSurvivors(of: young, to: old)
    moveLegacyFinalizers()
    moveLegacyFinalizerReachable()
    handleWeakReferences(old)
    finalizeGarbage()
    handleResurrectedObjects(old)
    clearWeakReferencesAgain()
    record.collected += heap.length(of: .unreachable)
    deleteGarbage(old)
    handleLegacyGarbage(old)
    clearFreeLists(generation)
    updateStatistics(generation)

    end(old)
    observer?.ended(heap, record)
  }

  /// Every collection counts for the next older generation, and ends the counts of those it examines.
  private mutating func updateCounts(_ generation: Int) {
    switch generation {
    case 0: olderCounts.0 += 1
    case 1: olderCounts = (0, olderCounts.1 + 1)
    default: olderCounts = (0, 0)
    }
    heap.youngCount = 0
  }

  /// Appends the younger generations to the one collected, the youngest first.
  private mutating func mergeYounger(into young: ObjectList) {
    for generation in 0..<Int(young.rawValue) {
      heap.merge(ObjectList(generation: generation), into: young)
    }
  }

  /// The survivors join the old list, or are the old list; the long_lived figures follow.
  private mutating func promoteSurvivors(of young: ObjectList, to old: ObjectList) {
    if young == old {
      if version.untracksDicts { untrackDicts(young) }
      longLivedPending = 0
      longLivedTotal = heap.length(of: young)
    } else if young == .middle {
      longLivedPending += heap.length(of: young)
    }
    noteSurvivors(young, old)
    heap.merge(young, into: old)
  }

  /// A full collection empties the free lists; each item counts as a deallocation.
  private mutating func clearFreeLists(_ generation: Int) {
    guard generation == 2 else { return }
    heap.youngCount = max(0, heap.youngCount - heap.types.clearFreeLists())
  }

  private mutating func updateStatistics(_ generation: Int) {
    statistics[generation].collections += 1
    statistics[generation].collected += record.collected
    statistics[generation].uncollectable += record.uncollectable
  }
}
