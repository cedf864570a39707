package import HeapTrace

/// CPython's cyclic garbage collector over a `Heap`, with three generations and the permanent one.
///
/// A *policy* decides when a collection runs and which objects it examines (`Policy`, and `Collector+Decision.swift`). The *examination*
/// of that region is one mechanism that all policies share; start reading at `examine`. Each of its phases is a function with CPython's
/// name for it. CPython's own InternalDocs/garbage_collector.md explains how the phases work together. The collector is pure: no input,
/// no output, no clock.
///
/// Terms: *young* is the list under examination, *old* the list that its survivors join. A *candidate* is an object of young.
package struct Collector: ~Copyable {
  package var heap: Heap
  package let version: CollectorVersion
  package internal(set) var policy: Policy
  /// DEBUG_SAVEALL: garbage goes to gc.garbage and is not deleted.
  package internal(set) var savesAll = false
  /// The roots of the incremental collector.
  var roots: Roots
  /// By generation.
  package internal(set) var statistics: [Statistics]

  /// The figures of gc.get_stats() for a generation.
  package struct Statistics: Equatable, Sendable {
    package var collections: Int64 = 0
    package var collected: Int64 = 0
    package var uncollectable: Int64 = 0
  }

  // MARK: The collection that runs, or ran last

  package internal(set) var record = CollectionRecord()
  /// The observer; nil: none.
  var observer: (any CollectionObserver)?
  /// Whether to fill in `record.members`.
  let listsMembers: Bool
  /// The index of the list in `record.members` for a generation, outcome and destination.
  var memberIndex = MemberIndex()
  /// The result of deduce_unreachable, while the collection decides on the outcome of each member.
  var unreachableMembers: [UnreachableMember] = []
  /// The events of all collections so far. `Death` has the number of a collection, which is an index into this array.
  package internal(set) var collectionEvents: [Int64] = []

  package init(
    version: CollectorVersion,
    policy: Policy = .standard,
    types: [TypeDefinition],
    objectCount: Int,
    simulatesFreeLists: Bool,
    marksRoots: Bool,
    listsMembers: Bool = true
  ) {
    heap = Heap(
      types: types,
      objectCount: objectCount,
      simulatesFreeLists: simulatesFreeLists,
      pacing: Pacing(thresholds: version.thresholds)
    )
    self.version = version
    self.policy = policy
    roots = Roots(areTold: marksRoots)
    heap.pacing.countsTracked = policy.countsTracked
    statistics = Array(repeating: Statistics(), count: 3)
    self.listsMembers = listsMembers
  }

  /// The counts, the thresholds and the other values on which a policy bases its decisions.
  package var pacing: Pacing { heap.pacing }

  /// Runs a collection after its decision (gc_collect_main; `collect` up to 3.11).
  mutating func collect(_ decision: Decision, event: Int64, time: Int64?) {
    if case .incremental(let state) = policy {
      return collectIncrementally(state, decision, event: event, time: time)
    }
    if case .pep848(let state) = policy {
      return collectSpaces(state, decision, event: event, time: time)
    }
    let grossBytes = heap.pacing.grossBytes
    begin(decision, event, time)
    heap.pacing.noteCollection(of: decision.generation)
    examine(policy.region(of: decision), decision)
    updateStatistics(decision.generation)
    heap.pacing.bytesAliveBefore = heap.bytesAlive
    end()
    policy.noteEnd(record, grossBytes: grossBytes, bytesAlive: heap.bytesAlive)
    observer?.ended(heap, record)
  }

  /// Finds the garbage of a region and frees it. All other objects join the region's old list (gc_collect_region from 3.14).
  mutating func examine(_ region: Region, _ decision: Decision) {
    let (young, old) = (region.from, region.to)

    mergeLists(region)
    observer?.began(heap, record, young)
    deduceUnreachable(young, into: .unreachable)
    noteUnreachable()
    heap.dateGarbage(.unreachable)
    observer?.foundGarbage(heap, record)
    untrackTuples(young)
    promoteSurvivors(of: region, decision)
    moveLegacyFinalizers()
    moveLegacyFinalizerReachable()
    handleWeakReferences(old)
    finalizeGarbage()
    handleResurrectedObjects(old)
    clearWeakReferencesAgain()
    record.collected += heap.length(of: .unreachable)
    deleteGarbage(old)
    handleLegacyGarbage(old)
    clearFreeLists(region)
    releaseSurvivingGarbage(old)
  }

  /// Appends the region's other lists, the youngest first, to the one that is examined.
  private mutating func mergeLists(_ region: Region) {
    for list in region.merged {
      heap.merge(ObjectList(generation: Int(list)), into: region.from)
    }
  }

  /// Moves the survivors to the old list, if they are not on it already, and tells the policy their number.
  private mutating func promoteSurvivors(of region: Region, _ decision: Decision) {
    if region.isFull, version.untracksDicts { untrackDicts(region.from) }
    let survivors = heap.length(of: region.from)
    policy.noteSurvivors(survivors, of: decision, &heap.pacing)
    record.reachable += survivors
    var object = heap.next[region.from.head]
    while object != region.from.head {
      noteSurvivor(object, region.to)
      heap.generation[object] = region.to.generation
      object = heap.next[object]
    }
    heap.merge(region.from, into: region.to)
  }

  /// A full collection empties the free lists; each item counts as a deallocation.
  private mutating func clearFreeLists(_ region: Region) {
    guard region.isFull else { return }
    let freed = heap.freeLists.clear()
    if !heap.pacing.countsTracked { heap.pacing.noteDeallocations(freed) }
  }

  /// Makes unreachable objects that live on ordinary objects again. If a finalizer of a later deallocation tracked one of them again, it
  /// is in generation 0, not in the old one.
  private mutating func releaseSurvivingGarbage(_ old: ObjectList) {
    for member in unreachableMembers {
      noteOutcome(of: member, old)
      let slot = heap.slotOfRank[member.rank]
      guard slot >= 0 else { continue }
      heap.flags[slot] &= ~Heap.Flags.ofCollection.rawValue
      if heap.isTracked(slot) {
        heap.generation[slot] = ObjectList.generation(ofTag: heap.list[slot])
      }
    }
    unreachableMembers.removeAll(keepingCapacity: true)
  }

  mutating func updateStatistics(_ generation: Int) {
    statistics[generation].collections += 1
    statistics[generation].collected += record.collected
    statistics[generation].uncollectable += record.uncollectable
  }
}
